/** Counts of what was sent to the GPU, as rates. */
import type { GpuCounts } from '../engine/gpu/gpu-counters';
import type { CountReport } from './protocol';

/** Per second. */
export type GpuRates = GpuCounts;

/** null where nothing can be said: no time has passed, or the counts began anew with another device. */
export function ratesBetween(before: CountReport, after: CountReport): GpuRates | null {
  const seconds = (after.time - before.time) / 1000;
  if (!(seconds > 0) || after.submits < before.submits) return null;
  const rate = (name: keyof GpuCounts) => (after[name] - before[name]) / seconds;
  return { dispatches: rate('dispatches'), submits: rate('submits'), readbacks: rate('readbacks') };
}
