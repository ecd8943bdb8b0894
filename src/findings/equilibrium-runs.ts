/** The trainings of finding 1: a grid over η, λ and α, and the settings that must break the claim. */
import type { RunConfigInput } from '../config/run-config';
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { type HyperParameters, heavyBall, type UpdateRule } from '../theory/hyper-parameters';
import type { Window } from './averages';
import type { FindingOptions } from './finding';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';
import type { TrainingSpec } from './training-spec';

const names = findings.equilibrium.runs;

export interface EquilibriumRun {
  readonly hyper: HyperParameters;
  readonly rule: UpdateRule;
  readonly steps: number;
  /** The steps that are judged. */
  readonly window: Window;
  readonly network: NonNullable<RunConfigInput['network']>;
}

/** A run and what came of it. */
export interface Trained {
  readonly run: EquilibriumRun;
  readonly record: TrainingRecord;
}

/** The last convolution. */
export const LAYER = 'conv3.weight';
export const EARLIER_LAYERS = ['conv1.weight', 'conv2.weight'] as const;
export const DENSE = 'fc.weight';

const hyperParameters = (learningRate: number, weightDecay: number, momentum: number): HyperParameters => ({
  learningRate,
  weightDecay,
  momentum,
});

function runOf(hyper: HyperParameters, changes: Partial<EquilibriumRun> = {}): EquilibriumRun {
  return { hyper, rule: heavyBall, steps: 600, window: { from: 300, to: 600 }, network: {}, ...changes };
}

/** Where τ is 50 steps, 300 are too few for an error below 3 %. */
const LONGER = { steps: 1200, window: { from: 300, to: 1200 } };

/** τ between 12 and 62 steps: each has settled before it is judged. */
export const GRID: readonly EquilibriumRun[] = [
  runOf(hyperParameters(0.1, 5e-3, 0.9), LONGER),
  runOf(hyperParameters(0.1, 1e-2, 0.9)),
  // Other width and another start: the same angle as of the first.
  runOf(hyperParameters(0.05, 1e-2, 0.9), {
    ...LONGER,
    network: { channels: [8, 8, 32], initialScale: 2 },
  }),
  runOf(hyperParameters(0.2, 1e-2, 0.9)),
  runOf(hyperParameters(0.2, 1e-2, 0.5)),
  runOf(hyperParameters(0.5, 1e-2, 0)),
];

/** The grid's run with which Nesterov momentum is compared. */
export const HEAVY_BALL = GRID[1]!;

export const NESTEROV = runOf(HEAVY_BALL.hyper, { rule: { ...heavyBall, nesterov: true } });
/** ηλ as large as coupled decay would have it with 1/(1−α): else τ would be ten times longer. */
export const DECOUPLED = runOf(hyperParameters(0.1, 0.1, 0.9), { rule: { ...heavyBall, decoupled: true } });
/** τ = 2500 steps. */
export const TOO_SHORT = runOf(hyperParameters(0.1, 1e-4, 0.9), {
  steps: 700,
  window: { from: 300, to: 700 },
});
export const WITHOUT_BATCH_NORM = runOf(HEAVY_BALL.hyper, { network: { batchNorm: false } });

export const EQUILIBRIUM_RUNS: readonly EquilibriumRun[] = [
  ...GRID,
  NESTEROV,
  DECOUPLED,
  TOO_SHORT,
  WITHOUT_BATCH_NORM,
];

/** AU* in rad of the run's own rule. */
export function predictedAngle({ hyper, rule }: EquilibriumRun): number {
  return equilibriumAngularUpdate(hyper, rule);
}

/** What the engine trains. Sabotaged it decays with 2λ, which the prediction does not know. */
export function specOf(run: EquilibriumRun, options: FindingOptions): Omit<TrainingSpec, 'name'> {
  const { hyper, rule, network, steps } = run;
  const weightDecay = hyper.weightDecay * (options.sabotage ? 2 : 1);
  const decayForm = rule.decoupled ? 'decoupled' : 'coupled';
  const optimizer = { ...hyper, weightDecay, nesterov: rule.nesterov, decayForm } as const;
  return { config: smallRun(options, { network, optimizer }), steps };
}

/** What it is called in verdicts and charts. */
export function nameOf(run: EquilibriumRun): string {
  const { learningRate, weightDecay, momentum } = run.hyper;
  switch (run) {
    case NESTEROV:
      return names.nesterov;
    case DECOUPLED:
      return names.decoupled;
    case TOO_SHORT:
      return names.tooShort;
    case WITHOUT_BATCH_NORM:
      return names.withoutBatchNorm;
    default:
      return names.grid(learningRate, weightDecay, momentum);
  }
}
