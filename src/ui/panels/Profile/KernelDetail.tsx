/** One kernel in full: its form, grid, bounds and buffers, and its code as it was compiled. */
import { type Bound, LIMITS } from '../../../engine/profile/bound';
import { stepFigures } from '../../../engine/profile/figures';
import type { KernelProfile, StepProfile } from '../../../engine/profile/step-profile';
import { messages } from '../../../messages';
import { formatCount } from '../../../messages/format';
import { Button } from '../../components/Button';
import { icons } from '../../components/icons';
import { useLabState } from '../../hooks/use-lab';
import { FormTimes } from './FormTimes';
import { KernelCode } from './KernelCode';

const text = messages.profile.detail;

interface KernelDetailProps {
  readonly profile: StepProfile;
  readonly kernel: KernelProfile;
  readonly onClose: () => void;
}

export function KernelDetail({ profile, kernel, onClose }: KernelDetailProps) {
  const { label, variant, workgroups, threads, buffers, code } = kernel;
  const choice = useLabState((state) => state.kernelChoices.find(({ name }) => name === label));
  const figures = stepFigures(profile).kernels[profile.kernels.indexOf(kernel)];
  const bound = figures?.bound;
  const groups = workgroups.reduce((product, count) => product * count, 1);
  const grid = workgroups.map((count) => formatCount(count)).join(' × ');
  return (
    <section className="profile-detail" aria-label={label}>
      <header>
        <h3>{label}</h3>
        <Button
          kind="quiet"
          icon={icons.close}
          aria-label={text.close}
          title={text.close}
          onClick={onClose}
        />
      </header>
      <dl>
        <dt>{text.variant}</dt>
        <dd>{variant || text.onlyForm}</dd>
        {choice && (
          <>
            <dt>{text.forms}</dt>
            <dd>
              <FormTimes choice={choice} />
            </dd>
          </>
        )}
        <dt>{text.grid}</dt>
        <dd>{text.gridOf(grid, threads, groups * threads)}</dd>
        <dt>{text.bounds}</dt>
        <dd>{bound ? boundText(bound) : text.uncounted}</dd>
        {figures && bound && (
          <>
            <dt>{text.speed}</dt>
            <dd>{text.speedOf(figures.bytes, figures.gigabytesPerSecond)}</dd>
          </>
        )}
        <dt>{text.buffers}</dt>
        <dd>
          <ul>
            {buffers.map(({ label: name, bytes, access }, binding) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a binding is its number, and buffers can be bound twice.
              <li key={binding}>
                {name} <small>{text.buffer(bytes, access)}</small>
              </li>
            ))}
          </ul>
        </dd>
      </dl>
      <KernelCode code={code} />
    </section>
  );
}

function boundText({ byLimit, ms }: Bound): string {
  const parts = LIMITS.filter((limit) => byLimit[limit] > 0);
  const texts = parts.map((limit) => text.boundOf(limit, byLimit[limit]));
  return [...texts, ...(parts.length > 1 ? [text.together(ms)] : [])].join(', ');
}
