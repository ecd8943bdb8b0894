/**
 * Finding 7: two pairs of trainings that look different and are the same.
 *
 * With P_t = Π(1−η_sλ) the weights w_t = P_t·x_t of SGD with decay have the directions of x_t, trained without decay at
 * η_t/(P_t·P_{t+1}): at constant η that is η(1−ηλ)^(−2t−1) (Li & Arora 2020, arXiv 1910.07454). And the step of
 * (cη, λ/c) at √c·w is √c times that of (η, λ) at w, momentum or not, since gradients shrink as 1/‖w‖. Both ask for a
 * loss that does not see the weights' length at all: BatchNorm's ε has to be 0. Exact, and so compared in float64. In
 * float32 rounding errors grow until the twins are strangers, as two copies of one training are that start a unit in
 * the last place apart.
 */
import { type RunConfig, type RunConfigInput, runConfigSchema } from '../config/run-config';
import { createGlyphs } from '../data/glyphs';
import { type RandomStream, stream } from '../data/random';
import type { TrainerState } from '../engine/trainer';
import { findings } from '../messages';
import { angleBetween } from '../theory/angle';
import { between, type Check } from './check';
import { type Chart, type Finding, type FindingContext, type FindingOptions, resultOf } from './finding';
import { ReferenceTraining } from './reference-training';
import type { TrainingRecord } from './training-record';

const text = findings['equivalent-hyper-parameters'];

const STEPS = 200;
/** In float32 all have parted long before. */
const SINGLE_STEPS = 120;
/** Number of copies: one alone may be lucky. */
const COPIES = 3;
/** Between two reports of the float64 trainings; a request to stop is heard in between. */
const STRETCH = 5;
/** c: its root is no power of two, so that float32 has to round. */
const FACTOR = 3;
const SGD = { learningRate: 0.5, weightDecay: 1e-2, momentum: 0 } as const;
const HEAVY_BALL = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 } as const;
/** As large as BatchNorm's ε is by default. */
const EPSILON = 1e-5;
/** In float64 twins stay closer than this, in nats and in rad; in float32 no pair does. */
const EXACT = 1e-10;
/** Trainings whose losses differ by more are not the same one. */
const PARTED = 1e-5;
/** In float32, of the loss: far above its rounding errors, far below what strangers differ by. */
const VISIBLE = 1e-3;
const IMAGES = 512;

type Hyper = { readonly learningRate: number; readonly weightDecay: number; readonly momentum: number };

/** One of two trainings: the convolutions' η and λ at a step, and the factor on their initial weights. */
interface Side {
  readonly at: (step: number) => Hyper;
  readonly scale: number;
}

/** How far two trainings have come apart, per step. */
export interface Distance {
  /** |difference of the losses| in nats. */
  readonly loss: readonly number[];
  /** Largest angle between the two's directions of a layer, in rad; empty where it was not looked at. */
  readonly angle: readonly number[];
}

/** The pairs in float64, and in float32 with copies of each pair's first that start a unit in the last place apart. */
export interface Distances {
  readonly growingRate: Distance;
  readonly scaled: Distance;
  /** The pair of `growingRate` with BatchNorm's default ε. */
  readonly withEpsilon: Distance;
  /** The pair of `scaled`, its λ kept: another ηλ. */
  readonly otherProduct: Distance;
  readonly single: Readonly<
    Record<PairName, { readonly twins: Distance; readonly copies: readonly Distance[] }>
  >;
}

const PAIRS = ['growingRate', 'scaled'] as const;
type PairName = (typeof PAIRS)[number];

const constant = (hyper: Hyper): Side => ({ at: () => hyper, scale: 1 });

const growing = ({ learningRate, weightDecay, momentum }: Hyper): Side => ({
  at: (step) => ({
    learningRate: learningRate * (1 - learningRate * weightDecay) ** (-2 * step - 1),
    weightDecay: 0,
    momentum,
  }),
  scale: 1,
});

const scaled = ({ learningRate, weightDecay, momentum }: Hyper, decayFactor: number): Side => ({
  at: () => ({ learningRate: FACTOR * learningRate, weightDecay: decayFactor * weightDecay, momentum }),
  scale: Math.sqrt(FACTOR),
});

export const equivalentHyperParameters: Finding = {
  id: 'equivalent-hyper-parameters',
  number: 7,
  runs: 'gpu',
  async run(context, options) {
    // The engine's decay; the twins are made for the one that was asked for.
    const decayed = <T extends Hyper>(hyper: T): T =>
      options.sabotage ? { ...hyper, weightDecay: 2 * hyper.weightDecay } : hyper;
    const first = { growingRate: decayed(SGD), scaled: decayed(HEAVY_BALL) };
    const twin = { growingRate: growing(SGD), scaled: scaled(HEAVY_BALL, 1 / FACTOR) };

    const exact: Distance[] = [];
    const pairs: [string, number, Hyper, Side][] = [
      [text.pairs.growingRate, 0, first.growingRate, twin.growingRate],
      [text.pairs.scaled, 0, first.scaled, twin.scaled],
      [text.pairs.withEpsilon, EPSILON, SGD, twin.growingRate],
      [text.pairs.otherProduct, 0, HEAVY_BALL, scaled(HEAVY_BALL, 1)],
    ];
    for (const [index, [name, epsilon, hyper, other]] of pairs.entries()) {
      const report = (step: number) => context.progress(index * STEPS + step, pairs.length * STEPS, name);
      const config = referenceConfig(options.seed, epsilon, hyper);
      exact.push(await distanceInFloat64(config, [constant(hyper), other], report, context.signal));
    }
    const [growingRate, rescaled, withEpsilon, otherProduct] = exact;
    context.expectSteps(PAIRS.length * (2 + COPIES) * SINGLE_STEPS);
    const distances = {
      growingRate: growingRate!,
      scaled: rescaled!,
      withEpsilon: withEpsilon!,
      otherProduct: otherProduct!,
      single: {
        growingRate: await distancesInFloat32(context, options, 'growingRate', first.growingRate),
        scaled: await distancesInFloat32(context, options, 'scaled', first.scaled),
      },
    };
    return resultOf(checksOf(distances), chartsOf(distances));
  },
};

function referenceConfig(seed: number, epsilon: number, hyper: Hyper): RunConfig {
  return runConfigSchema.parse({
    seed,
    batchSize: 16,
    network: { channels: [4, 6, 8], strides: [2, 2, 2], batchNormEpsilon: epsilon },
    optimizer: { ...hyper, decay: { dense: false } },
  } satisfies RunConfigInput);
}

/** Trains both sides in float64 on the same generated images: all tensors, the convolutions as the side says. */
async function distanceInFloat64(
  config: RunConfig,
  sides: readonly [Side, Side],
  report: (step: number) => void,
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
    report(step + 1);
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
  }
  return { loss, angle };
}

/** Only the convolutions follow the side: everything else trains alike in both. */
function change({ optimizer }: RunConfig, { learningRate, weightDecay }: Hyper) {
  const convolution = learningRate / optimizer.learningRate;
  return { weightDecay, learningRateFactor: { ...optimizer.learningRateFactor, convolution } };
}

/**
 * Trains a pair on the GPU, and copies of its first one. Only convolutions are trained: one learning rate moves them all.
 */
async function distancesInFloat32(
  { train }: FindingContext,
  options: FindingOptions,
  pair: PairName,
  first: Hyper,
): Promise<{ twins: Distance; copies: Distance[] }> {
  const run = (name: string, side: Side, from?: TrainerState): Promise<TrainingRecord> =>
    train({
      name,
      config: singleConfig(options, side),
      steps: SINGLE_STEPS,
      ...(from ? { from } : { keepStateAt: [0] }),
      withoutFilters: true,
    });
  const one = await run(text.pairs[pair], constant(first));
  const other = pair === 'growingRate' ? growing(SGD) : scaled(HEAVY_BALL, 1 / FACTOR);
  const twins = lossDistance(one, await run(text.pairs[pair], other));
  const copies: Distance[] = [];
  const start = one.states.get(0);
  if (!start) return { twins, copies };
  for (let copy = 0; copy < COPIES; copy++) {
    const weights = nudged(start.weights, stream(options.seed, `equivalent-hyper-parameters/${copy}`));
    copies.push(lossDistance(one, await run(text.copy, constant(first), { ...start, weights })));
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

function singleConfig({ seed, dataSource }: FindingOptions, { at, scale }: Side): RunConfigInput {
  const start = at(0);
  const moves = Array.from({ length: SINGLE_STEPS }, (_, step) => ({ step, value: at(step).learningRate }));
  return {
    seed,
    batchSize: 32,
    network: {
      channels: [8, 16, 32],
      strides: [2, 2, 2],
      batchNormEpsilon: 0,
      initialScale: scale,
    },
    data: { source: dataSource },
    optimizer: {
      ...start,
      decay: { dense: false },
      learningRateFactor: { dense: 0, batchNorm: 0, bias: 0 },
    },
    events: moves
      .filter(({ value }) => value !== start.learningRate)
      .map((move) => ({ ...move, field: 'learningRate' })),
  };
}

function lossDistance(first: TrainingRecord, second: TrainingRecord): Distance {
  const others = second.stepColumn('loss');
  const steps = first.stepColumn('loss').subarray(0, others.length);
  return { loss: Array.from(steps, (loss, step) => Math.abs(loss - others[step]!)), angle: [] };
}

/** The first step at which the losses differ by more than float32 lets them at first; the number of steps if none. */
function partingStep({ loss }: Distance): number {
  const step = loss.findIndex((difference) => !(difference <= VISIBLE));
  return step < 0 ? loss.length : step;
}

/** The verdict. */
export function checksOf(distances: Distances): Check[] {
  const names = text.checks;
  const exact = PAIRS.flatMap((pair) => [
    between({
      name: names.loss(text.pairs[pair]),
      predicted: 0,
      measured: Math.max(...distances[pair].loss),
      from: 0,
      to: EXACT,
    }),
    between({
      name: names.angle(text.pairs[pair]),
      predicted: 0,
      measured: Math.max(...distances[pair].angle),
      from: 0,
      to: EXACT,
    }),
  ]);
  const single = PAIRS.map((pair) => {
    const { twins, copies } = distances.single[pair];
    const parted = Math.min(...copies.map(partingStep));
    return between({
      name: names.parting(text.pairs[pair]),
      predicted: parted,
      measured: partingStep(twins),
      from: parted / 2,
      to: SINGLE_STEPS,
    });
  });
  const broken = (['withEpsilon', 'otherProduct'] as const).map((pair) =>
    between({
      name: names.loss(text.pairs[pair]),
      measured: Math.max(...distances[pair].loss),
      from: PARTED,
      to: Number.POSITIVE_INFINITY,
      control: true,
    }),
  );
  return [...exact, ...single, ...broken];
}

function chartsOf(distances: Distances): Chart[] {
  const names = text.charts;
  const points = ({ loss }: Distance) =>
    loss.flatMap((value, step): [number, number][] => (value > 0 ? [[step, value]] : []));
  const line = (name: string, role: 'measured' | 'control', distance: Distance) => ({
    name,
    role,
    points: points(distance),
  });
  const axes = {
    kind: 'lines' as const,
    x: { label: names.steps, logarithmic: false },
    y: { label: names.nats, logarithmic: true },
  };
  return [
    {
      title: names.exact,
      ...axes,
      series: [
        ...PAIRS.map((pair) => line(text.pairs[pair], 'measured', distances[pair])),
        line(text.pairs.withEpsilon, 'control', distances.withEpsilon),
        line(text.pairs.otherProduct, 'control', distances.otherProduct),
      ],
    },
    {
      title: names.single,
      ...axes,
      series: PAIRS.flatMap((pair) => [
        line(text.pairs[pair], 'measured', distances.single[pair].twins),
        ...distances.single[pair].copies.map((copy) => line(names.copies(text.pairs[pair]), 'control', copy)),
      ]),
    },
  ];
}
