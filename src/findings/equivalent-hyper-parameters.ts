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
import { findings } from '../messages';
import type { HyperParameters } from '../theory/hyper-parameters';
import { between, type Check } from './check';
import { type Chart, type Finding, resultOf } from './finding';
import {
  COPIES,
  constant,
  type Distance,
  distanceInFloat64,
  distancesInFloat32,
  growing,
  referenceConfig,
  SINGLE_STEPS,
  type Side,
  STEPS,
  scaled,
} from './twin-trainings';

const text = findings['equivalent-hyper-parameters'];

/** c: its root is no power of two, so that float32 has to round. */
const FACTOR = 3;
const SGD: HyperParameters = { learningRate: 0.5, weightDecay: 1e-2, momentum: 0 };
const HEAVY_BALL: HyperParameters = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
/** As large as BatchNorm's ε is by default. */
const EPSILON = 1e-5;
/** In float64 twins stay closer than this, in nats and in rad; in float32 no pair does. */
const EXACT = 1e-10;
/** Trainings whose losses differ by more are not the same one. */
const PARTED = 1e-5;
/** In float32, of the loss: far above its rounding errors, far below what strangers differ by. */
const VISIBLE = 1e-3;

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

export const equivalentHyperParameters: Finding = {
  id: 'equivalent-hyper-parameters',
  number: 7,
  runs: 'gpu',
  async run(context, options) {
    // The engine's decay; the twins are made for the one that was asked for.
    const decayed = (hyper: HyperParameters): HyperParameters =>
      options.sabotage ? { ...hyper, weightDecay: 2 * hyper.weightDecay } : hyper;
    const first = { growingRate: decayed(SGD), scaled: decayed(HEAVY_BALL) };
    const twin = {
      growingRate: growing(SGD),
      scaled: scaled({ ...HEAVY_BALL, weightDecay: HEAVY_BALL.weightDecay / FACTOR }, FACTOR),
    };
    const exact: Distance[] = [];
    const pairs: [string, number, HyperParameters, Side][] = [
      [text.pairs.growingRate, 0, first.growingRate, twin.growingRate],
      [text.pairs.scaled, 0, first.scaled, twin.scaled],
      [text.pairs.withEpsilon, EPSILON, SGD, twin.growingRate],
      [text.pairs.otherProduct, 0, HEAVY_BALL, scaled(HEAVY_BALL, FACTOR)],
    ];
    for (const [index, [name, epsilon, hyper, other]] of pairs.entries()) {
      const report = (step: number) => context.progress(index * STEPS + step, pairs.length * STEPS, name);
      const config = referenceConfig(options.seed, epsilon, hyper);
      exact.push(await distanceInFloat64(config, [constant(hyper), other], report, context.signal));
    }
    const [growingRate, rescaled, withEpsilon, otherProduct] = exact;
    context.expectSteps(PAIRS.length * (2 + COPIES) * SINGLE_STEPS);
    const single = (pair: PairName) => {
      const names = { pair: text.pairs[pair], copy: text.copy };
      return distancesInFloat32(context, options, [constant(first[pair]), twin[pair]], names);
    };
    const distances = {
      growingRate: growingRate!,
      scaled: rescaled!,
      withEpsilon: withEpsilon!,
      otherProduct: otherProduct!,
      single: {
        growingRate: await single('growingRate'),
        scaled: await single('scaled'),
      },
    };
    return resultOf(checksOf(distances), chartsOf(distances));
  },
};

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
