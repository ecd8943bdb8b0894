/** Two trainings of one network on the same batches, and how far they come apart: in float64, and on the GPU. */
import { type RunConfig, type RunConfigInput, runConfigSchema } from '../config/run-config';
import { createGlyphs } from '../data/glyphs';
import { type RandomStream, stream } from '../data/random';
import type { TrainerState } from '../engine/trainer-state';
import { angleBetween } from '../theory/angle';
import type { HyperParameters } from '../theory/hyper-parameters';
import type { FindingContext, FindingOptions } from './finding';
import { ReferenceTraining } from './reference-training';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';

/** In float64. */
export const STEPS = 200;
/** In float32 all have parted long before. */
export const SINGLE_STEPS = 120;
/** Number of copies: one alone may be lucky. */
export const COPIES = 3;
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

/** In float32: of the two sides, and of the first one and copies of it. */
export interface SingleDistances {
  readonly twins: Distance;
  readonly copies: readonly Distance[];
}

/**
 * Trains two sides on the GPU, and copies of the first one that start a unit in the last place apart. Only convolutions
 * are trained: one learning rate moves them all.
 * @param report is told while they train how far they have come apart
 */
export async function distancesInFloat32(
  { train }: FindingContext,
  options: FindingOptions,
  [first, second]: readonly [Side, Side],
  names: { readonly pair: string; readonly copy: string },
  report: (distances: () => SingleDistances) => void,
): Promise<SingleDistances> {
  const run = (
    name: string,
    side: Side,
    from?: TrainerState,
    onSteps: (record: TrainingRecord) => void = () => {},
  ): Promise<TrainingRecord> =>
    train({
      name,
      config: singleConfig(options, side),
      steps: SINGLE_STEPS,
      ...(from ? { from } : { keepStateAt: [0] }),
      withoutFilters: true,
      onSteps,
    });
  const one = await run(names.pair, first);
  const two = await run(names.pair, second, undefined, (record) =>
    report(() => ({ twins: lossDistance(one, record), copies: [] })),
  );
  const twins = lossDistance(one, two);
  const copies: Distance[] = [];
  const start = one.states.get(0);
  if (!start) return { twins, copies };
  for (let copy = 0; copy < COPIES; copy++) {
    const weights = nudged(start.weights, stream(options.seed, `copy/${copy}`));
    const other = await run(names.copy, first, { ...start, weights }, (record) =>
      report(() => ({ twins, copies: [...copies, lossDistance(one, record)] })),
    );
    copies.push(lossDistance(one, other));
  }
  return { twins, copies };
}

/** Every value moved by a unit in the last place, up or down at random. */
function nudged(values: Float32Array<ArrayBuffer>, random: RandomStream): Float32Array<ArrayBuffer> {
  const moved = values.slice();
  const bits = new Int32Array(moved.buffer);
  for (let index = 0; index < bits.length; index++)
    if (moved[index] !== 0) bits[index]! += random.integer(2) === 0 ? 1 : -1;
  return moved;
}

function singleConfig(options: FindingOptions, { at, scale }: Side): RunConfigInput {
  const start = at(0);
  const moves = Array.from({ length: SINGLE_STEPS }, (_, step) => ({ step, value: at(step).learningRate }));
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

function lossDistance(first: TrainingRecord, second: TrainingRecord): Distance {
  const others = second.stepColumn('loss');
  const steps = first.stepColumn('loss').subarray(0, others.length);
  return { loss: Array.from(steps, (loss, step) => Math.abs(loss - others[step]!)), angle: [] };
}
