/** Which form of each kernel the run has, out of which and why; the choice can be made anew, pinned, or left to kind. */
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useLab, useLabState } from '../../hooks/use-lab';
import { CaseRow } from './CaseRow';
import { TimingProgress } from './TimingProgress';
import './KernelChoices.css';

const text = messages.kernelChoices;

export function KernelChoices() {
  const choices = useLabState((state) => state.kernelChoices);
  return (
    <section className="kernel-choices" aria-label={text.title}>
      <p>{text.explanation}</p>
      <Setting />
      <WaitingPins />
      {choices.length === 0 ? (
        <p>{text.noRun}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{text.columns.name}</th>
              <th scope="col">{text.columns.pin}</th>
              <th scope="col">{text.columns.reason}</th>
              <th scope="col">{text.columns.forms}</th>
            </tr>
          </thead>
          <tbody>
            {choices.map((choice) => (
              <CaseRow key={choice.name} choice={choice} />
            ))}
          </tbody>
        </table>
      )}
      <OtherPins />
    </section>
  );
}

function Setting() {
  const lab = useLab();
  const timesKernels = useLabState((state) => state.timesKernels);
  const opening = useLabState((state) => state.opening);
  const hasRun = useLabState((state) => state.run !== null);
  return (
    <div className="kernel-choices-bar">
      <label title={text.settingHint}>
        <input
          type="checkbox"
          checked={timesKernels}
          onChange={(event) => lab.setTimesKernels(event.target.checked)}
        />
        {text.setting}
      </label>
      <Button
        unavailable={!hasRun || opening || !timesKernels}
        title={text.redoHint}
        onClick={() => void lab.timeAnew()}
      >
        {text.redo}
      </Button>
      <TimingProgress />
    </div>
  );
}

/** Pins that differ from the run's. */
function WaitingPins() {
  const lab = useLab();
  const step = useLabState((state) => state.step);
  const opening = useLabState((state) => state.opening);
  const wait = useLabState(
    ({ run, staged }) => run !== null && !isSame(run.config.variants, staged.variants),
  );
  if (!wait) return null;
  return (
    <div className="kernel-choices-bar" role="status">
      <span>{text.pinsWait(step)}</span>
      <Button kind="primary" unavailable={opening} onClick={() => void lab.apply()}>
        {text.applyPins}
      </Button>
      <Button unavailable={opening} onClick={() => lab.discardStaged()}>
        {text.discardPins}
      </Button>
    </div>
  );
}

/** Pins of whole operations, and of shapes that another network had: only here can they be taken back. */
function OtherPins() {
  const lab = useLab();
  const pins = useLabState((state) => state.staged.variants);
  const choices = useLabState((state) => state.kernelChoices);
  const others = Object.entries(pins).filter(([name]) => !choices.some((choice) => choice.name === name));
  if (others.length === 0) return null;
  return (
    <section className="kernel-choices-bar" aria-label={text.otherPins}>
      <h3>{text.otherPins}</h3>
      {others.map(([name, form]) => (
        <Button key={name} onClick={() => lab.pin(name, null)}>
          {text.unpin(name, form)}
        </Button>
      ))}
    </section>
  );
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
