/** The trainings of finding 2: the way to equilibrium, weights multiplied under fast decay, and decay taken away. */
import { findings } from '../messages';
import type { HyperParameters } from '../theory/hyper-parameters';
import type { FindingContext, FindingOptions } from './finding';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';

const names = findings['equilibrium-norm'].runs;

export const LAYERS = ['conv1.weight', 'conv2.weight', 'conv3.weight'] as const;

export const HYPER: HyperParameters = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
/** So that the gradient is mostly noise, whose size stays what it was. */
const LABEL_NOISE = 0.4;
/** Weights start this many times too large. */
export const INITIAL_SCALE = 3;
export const APPROACH_STEPS = 700;

/** 15 times beyond the threshold of ringing. */
export const FAST_DECAY: HyperParameters = { ...HYPER, weightDecay: 0.1 };
const FAST_STEPS = 120;
/** What the weights are multiplied with under fast decay. */
export const PERTURBATION = 2;
/** After these an oscillation has shrunk to a twentieth: αᵗᐟ². */
export const RINGING_STEPS = 60;
/**
 * Numbers of updates in the states under fast decay whose weights are multiplied. A fork's length apart, so that no two
 * see the same batches: h̃ scatters from step to step by about its mean, and the theory of the oscillation is about a mean.
 */
export const FORK_STEPS = Array.from(
  { length: 8 },
  (_, fork) => APPROACH_STEPS + FAST_STEPS + fork * RINGING_STEPS,
);
/** Until the last of them. */
export const SETTLING_STEPS = FORK_STEPS.at(-1)! - APPROACH_STEPS;

export const NO_DECAY: HyperParameters = { ...HYPER, weightDecay: 0 };
export const FADING_STEPS = 400;

export const ALL_STEPS = APPROACH_STEPS + SETTLING_STEPS + FORK_STEPS.length * RINGING_STEPS + FADING_STEPS;

export interface NormRecords {
  readonly approach: TrainingRecord;
  /** Fast decay from the end of `approach` on. */
  readonly settling: TrainingRecord;
  /** The same from each of `FORK_STEPS` on, the weights multiplied. */
  readonly perturbed: readonly TrainingRecord[];
  /** No decay from the end of `approach` on. */
  readonly fading: TrainingRecord;
}

/** @param watch is given what there is whenever there is more */
export async function trainAll(
  { train }: FindingContext,
  options: FindingOptions,
  watch: (records: Partial<NormRecords>) => void,
): Promise<NormRecords> {
  /** Sabotaged the engine has no momentum, which the prediction does not know. */
  const configOf = (hyper: HyperParameters) =>
    smallRun(options, {
      network: { initialScale: INITIAL_SCALE },
      optimizer: { ...hyper, momentum: options.sabotage ? 0 : hyper.momentum },
      data: { labelNoise: LABEL_NOISE },
    });
  const approach = await train({
    name: names.approach,
    config: configOf(HYPER),
    steps: APPROACH_STEPS,
    keepStateAt: [APPROACH_STEPS],
    withoutFilters: true,
    onSteps: (record) => watch({ approach: record }),
  });
  const fastDecay = { config: configOf(FAST_DECAY), withoutFilters: true };
  const settling = await train({
    ...fastDecay,
    name: names.fastDecay,
    steps: SETTLING_STEPS,
    keepStateAt: FORK_STEPS,
    ...fromState(approach, APPROACH_STEPS),
  });
  const perturbed: TrainingRecord[] = [];
  for (const step of FORK_STEPS) {
    const done = [...perturbed];
    perturbed.push(
      await train({
        ...fastDecay,
        name: names.perturbed,
        steps: RINGING_STEPS,
        ...fromState(settling, step),
        rescale: { weights: PERTURBATION, momenta: 1 / PERTURBATION, runningStatistics: PERTURBATION },
        onSteps: (record) => watch({ approach, settling, perturbed: [...done, record] }),
      }),
    );
  }
  const fading = await train({
    name: names.withoutDecay,
    config: configOf(NO_DECAY),
    steps: FADING_STEPS,
    ...fromState(approach, APPROACH_STEPS),
    withoutFilters: true,
    onSteps: (record) => watch({ approach, settling, perturbed, fading: record }),
  });
  return { approach, settling, perturbed, fading };
}

/** Nothing to go on from where the run before has diverged: then the fork starts anew, and the verdict is lost. */
function fromState(record: TrainingRecord, step: number) {
  const from = record.states.get(step);
  return from ? { from } : {};
}
