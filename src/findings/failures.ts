/**
 * Finding 8: where there is no equilibrium, or another one, and why. Each failure is held against what the theory says
 * of it: a verdict that this lab would also give of a theory that holds everywhere were none.
 */
import type { RunConfigInput } from '../config/run-config';
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { stateWithEmptyBuffer, step } from '../theory/norm-recursion';
import { quantile, squaredAngles, type Window } from './averages';
import { averagedPoints, level } from './chart-points';
import { between, type Check, within } from './check';
import { SETTLED_SHARE } from './equilibrium-checks';
import { type Chart, type ChartSeries, type Finding, resultOf } from './finding';
import { filterAngles, layerAngle, medianCosine, radialAngle } from './layer-angle';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';

const text = findings.failures;

const SGD: HyperParameters = { learningRate: 0.5, weightDecay: 1e-2, momentum: 0 };
const HEAVY_BALL: HyperParameters = { learningRate: 0.1, weightDecay: 1e-2, momentum: 0.9 };
const IMAGES = 96;
/** As large as the variance that BatchNorm divides by. */
const EPSILON = 1;

/** Factor on the learning rate of BatchNorm's scale, and so on its decay: unused filters are dead in some 100 steps. */
const SCALE_RATE = 4;

const STEPS = { fullBatch: 1000, largeEpsilon: 600, deadFilters: 500 } as const;
/** Of AU*: a filter that turns less shrinks within 1 % as it does without a gradient. */
const FREE_ANGLE = 0.1;
/**
 * Stretches in which a dead filter is looked for that shrinks freely. It does so for a while only: as ‖w‖ falls even a tiny
 * gradient comes to count again, and at a thousandth of the others' square it is back at AU* after some 150 steps.
 */
const FREE_STRETCHES: readonly Window[] = Array.from({ length: 16 }, (_, index) => ({
  from: 100 + 25 * index,
  to: 125 + 25 * index,
}));
/** The steps that are judged: the images are learned, the norms settled or the filters dead. */
const JUDGED = {
  fullBatch: { from: 300, to: STEPS.fullBatch },
  largeEpsilon: { from: 300, to: STEPS.largeEpsilon },
  deadFilters: { from: 400, to: STEPS.deadFilters },
} as const satisfies Record<FailureName, Window>;

export type FailureName = keyof typeof STEPS;
export type FailureRecords = Readonly<Record<FailureName, TrainingRecord>>;

export const failures: Finding = {
  id: 'failures',
  number: 8,
  runs: 'gpu',
  async run({ train, expectSteps, draw }, options) {
    expectSteps(Object.values(STEPS).reduce((sum, steps) => sum + steps, 0));
    // Sabotaged, nothing fails: many images with noisy labels, the usual ε, and no decay of BatchNorm's scale.
    const fails = !options.sabotage;
    const configs: Record<FailureName, RunConfigInput> = {
      fullBatch: {
        ...smallRun(options, { data: fails ? { subset: IMAGES } : { labelNoise: 0.4 }, optimizer: SGD }),
        batchSize: IMAGES,
      },
      largeEpsilon: smallRun(options, {
        network: fails ? { batchNormEpsilon: EPSILON } : {},
        optimizer: HEAVY_BALL,
      }),
      deadFilters: smallRun(options, {
        network: { channels: [16, 16, 32] },
        optimizer: {
          ...HEAVY_BALL,
          decay: { batchNorm: fails },
          learningRateFactor: { batchNorm: SCALE_RATE },
        },
      }),
    };
    const records: Partial<Record<FailureName, TrainingRecord>> = {};
    const run = async (name: FailureName): Promise<TrainingRecord> => {
      records[name] = await train({
        name: text.runs[name],
        config: configs[name],
        steps: STEPS[name],
        onSteps: (record) => draw(() => chartsOf({ ...records, [name]: record })),
      });
      return records[name];
    };
    const all = {
      fullBatch: await run('fullBatch'),
      largeEpsilon: await run('largeEpsilon'),
      deadFilters: await run('deadFilters'),
    };
    return resultOf(checksOf(all), chartsOf(records));
  },
};

/** The verdict. */
export function checksOf({ fullBatch, largeEpsilon, deadFilters }: FailureRecords): Check[] {
  return [...burstChecks(fullBatch), ...epsilonChecks(largeEpsilon), ...deadChecks(deadFilters)];
}

/** The gradient of learned images vanishes: the norm decays until the steps are too long, and the loss bursts. */
function burstChecks(record: TrainingRecord): Check[] {
  const { from, to } = JUDGED.fullBatch;
  const angles = squaredAngles(record).subarray(from, to).map(Math.sqrt);
  const median = quantile(angles, 0.5);
  return [
    between({
      name: text.checks.median,
      measured: median / equilibriumAngularUpdate(SGD),
      from: 0,
      to: 0.3,
      control: true,
    }),
    between({
      name: text.checks.tail,
      measured: quantile(angles, 0.95) / median,
      from: 5,
      to: Number.POSITIVE_INFINITY,
      control: true,
    }),
  ];
}

/** ε lets the loss see the weights' length: the gradient has a radial part, and it acts as further decay. */
function epsilonChecks(record: TrainingRecord): Check[] {
  const window = JUDGED.largeEpsilon;
  return record.scaleInvariant.flatMap(({ name }) => {
    const { angle, uncertainty } = layerAngle(record, name, window);
    return [
      between({
        name: text.checks.cosine(name),
        measured: medianCosine(record, name, window),
        // A hundred times what the usual ε leaves.
        from: 1e-3,
        to: 1,
        control: true,
      }),
      within({
        name: text.checks.radial(name),
        predicted: radialAngle(record, name, window, HEAVY_BALL),
        measured: angle,
        uncertainty,
        share: 0.05,
        control: true,
      }),
    ];
  });
}

/** Decay takes a filter's scale γ to 0 that the loss does not need: it gets no gradient, and only shrinks. */
function deadChecks(record: TrainingRecord): Check[] {
  const window = JUDGED.deadFilters;
  const dead = record.scaleInvariant.flatMap(({ name }) => filterAngles(record, name, window).dead);
  const all = record.scaleInvariant.reduce((sum, { filterCount }) => sum + filterCount, 0);
  const target = equilibriumAngularUpdate(HEAVY_BALL);
  return [
    between({
      name: text.checks.dead(all),
      measured: dead.length,
      from: 1,
      to: all - 1,
      control: true,
      isCount: true,
    }),
    between({
      name: text.checks.deadAngle,
      measured: median(dead.map(({ angle }) => angle)) / target,
      from: 0,
      to: 1 - SETTLED_SHARE,
      control: true,
    }),
    within({
      name: text.checks.deadNorm,
      predicted: shrinkingRate(HEAVY_BALL),
      measured: median(freeRates(record, FREE_ANGLE * target)),
      share: 0.05,
      control: true,
    }),
  ];
}

/** −d ln‖w‖/dt per step of every dead filter in every stretch where its RMS angle, in rad, is below this. */
function freeRates(record: TrainingRecord, angleBelow: number): number[] {
  return FREE_STRETCHES.flatMap((stretch) =>
    record.scaleInvariant.flatMap(({ name }) =>
      filterAngles(record, name, stretch)
        .dead.filter(({ angle }) => angle < angleBelow)
        .map(({ filter }) => {
          const norms = record.filterColumn(name, filter, 'norm').subarray(stretch.from, stretch.to);
          return Math.log(norms[0]! / norms.at(-1)!) / (norms.length - 1);
        }),
    ),
  );
}

const median = (values: readonly number[]) => quantile(values, 0.5);

/** −d ln‖w‖/dt per step under decay alone, once the buffer follows: of the norm's recursion without a gradient. */
function shrinkingRate(hyper: HyperParameters): number {
  let state = stateWithEmptyBuffer(1);
  for (let t = 0; t < JUDGED.deadFilters.from; t++) state = step(state, hyper, 0).state;
  return Math.log(state.normSquared / step(state, hyper, 0).state.normSquared) / 2;
}

/** Steps per point of the charts. */
const POINT = 5;

function chartsOf(records: Partial<Record<FailureName, TrainingRecord>>): Chart[] {
  const names = text.charts;
  const angle = (record: TrainingRecord): ChartSeries => ({
    name: names.angle,
    role: 'control',
    points: averagedPoints(squaredAngles(record), { length: POINT, finish: Math.sqrt }),
  });
  const target = (hyper: HyperParameters, steps: number) =>
    level(names.predicted, equilibriumAngularUpdate(hyper), steps);
  const x = { label: names.steps, logarithmic: false };
  const angles = { label: names.radians, logarithmic: true };
  const { fullBatch, largeEpsilon, deadFilters } = records;
  const charts: Chart[] = [];
  if (fullBatch)
    charts.push(
      {
        title: text.runs.fullBatch,
        kind: 'lines',
        x,
        y: angles,
        series: [angle(fullBatch), target(SGD, STEPS.fullBatch)],
      },
      {
        title: names.loss,
        kind: 'lines',
        x,
        y: { label: names.nats, logarithmic: true },
        series: [
          {
            name: text.runs.fullBatch,
            role: 'control',
            points: averagedPoints(fullBatch.stepColumn('loss'), { length: POINT }),
          },
        ],
      },
    );
  if (largeEpsilon)
    charts.push({
      title: text.runs.largeEpsilon,
      kind: 'lines',
      x,
      y: angles,
      series: [angle(largeEpsilon), target(HEAVY_BALL, STEPS.largeEpsilon)],
    });
  if (deadFilters) charts.push({ ...deadChart(deadFilters), x });
  return charts;
}

/** Every filter's norm: the dead ones fall on a straight line. */
function deadChart(record: TrainingRecord): Omit<Chart, 'x'> {
  const names = text.charts;
  return {
    title: text.runs.deadFilters,
    kind: 'lines',
    y: { label: names.length, logarithmic: true },
    series: record.scaleInvariant.slice(0, 1).flatMap(({ name, filterCount }) =>
      Array.from({ length: filterCount }, (_, filter) => ({
        name: names.filter(filter),
        role: 'control' as const,
        points: Array.from(record.filterColumn(name, filter, 'norm')).flatMap(
          (norm, at): [number, number][] => (at % POINT === 0 ? [[at, norm]] : []),
        ),
      })),
    ),
  };
}
