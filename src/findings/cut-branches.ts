/** The branches of finding 4: their settings, and what is recorded of them. */
import type { RescaleFactors } from '../config/rescale';
import type { HyperParameters } from '../theory/hyper-parameters';
import { ratioAfterCut, rescaleFactors } from '../theory/step-decay';
import type { Window } from './averages';
import type { TrainingRecord } from './training-record';

/** k, by which the learning rate is divided. */
export const FACTOR = 10;
/** τ is 12.5 steps before the cut and 125 after it. */
export const BEFORE: HyperParameters = { learningRate: 0.2, weightDecay: 1e-2, momentum: 0.9 };
export const AFTER: HyperParameters = { ...BEFORE, learningRate: BEFORE.learningRate / FACTOR };
/** Steps before the cut. */
export const SETTLED = 720;
/** Steps of the branches. */
export const LENGTHS = { uncut: 60, cut: 700, rescaled: 300, bufferKept: 30, decayFollows: 400 } as const;

export type Branch = keyof typeof LENGTHS;

const { weight, buffer, runningMean } = rescaleFactors(FACTOR);
const RESCALE: RescaleFactors = { weights: weight, momenta: buffer, runningStatistics: runningMean };
/** What is done at the cut. */
export const SETTINGS: Readonly<
  Record<Branch, { readonly hyper: HyperParameters; readonly rescale?: RescaleFactors }>
> = {
  uncut: { hyper: BEFORE },
  cut: { hyper: AFTER },
  rescaled: { hyper: AFTER, rescale: RESCALE },
  bufferKept: { hyper: AFTER, rescale: { ...RESCALE, momenta: 1 } },
  decayFollows: { hyper: { ...AFTER, weightDecay: BEFORE.weightDecay / FACTOR } },
};

/** States that the settled run is forked at. */
const FORKS = 8;
/** Steps between them: 6 τ, and no window below is longer, so that no batch is seen twice in the forks of a window. */
const FORK_SPACING = 80;
/** Numbers of updates in these states; the branches of the last one are drawn. */
export const FORK_STEPS = Array.from(
  { length: FORKS },
  (_, index) => SETTLED - FORK_SPACING * (FORKS - 1 - index),
);
/**
 * Steps after the cut, less than 2 τ of the new time, for which one run will not do: the theory is about a mean. The
 * gradients are heavy-tailed, all layers see the same batches, and a norm that happens to be short at the cut stays so.
 * The climb is compared from step 20 on: while the loss falls to its new floor, successive gradients agree more than at
 * rest, and the angle exceeds the closed form, that of uncorrelated ones, by a quarter up to step 20 and a tenth up to 40.
 * The kept buffer has forgotten the time before from 12 steps on, α²ⁿ < 0.1. Of no cut only the first step is needed.
 */
export const FORK_WINDOWS = {
  uncut: [{ from: 0, to: 1 }],
  cut: [
    { from: 20, to: 40 },
    { from: 80, to: 120 },
    { from: 160, to: 240 },
  ],
  rescaled: [
    { from: 0, to: 30 },
    { from: 30, to: 100 },
  ],
  bufferKept: [{ from: 12, to: 30 }],
} as const satisfies Partial<Record<Branch, readonly Window[]>>;
export type ForkedBranch = keyof typeof FORK_WINDOWS;
export const FORKED_BRANCHES = Object.keys(FORK_WINDOWS) as readonly ForkedBranch[];
/** Steps that a branch of a fork needs. */
export const forkSteps = (branch: ForkedBranch) => Math.max(...FORK_WINDOWS[branch].map(({ to }) => to));
/** The branches from one of `FORK_STEPS`, each of `forkSteps` or more. */
export type Fork = Readonly<Record<ForkedBranch, TrainingRecord>>;

export interface CutRecords extends Readonly<Record<Branch, TrainingRecord>> {
  readonly before: TrainingRecord;
  /** As many as `FORK_STEPS`. */
  readonly forks: readonly Fork[];
}

/** AU/AU*_new of every step of a stretch after the cut. */
export function predictedClimb({ from, to }: Window): number[] {
  return Array.from({ length: to - from }, (_, step) => ratioAfterCut(AFTER, FACTOR, from + step));
}
