/** Two trainings of one network on the same batches, and how far they come apart: in float64, and on the GPU. */
import { type RunConfig, type RunConfigInput, runConfigSchema } from '../config/run-config';
import { createGlyphs } from '../data/glyphs';
import { type RandomStream, stream } from '../data/random';
import { angleBetween } from '../theory/angle';
import type { HyperParameters } from '../theory/hyper-parameters';
import type { FindingContext, FindingOptions } from './finding';
import { ReferenceTraining } from './reference-training';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';
import type { TrainingSpec } from './training-spec';

/** In float64. */
export const STEPS = 200;
/** In float32; most have parted before. */
export const SINGLE_STEPS = 120;
/** Of a twin that starts from a state of the first training: few, so that seldom one parts within them. */
export const FORK_STEPS = 10;
/** Updates that `distancesInFloat32` makes: of the first training, its twin, its copy and all forks. */
export const SINGLE_UPDATES = 4 * SINGLE_STEPS;
/** Between two reports of the float64 trainings; a request to stop is heard in between. */
const STRETCH = 5;
const IMAGES = 512;

/** One of two trainings: the convolutions' η and λ at a step, and the factor on their initial weights. */
export interface Side {
  readonly at: (step: number) => HyperParameters;
  readonly scale: number;
}

/** How far two trainings have come apart, per step. */
export interface Distance {
  /** |difference of the losses| in nats. */
  readonly loss: readonly number[];
  /** Largest angle between the two's directions of a layer, in rad; empty where it was not looked at. */
  readonly angle: readonly number[];
}

/** As the hyper-parameters say. */
export const constant = (hyper: HyperParameters): Side => ({ at: () => hyper, scale: 1 });

/** Without decay: the directions of these hyper-parameters' weights under SGD, momentum 0. */
export const growing = ({ learningRate, weightDecay, momentum }: HyperParameters): Side => ({
  at: (step) => ({
    learningRate: learningRate * (1 - learningRate * weightDecay) ** (-2 * step - 1),
    weightDecay: 0,
    momentum,
  }),
  scale: 1,
});

/** (cη, λ, √c·w₀): at λ/c the directions of (η, λ, w₀). */
export const scaled = ({ learningRate, weightDecay, momentum }: HyperParameters, factor: number): Side => ({
  at: () => ({ learningRate: factor * learningRate, weightDecay, momentum }),
  scale: Math.sqrt(factor),
});

/** The setting of the float64 trainings: small, everything trained, only convolutions decay. */
export function referenceConfig(seed: number, epsilon: number, hyper: HyperParameters): RunConfig {
  return runConfigSchema.parse({
    seed,
    batchSize: 16,
    network: { channels: [4, 6, 8], strides: [2, 2, 2], batchNormEpsilon: epsilon },
    optimizer: { ...hyper, decay: { dense: false } },
  } satisfies RunConfigInput);
}

/**
 * Trains both sides in float64 on the same generated images: all tensors, the convolutions as the side says.
 * @param report is told now and then of the steps so far, and how far they have come apart
 */
export async function distanceInFloat64(
  config: RunConfig,
  sides: readonly [Side, Side],
  report: (step: number, distance: Distance) => void,
  signal: AbortSignal,
): Promise<Distance> {
  const dataSet = createGlyphs({ seed: config.seed, trainCount: IMAGES, testCount: 1 });
  const [first, second] = sides.map((side) => {
    const training = new ReferenceTraining({ config, dataSet, weightScale: side.scale });
    return { training, step: (step: number) => training.step(change(config, side.at(step))) };
  });
  const loss: number[] = [];
  const angle: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    loss.push(Math.abs(first!.step(step) - second!.step(step)));
    const others = second!.training.weights();
    angle.push(Math.max(...first!.training.weights().map((one, k) => angleBetween(one, others[k]!))));
    if ((step + 1) % STRETCH > 0) continue;
    report(step + 1, { loss, angle });
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
  }
  return { loss, angle };
}

/** Only the convolutions follow the side: everything else trains alike in both. */
function change({ optimizer }: RunConfig, { learningRate, weightDecay }: HyperParameters) {
  const convolution = learningRate / optimizer.learningRate;
  return { weightDecay, learningRateFactor: { ...optimizer.learningRateFactor, convolution } };
}

/** In float32, from the first of two sides. */
export interface SingleDistances {
  /** Of the second one: none until it trains. */
  readonly twins: readonly Distance[];
  /** Of a copy of the first that starts a unit in the last place apart. */
  readonly copies: readonly Distance[];
  /** Of the second one, forked every `FORK_STEPS` steps from the first. */
  readonly forks: readonly Distance[];
}

/**
 * Trains two sides on the GPU, with a copy and forks. Only convolutions are trained: one learning rate moves them all.
 * @param report is told while they train how far they have come apart
 */
export async function distancesInFloat32(
  { train }: FindingContext,
  options: FindingOptions,
  [first, second]: readonly [Side, Side],
  names: { readonly pair: string; readonly copy: string },
  report: (distances: () => SingleDistances) => void,
): Promise<SingleDistances> {
  const starts = Array.from({ length: SINGLE_STEPS / FORK_STEPS }, (_, fork) => fork * FORK_STEPS);
  const whole = { steps: SINGLE_STEPS, withoutFilters: true };
  const one = await train({
    ...whole,
    name: names.pair,
    config: singleConfig(options, first),
    keepStateAt: starts,
  });
  let distances: SingleDistances = { twins: [], copies: [], forks: [] };
  const compare = async (kind: keyof SingleDistances, spec: TrainingSpec) => {
    const before = distances;
    const withRecord = (record: TrainingRecord): SingleDistances => ({
      ...before,
      [kind]: [...before[kind], lossDistance(one, record)],
    });
    const other = await train({ ...spec, onSteps: (record) => report(() => withRecord(record)) });
    distances = withRecord(other);
  };
  await compare('twins', { ...whole, name: names.pair, config: singleConfig(options, second) });
  for (const state of one.states.values()) {
    const { scale } = second;
    await compare('forks', {
      ...whole,
      name: names.pair,
      config: singleConfig(options, second, state.step),
      steps: FORK_STEPS,
      from: state,
      // The buffers hold gradients, which shrink as 1/‖w‖.
      rescale: { weights: scale, momenta: 1 / scale, runningStatistics: scale },
    });
  }
  const start = one.states.get(0);
  if (start)
    await compare('copies', {
      ...whole,
      name: names.copy,
      config: singleConfig(options, first),
      from: { ...start, weights: nudged(start.weights, stream(options.seed, 'copy')) },
    });
  return distances;
}

/** Every value moved by a unit in the last place, up or down at random. */
function nudged(values: Float32Array<ArrayBuffer>, random: RandomStream): Float32Array<ArrayBuffer> {
  const moved = values.slice();
  const bits = new Int32Array(moved.buffer);
  for (let index = 0; index < bits.length; index++)
    if (moved[index] !== 0) bits[index]! += random.integer(2) === 0 ? 1 : -1;
  return moved;
}

/** @param from step at which the side starts: from there its hyper-parameters count, as its weights do */
function singleConfig(options: FindingOptions, { at, scale }: Side, from = 0): RunConfigInput {
  const start = at(0);
  const moves = Array.from({ length: SINGLE_STEPS - from }, (_, step) => ({
    step: from + step,
    value: at(step).learningRate,
  }));
  return smallRun(options, {
    network: { batchNormEpsilon: 0, initialScale: scale },
    optimizer: {
      ...start,
      decay: { dense: false },
      learningRateFactor: { dense: 0, batchNorm: 0, bias: 0 },
    },
    events: moves
      .filter(({ value }) => value !== start.learningRate)
      .map((move) => ({ ...move, field: 'learningRate' })),
  });
}

/** Of the steps that both have, and NaN after them where either has diverged: that is no distance that is small. */
function lossDistance(first: TrainingRecord, second: TrainingRecord): Distance {
  const others = second.stepColumn('loss');
  const start = second.firstStep - first.firstStep;
  const steps = first.stepColumn('loss').subarray(start, start + others.length);
  const loss = Array.from(steps, (value, step) => Math.abs(value - others[step]!));
  return { loss: first.divergence || second.divergence ? [...loss, Number.NaN] : loss, angle: [] };
}
