/** Where the run stands: state, step, speed, loss and accuracy. Only changes of the state are announced. */
import { useId } from 'react';
import type { Progress } from '../../../lab/lab-state';
import { messages } from '../../../messages';
import { formatCount, formatFixed, formatPercent, formatSignificant } from '../../../messages/format';
import { useLabState } from '../../hooks/use-lab';
import { SkipTiming } from '../Profile/SkipTiming';
import './RunStatus.css';

const text = messages.status;

export function RunStatus() {
  return (
    <section className="run-status" aria-label={messages.regions.status}>
      <State />
      <SkipTiming />
      <dl className="run-status-numbers">
        <Step />
        <Speed />
        <Loss />
        <Accuracy />
        <TestAccuracy />
      </dl>
    </section>
  );
}

function State() {
  const state = useLabState((lab) => lab.runState);
  const progress = useLabState((lab) => lab.progress);
  const opening = useLabState((lab) => lab.opening);
  // The present run stands or goes on while another one is made ready.
  const preparing = opening && state !== 'recovering' ? 'preparing' : state;
  const doing = preparing === 'preparing' && progress ? progressText(progress) : text.states[preparing];
  return (
    <p className="run-status-state" data-state={preparing}>
      <span className="run-status-dot" aria-hidden="true" />
      {doing}
      <span className="visually-hidden" role="status">
        {text.announcements[preparing]}
      </span>
    </p>
  );
}

function progressText({ task, done, total }: Progress): string {
  return task === 'timing' ? messages.kernelChoices.timing(done, total) : text.preparing[task];
}

function Quantity({ name, hint, value }: { name: string; hint?: string; value: string }) {
  const hintId = useId();
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd aria-describedby={hint && hintId}>{value}</dd>
      {hint && (
        <dd id={hintId} hidden>
          {hint}
        </dd>
      )}
    </div>
  );
}

const missing = '–';

function Step() {
  const step = useLabState((state) => state.step);
  return <Quantity name={text.step} value={formatCount(step)} />;
}

function Speed() {
  const speed = useLabState((state) => (state.runState === 'training' ? state.stepsPerSecond : null));
  return (
    <Quantity
      name={text.stepsPerSecond}
      value={speed === null ? missing : speed < 10 ? formatFixed(speed, 1) : formatCount(Math.round(speed))}
    />
  );
}

function Loss() {
  const loss = useLabState((state) => state.loss);
  return (
    <Quantity
      name={text.loss}
      hint={text.trainingHint}
      value={loss === null ? missing : formatSignificant(loss)}
    />
  );
}

function Accuracy() {
  const accuracy = useLabState((state) => state.accuracy);
  return (
    <Quantity
      name={text.accuracy}
      hint={text.trainingHint}
      value={accuracy === null ? missing : formatPercent(accuracy)}
    />
  );
}

function TestAccuracy() {
  const accuracy = useLabState((state) => {
    void state.revision;
    return state.record?.evaluations.at(-1)?.accuracy ?? null;
  });
  return (
    <Quantity
      name={text.testAccuracy}
      hint={text.testHint}
      value={accuracy === null ? missing : formatPercent(accuracy)}
    />
  );
}
