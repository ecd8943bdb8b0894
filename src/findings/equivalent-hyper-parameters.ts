/**
 * Finding 7: two pairs of trainings that look different and are the same.
 *
 * With P_t = Π(1−η_sλ) the weights w_t = P_t·x_t of SGD with decay have the directions of x_t, trained without decay at
 * η_t/(P_t·P_{t+1}): at constant η that is η(1−ηλ)^(−2t−1) (Li & Arora 2020, arXiv 1910.07454). And the step of
 * (cη, λ/c) at √c·w is √c times that of (η, λ) at w, momentum or not, since gradients shrink as 1/‖w‖. Both ask for a
 * loss that does not see the weights' length at all: BatchNorm's ε has to be 0. Exact, and so compared in float64.
 *
 * In float32 twins stay equal up to rounding until an error of rounding turns a ReLU on in one of them and not in the
 * other: in each of four pairs looked at, one of 91 648 ReLUs per batch, and the distance of the activations was 25 to
 * 350 times as large a step later. Copies of one training that start a unit in the last place apart part in the same
 * way, at steps that are chance: from 3 to later than 120. What must hold is that twins part in no other way, and so they
 * are forked from common states again and again, and compared over few steps.
 */
import { findings } from '../messages';
import type { HyperParameters } from '../theory/hyper-parameters';
import { quantile } from './averages';
import { between, type Check } from './check';
import { type Chart, type ChartSeries, type Finding, resultOf } from './finding';
import {
  constant,
  type Distance,
  distanceInFloat64,
  distancesInFloat32,
  FORK_STEPS,
  growing,
  referenceConfig,
  SINGLE_UPDATES,
  type Side,
  type SingleDistances,
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
/** Decades from what strangers differ by down to float64's own errors. */
const DECADES = 18;
/** In float64 twins stay closer than this, in nats and in rad; in float32 no pair does. */
const EXACT = 1e-10;
/** Trainings whose losses differ by more, in nats, are not the same one. Far above the rounding errors of float32. */
const PARTED = 1e-5;

const PAIRS = ['growingRate', 'scaled'] as const;
type PairName = (typeof PAIRS)[number];

/**
 * Those that must part: the pair of `growingRate` with BatchNorm's default ε, and that of `scaled` with its λ kept, which
 * is another ηλ.
 */
const BROKEN_PAIRS = ['withEpsilon', 'otherProduct'] as const;
type BrokenPairName = (typeof BROKEN_PAIRS)[number];

type ExactDistances = Readonly<Record<PairName | BrokenPairName, Distance>>;

/** The pairs in float64, and in float32. */
export interface Distances extends ExactDistances {
  readonly single: Readonly<Record<PairName, SingleDistances>>;
}

/** As far as they are known. */
type DistancesSoFar = Partial<ExactDistances> & {
  readonly single: Partial<Readonly<Record<PairName, SingleDistances>>>;
};

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
    const pairs: readonly [PairName | BrokenPairName, number, HyperParameters, Side][] = [
      ['growingRate', 0, first.growingRate, twin.growingRate],
      ['scaled', 0, first.scaled, twin.scaled],
      ['withEpsilon', EPSILON, SGD, twin.growingRate],
      ['otherProduct', 0, HEAVY_BALL, scaled(HEAVY_BALL, FACTOR)],
    ];
    const exact: Partial<Record<PairName | BrokenPairName, Distance>> = {};
    for (const [index, [pair, epsilon, hyper, other]] of pairs.entries()) {
      const report = (step: number, distance: Distance) => {
        context.progress(index * STEPS + step, pairs.length * STEPS, text.pairs[pair]);
        context.draw(() => chartsOf({ ...exact, [pair]: distance, single: {} }));
      };
      const config = referenceConfig(options.seed, epsilon, hyper);
      exact[pair] = await distanceInFloat64(config, [constant(hyper), other], report, context.signal);
    }
    context.expectSteps(PAIRS.length * SINGLE_UPDATES);
    const single: Partial<Record<PairName, SingleDistances>> = {};
    for (const pair of PAIRS) {
      const names = { pair: text.pairs[pair], copy: text.copy };
      const sides = [constant(first[pair]), twin[pair]] as const;
      single[pair] = await distancesInFloat32(context, options, sides, names, (distances) =>
        context.draw(() => chartsOf({ ...exact, single: { ...single, [pair]: distances() } })),
      );
    }
    const distances = { ...exact, single } as Distances;
    return resultOf(checksOf(distances), chartsOf(distances));
  },
};

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
  // A ReLU flips in few of the forks: their median knows of none.
  const single = PAIRS.map((pair) =>
    between({
      name: names.forks(text.pairs[pair]),
      predicted: 0,
      measured: quantile(
        distances.single[pair].forks.map(({ loss }) => Math.max(...loss)),
        0.5,
      ),
      from: 0,
      to: PARTED,
    }),
  );
  const broken = BROKEN_PAIRS.map((pair) =>
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

function chartsOf({ single, ...exact }: DistancesSoFar): Chart[] {
  const names = text.charts;
  const points = ({ loss }: Distance, start = 0) =>
    loss.flatMap((value, step): [number, number][] => (value > 0 ? [[start + step, value]] : []));
  const line = (name: string, role: ChartSeries['role'], distance: Distance | undefined): ChartSeries[] =>
    distance ? [{ name, role, points: points(distance) }] : [];
  const axes = {
    kind: 'lines' as const,
    x: { label: names.steps, logarithmic: false },
    y: { label: names.nats, logarithmic: true, decades: DECADES },
  };
  const charts: Chart[] = [
    {
      title: names.exact,
      ...axes,
      series: [
        ...PAIRS.flatMap((pair) => line(text.pairs[pair], 'measured', exact[pair])),
        ...BROKEN_PAIRS.flatMap((pair) => line(text.pairs[pair], 'control', exact[pair])),
      ],
    },
    {
      title: names.single,
      ...axes,
      series: PAIRS.flatMap((pair) => [
        ...(single[pair]?.twins ?? []).flatMap((twin) => line(text.pairs[pair], 'measured', twin)),
        ...(single[pair]?.copies ?? []).flatMap((copy) =>
          line(names.copies(text.pairs[pair]), 'control', copy),
        ),
      ]),
    },
    {
      title: names.forks,
      ...axes,
      series: PAIRS.flatMap((pair): ChartSeries[] => {
        const forks = single[pair]?.forks ?? [];
        const forked = forks.flatMap((fork, k) => points(fork, k * FORK_STEPS));
        return forks.length > 0 ? [{ name: text.pairs[pair], role: 'measured', points: forked }] : [];
      }),
    },
  ];
  return charts.filter(({ series }) => series.length > 0);
}
