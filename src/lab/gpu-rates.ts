/** Counts of what was sent to the GPU, as rates. */
import type { CountReport } from './protocol';

/** Per second. */
export type GpuRates = Omit<CountReport, 'time'>;

/** null where nothing can be said: no time has passed, or another run or device has begun meanwhile. */
export function ratesBetween(before: CountReport, after: CountReport): GpuRates | null {
  const seconds = (after.time - before.time) / 1000;
  if (!(seconds > 0) || after.submits < before.submits || after.steps < before.steps) return null;
  const rate = (name: keyof GpuRates) => (after[name] - before[name]) / seconds;
  return {
    steps: rate('steps'),
    dispatches: rate('dispatches'),
    submits: rate('submits'),
    readbacks: rate('readbacks'),
  };
}
