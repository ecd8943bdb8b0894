/** Averages over stretches of a record, as the theory wants them: root mean squares, over all convolutions alike. */
import type { TrainingRecord } from './training-record';

/** Steps of a record, counted from its first one; `to` is not part of it. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** √(mean of squares); NaN of nothing. */
export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum / values.length);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The q-quantile, 0 ≤ q ≤ 1, linear between order statistics; NaN of nothing. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = q * (sorted.length - 1);
  const low = Math.floor(position);
  const share = position - low;
  return sorted[low]! * (1 - share) + (share > 0 ? sorted[low + 1]! * share : 0);
}

/** AU² in rad² of every step, mean over the layers: those under BatchNorm, of which each has the same AU*, or others. */
export function squaredAngles(
  record: TrainingRecord,
  layers: readonly { readonly name: string }[] = record.scaleInvariant,
): Float64Array {
  const squares = new Float64Array(record.count);
  for (const { name } of layers)
    record.column(name, 'angularUpdate').forEach((angle, step) => {
      squares[step]! += angle ** 2 / layers.length;
    });
  return squares;
}

/** RMS angle in rad over a stretch of steps and the layers under BatchNorm. */
export function rmsAngle(record: TrainingRecord, { from, to }: Window): number {
  return Math.sqrt(mean(squaredAngles(record).subarray(from, to)));
}
