/**
 * Finding 1: the angular update of every layer under BatchNorm settles at AU* = √(2ηλ/(1+α)) (Wan et al. 2020,
 * theorem 3), whatever its width, depth, data or initial norm.
 *
 * Judged is the root mean square over the last steps of each run. The last convolution has had its gradient's size settle
 * by then, and is held to AU* itself; the earlier ones, whose norms still drift a little in a run this short, to AU* with
 * their drift.
 */
import { findings } from '../messages';
import { ExponentialAverage } from '../theory/statistics';
import { quantile } from './averages';
import { between, type Check, within } from './check';
import {
  DECOUPLED,
  EQUILIBRIUM_RUNS,
  type EquilibriumRun,
  GRID,
  HEAVY_BALL,
  NESTEROV,
  predictedAngle,
  specOf,
  TOO_SHORT,
  WITHOUT_BATCH_NORM,
} from './equilibrium-runs';
import { type Chart, type ChartSeries, type Finding, resultOf } from './finding';
import { driftingAngle, filterAngles, layerAngle, medianCosine, radialAngle } from './layer-angle';
import type { TrainingRecord } from './training-record';

const text = findings.equilibrium;

/** The last convolution. */
const LAYER = 'conv3.weight';
const EARLIER_LAYERS = ['conv1.weight', 'conv2.weight'] as const;
const DENSE = 'fc.weight';

/** Of a small network, which settles less exactly than a large one. */
const SETTLED_SHARE = 0.08;
const DRIFT_SHARE = 0.05;
/** Rounding to float32, and BN's ε. */
const LARGEST_COSINE = 1e-5;

/** Steps of the charts' average. */
const SMOOTHING = 50;

interface Trained {
  readonly run: EquilibriumRun;
  readonly record: TrainingRecord;
}

export const equilibrium: Finding = {
  id: 'equilibrium',
  number: 1,
  runs: 'gpu',
  async run({ expectSteps, train, draw }, options) {
    expectSteps(EQUILIBRIUM_RUNS.reduce((sum, { steps }) => sum + steps, 0));
    const trained: Trained[] = [];
    for (const run of EQUILIBRIUM_RUNS) {
      const name = nameOf(run);
      const onSteps = (record: TrainingRecord) =>
        draw(() => [...chartsOf(trained), angleChart({ run, record })]);
      trained.push({ run, record: await train({ name, ...specOf(run, options), onSteps }) });
    }
    return resultOf(verdict(trained), chartsOf(trained));
  },
};

/** Every check, of the runs that are there. */
function verdict(trained: readonly Trained[]): Check[] {
  const recordOf = (run: EquilibriumRun) => trained.find((candidate) => candidate.run === run)!.record;
  return [
    ...GRID.flatMap((run) => settledChecks({ run, record: recordOf(run) })),
    ...filterChecks({ run: HEAVY_BALL, record: recordOf(HEAVY_BALL) }),
    ...otherRuleChecks(recordOf(HEAVY_BALL), recordOf(NESTEROV), recordOf(DECOUPLED)),
    ...tooShortChecks(recordOf(TOO_SHORT)),
    ...orthogonalityChecks({ run: GRID[0]!, record: recordOf(GRID[0]!) }),
    ...denseChecks({ run: GRID[0]!, record: recordOf(GRID[0]!) }),
    ...withoutBatchNormChecks({ run: WITHOUT_BATCH_NORM, record: recordOf(WITHOUT_BATCH_NORM) }),
  ];
}

/** The layers' angles once they have settled. */
export function settledChecks({ run, record }: Trained): Check[] {
  const { hyper, window } = run;
  const measuredAngle = (layer: string) => {
    const { angle, uncertainty } = layerAngle(record, layer, window);
    return { measured: angle, uncertainty };
  };
  return [
    within({
      name: text.checks.settled(nameOf(run), layerName(LAYER)),
      predicted: predictedAngle(run),
      ...measuredAngle(LAYER),
      share: SETTLED_SHARE,
    }),
    ...EARLIER_LAYERS.map((layer) =>
      within({
        name: text.checks.drifting(nameOf(run), layerName(layer)),
        predicted: driftingAngle(record, layer, window, hyper),
        ...measuredAngle(layer),
        share: DRIFT_SHARE,
      }),
    ),
  ];
}

function filterChecks({ run, record }: Trained): Check[] {
  const { live } = filterAngles(record, LAYER, run.window);
  const ratio = (share: number) => quantile(live, share) / predictedAngle(run);
  const names = [nameOf(run), layerName(LAYER)] as const;
  const { filterMedian, filterLow, filterHigh } = text.checks;
  return [
    within({ name: filterMedian(...names), predicted: 1, measured: ratio(0.5), share: 0.05 }),
    between({ name: filterLow(...names), measured: ratio(0.1), from: 0.85, to: 1.2 }),
    between({ name: filterHigh(...names), measured: ratio(0.9), from: 0.85, to: 1.2 }),
  ];
}

/** Nesterov momentum and decoupled decay miss the line of PyTorch's form, and meet their own. */
function otherRuleChecks(
  heavyBall: TrainingRecord,
  nesterov: TrainingRecord,
  decoupled: TrainingRecord,
): Check[] {
  const layer = layerName(LAYER);
  const straight = layerAngle(heavyBall, LAYER, HEAVY_BALL.window).angle;
  const ahead = layerAngle(nesterov, LAYER, NESTEROV.window);
  const beside = layerAngle(decoupled, LAYER, DECOUPLED.window);
  const coupled = predictedAngle({ ...HEAVY_BALL, hyper: DECOUPLED.hyper });
  return [
    between({
      name: text.checks.nesterov(layer),
      predicted: predictedAngle(NESTEROV) / predictedAngle(HEAVY_BALL),
      measured: ahead.angle / straight,
      uncertainty: ahead.uncertainty / straight,
      // Its formula takes gradients to be uncorrelated: real ones move it by a few per cent.
      from: 1.08,
      to: 1.25,
      control: true,
    }),
    within({
      name: text.checks.decoupled(layer),
      predicted: predictedAngle(DECOUPLED),
      measured: beside.angle,
      uncertainty: beside.uncertainty,
      share: SETTLED_SHARE,
      control: true,
    }),
    between({
      name: text.checks.decoupledMiss(layer),
      predicted: predictedAngle(DECOUPLED) / coupled,
      measured: beside.angle / coupled,
      from: 0,
      to: 1 - SETTLED_SHARE,
      control: true,
    }),
  ];
}

function tooShortChecks(record: TrainingRecord): Check[] {
  const { hyper, window } = TOO_SHORT;
  const { angle, uncertainty } = layerAngle(record, LAYER, window);
  const target = predictedAngle(TOO_SHORT);
  return [
    between({
      name: text.checks.tooShort(layerName(LAYER)),
      measured: angle / target,
      uncertainty: uncertainty / target,
      from: 1.5,
      to: Number.POSITIVE_INFINITY,
      control: true,
    }),
    within({
      name: text.checks.tooShortExplained(layerName(LAYER)),
      predicted: driftingAngle(record, LAYER, window, hyper),
      measured: angle,
      uncertainty,
      share: DRIFT_SHARE,
      control: true,
    }),
  ];
}

/** The premise: under BatchNorm the gradient is orthogonal to the weights. */
function orthogonalityChecks({ run, record }: Trained): Check[] {
  return [...EARLIER_LAYERS, LAYER].map((layer) =>
    between({
      name: text.checks.orthogonal(layerName(layer)),
      predicted: 0,
      measured: medianCosine(record, layer, run.window),
      from: 0,
      to: LARGEST_COSINE,
    }),
  );
}

/** It is not where no BatchNorm follows; what ⟨w,g⟩ does to the norm then explains the angle. */
function radialChecks({ run, record }: Trained, tensor: string, name: string): Check[] {
  const { angle, uncertainty } = layerAngle(record, tensor, run.window);
  return [
    between({
      name: text.checks.notOrthogonal(name),
      measured: medianCosine(record, tensor, run.window),
      from: 100 * LARGEST_COSINE,
      to: 1,
      control: true,
    }),
    within({
      name: text.checks.radial(name),
      predicted: radialAngle(record, tensor, run.window, run.hyper),
      measured: angle,
      uncertainty,
      share: DRIFT_SHARE,
      control: true,
    }),
  ];
}

function denseChecks(trained: Trained): Check[] {
  return [missesTarget(trained, DENSE, text.dense), ...radialChecks(trained, DENSE, text.dense)];
}

/**
 * In a ReLU network without normalisation ⟨w,g⟩ is the same in every layer (the output is homogeneous of degree one in
 * each), so that it acts most on the shortest weights: those of the first.
 */
function withoutBatchNormChecks(trained: Trained): Check[] {
  const [first] = EARLIER_LAYERS;
  const name = nameOf(trained.run);
  return [
    missesTarget(trained, first, text.layerOf(name, layerName(first))),
    ...radialChecks(trained, LAYER, text.layerOf(name, layerName(LAYER))),
  ];
}

/** The layer lies below AU* by more than a settled one may. */
function missesTarget({ run, record }: Trained, tensor: string, name: string): Check {
  const { angle, uncertainty } = layerAngle(record, tensor, run.window);
  const target = predictedAngle(run);
  return between({
    name: text.checks.misses(name),
    measured: angle / target,
    uncertainty: uncertainty / target,
    from: 0,
    to: 1 - SETTLED_SHARE,
    control: true,
  });
}

function chartsOf(trained: readonly Trained[]): Chart[] {
  const base = trained.find(({ run }) => run === HEAVY_BALL);
  return [diagonalChart(trained), ...(base ? [filterChart(base)] : [])];
}

/** Measured over predicted: the grid on the diagonal, what must miss it beside it. */
function diagonalChart(trained: readonly Trained[]): Chart {
  const point = ({ run, record }: Trained, tensor: string) =>
    [
      // The line is that of PyTorch's form, whatever the run's rule.
      predictedAngle({ ...HEAVY_BALL, hyper: run.hyper }),
      layerAngle(record, tensor, run.window).angle,
    ] as const;
  const onGrid = trained.filter(({ run }) => GRID.includes(run));
  const measured = [...EARLIER_LAYERS, LAYER].map(
    (tensor): ChartSeries => ({
      name: layerName(tensor),
      role: 'measured',
      points: onGrid.map((one) => point(one, tensor)),
    }),
  );
  const controls = trained
    .filter(({ run }) => !GRID.includes(run))
    .map((one): ChartSeries => ({ name: nameOf(one.run), role: 'control', points: [point(one, LAYER)] }));
  const dense: ChartSeries = {
    name: text.dense,
    role: 'control',
    points: onGrid.map((one) => point(one, DENSE)),
  };
  const ends = GRID.map(predictedAngle);
  const line = [Math.min(...ends), Math.max(...ends)].map((angle) => [angle, angle] as const);
  return {
    title: text.charts.diagonal,
    kind: 'scatter',
    x: { label: text.charts.predicted, logarithmic: true },
    y: { label: text.charts.measured, logarithmic: true },
    series: [{ name: text.charts.theory, role: 'theory', points: line }, ...measured, dense, ...controls],
  };
}

function filterChart({ run, record }: Trained): Chart {
  const { live, dead } = filterAngles(record, LAYER, run.window);
  const target = predictedAngle(run);
  const points = live.map((angle, rank) => [(rank + 0.5) / live.length, angle / target] as const);
  return {
    title: text.charts.filters(layerName(LAYER), dead.length),
    kind: 'scatter',
    x: { label: text.charts.share, logarithmic: false },
    y: { label: text.charts.ratio, logarithmic: false },
    series: [
      {
        name: text.charts.theory,
        role: 'theory',
        points: [
          [0, 1],
          [1, 1],
        ],
      },
      { name: layerName(LAYER), role: 'measured', points },
    ],
  };
}

/** The run that is under way. */
function angleChart({ run, record }: Trained): Chart {
  const layers = [...EARLIER_LAYERS, LAYER].map((tensor): ChartSeries => {
    const average = new ExponentialAverage(SMOOTHING);
    const angles = Array.from(record.column(tensor, 'angularUpdate'));
    const points = angles.map((angle, step) => [step, Math.sqrt(average.push(angle ** 2))] as const);
    return { name: layerName(tensor), role: 'measured', points };
  });
  const target = predictedAngle(run);
  const line = [0, run.steps].map((step) => [step, target] as const);
  return {
    title: text.charts.run(nameOf(run)),
    kind: 'lines',
    x: { label: text.charts.steps, logarithmic: false },
    y: { label: text.charts.measured, logarithmic: true },
    series: [{ name: text.charts.theory, role: 'theory', points: line }, ...layers],
  };
}

function nameOf(run: EquilibriumRun): string {
  const { learningRate, weightDecay, momentum } = run.hyper;
  switch (run) {
    case NESTEROV:
      return text.runs.nesterov;
    case DECOUPLED:
      return text.runs.decoupled;
    case TOO_SHORT:
      return text.runs.tooShort;
    case WITHOUT_BATCH_NORM:
      return text.runs.withoutBatchNorm;
    default:
      return text.runs.grid(learningRate, weightDecay, momentum);
  }
}

function layerName(tensor: string): string {
  return tensor.replace('.weight', '');
}
