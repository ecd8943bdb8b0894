/** The branches of finding 4: their settings, and what is recorded of them. */
import type { HyperParameters } from '../theory/hyper-parameters';
import { ratioAfterCut } from '../theory/step-decay';
import type { Window } from './averages';
import type { TrainingRecord } from './training-record';

/** k, by which the learning rate is divided. */
export const FACTOR = 10;
/** τ is 12.5 steps before the cut and 125 after it. */
export const BEFORE: HyperParameters = { learningRate: 0.2, weightDecay: 1e-2, momentum: 0.9 };
export const AFTER: HyperParameters = { ...BEFORE, learningRate: BEFORE.learningRate / FACTOR };
/** Steps before the cut. */
export const SETTLED = 300;
/** Steps of the branches. */
export const LENGTHS = { uncut: 60, cut: 700, rescaled: 300, bufferKept: 30, decayFollows: 200 } as const;
/**
 * Where the first step with the buffer kept is compared with that with it rescaled: the formula is one of means, and a
 * single gradient is not. Further apart than the buffer's memory.
 */
export const BUFFER_FORKS = Array.from({ length: 8 }, (_, index) => SETTLED - 20 * index);

export type Branch = keyof typeof LENGTHS;
export interface CutRecords extends Readonly<Record<Branch, TrainingRecord>> {
  readonly before: TrainingRecord;
  /** The first step from each of `BUFFER_FORKS`, with the buffer kept and with it rescaled. */
  readonly bufferForks: readonly { readonly kept: TrainingRecord; readonly rescaled: TrainingRecord }[];
}

/** AU/AU*_new of every step of a stretch after the cut. */
export function predictedClimb({ from, to }: Window): number[] {
  return Array.from({ length: to - from }, (_, step) => ratioAfterCut(AFTER, FACTOR, from + step));
}
