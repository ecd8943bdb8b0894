/** The whole step beside the sum of its kernels: what is overhead. */
import { stepFigures } from '../../../engine/profile/figures';
import type { StepProfile } from '../../../engine/profile/step-profile';
import { messages } from '../../../messages';
import { formatCount } from '../../../messages/format';
import { Facts } from './Facts';

const text = messages.profile.step;
const { milliseconds } = messages.profile;

export function StepSummary({ profile }: { readonly profile: StepProfile }) {
  const { sum, rest, dispatches } = stepFigures(profile);
  const whole = profile.time.median;
  return (
    <Facts
      title={text.title}
      note={text.at(profile.step)}
      facts={[
        { name: text.whole, value: milliseconds(whole) },
        { name: text.sum, value: milliseconds(sum), note: text.ofStep(sum / whole) },
        { name: text.rest, value: milliseconds(rest), hint: text.restHint },
        { name: text.dispatches, value: formatCount(dispatches) },
      ]}
    />
  );
}
