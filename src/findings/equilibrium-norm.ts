/**
 * Finding 2: the norm at equilibrium (Wan et al. 2020, theorem 2, with h̃), the time constant 1/(4ηλ/(1−α)) of the way
 * there, and what must break both: ringing under fast decay, and no decay at all.
 */
import { findings } from '../messages';
import { equilibriumAngularUpdate, timeConstant } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { angularUpdateWithoutDecay } from '../theory/transient';
import { mean, rootMeanSquare, type Window } from './averages';
import { between, type Check, within } from './check';
import {
  type Chart,
  type ChartSeries,
  type Finding,
  type FindingContext,
  type FindingOptions,
  resultOf,
} from './finding';
import {
  angleWithoutDecay,
  drives,
  measuredTimeConstant,
  perturbedLogNorms,
  recursionAngles,
  settledNormSquared,
  smoothed,
} from './norm-measurement';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';

const text = findings['equilibrium-norm'];

const LAYERS = ['conv1.weight', 'conv2.weight', 'conv3.weight'] as const;
const [FIRST_LAYER, , LAST_LAYER] = LAYERS;

const HYPER: HyperParameters = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
/** So that the gradient is mostly noise, whose size stays what it was. */
const LABEL_NOISE = 0.4;
/** Weights start this many times too large. */
const INITIAL_SCALE = 3;
const APPROACH_STEPS = 700;
const SETTLED: Window = { from: 450, to: 700 };
/** The norm comes most of its way; the momentum buffer has filled before. */
const APPROACH: Window = { from: 40, to: 300 };

/** 15 times beyond the threshold of ringing. */
const FAST_DECAY: HyperParameters = { ...HYPER, weightDecay: 0.1 };
const FAST_STEPS = 120;
const PERTURBATION = 2;
const RINGING_STEPS = 60;

const NO_DECAY: HyperParameters = { ...HYPER, weightDecay: 0 };
const FADING_STEPS = 400;
/** By then the angle should be a third of what it was. */
const FADED: Window = { from: 300, to: 400 };

/** Steps over which h̃ is averaged, and AU: what a chart can show. */
const AVERAGED = 10;

interface Records {
  readonly approach: TrainingRecord;
  readonly straight?: TrainingRecord;
  readonly perturbed?: TrainingRecord;
  readonly fading?: TrainingRecord;
}

export const equilibriumNorm: Finding = {
  id: 'equilibrium-norm',
  number: 2,
  runs: 'gpu',
  async run(context, options) {
    context.expectSteps(APPROACH_STEPS + FAST_STEPS + 2 * RINGING_STEPS + FADING_STEPS);
    const records = await trainAll(context, options);
    return resultOf(verdict(records), chartsOf(records));
  },
};

async function trainAll(
  { train, draw }: FindingContext,
  options: FindingOptions,
): Promise<Required<Records>> {
  /** Sabotaged the engine has no momentum, which the prediction does not know. */
  const configOf = (hyper: HyperParameters) =>
    smallRun(options, {
      network: { initialScale: INITIAL_SCALE },
      optimizer: { ...hyper, momentum: options.sabotage ? 0 : hyper.momentum },
      data: { labelNoise: LABEL_NOISE },
    });
  const approach = await train({
    name: text.runs.approach,
    config: configOf(HYPER),
    steps: APPROACH_STEPS,
    keepStateAt: [APPROACH_STEPS],
    withoutFilters: true,
    onSteps: (record) => draw(() => chartsOf({ approach: record })),
  });
  const settledAt = APPROACH_STEPS + FAST_STEPS;
  const fastDecay = {
    config: configOf(FAST_DECAY),
    withoutFilters: true,
  };
  const settling = await train({
    ...fastDecay,
    name: text.runs.fastDecay,
    steps: FAST_STEPS,
    keepStateAt: [settledAt],
    ...fromState(approach, APPROACH_STEPS),
  });
  const fork = { ...fastDecay, steps: RINGING_STEPS, ...fromState(settling, settledAt) };
  const straight = await train({ ...fork, name: text.runs.fastDecay });
  const rescale = { weights: PERTURBATION, momenta: 1 / PERTURBATION, runningStatistics: PERTURBATION };
  const perturbed = await train({
    ...fork,
    name: text.runs.perturbed,
    rescale,
    onSteps: (record) => draw(() => chartsOf({ approach, straight, perturbed: record })),
  });
  const fading = await train({
    name: text.runs.withoutDecay,
    config: configOf(NO_DECAY),
    steps: FADING_STEPS,
    ...fromState(approach, APPROACH_STEPS),
    withoutFilters: true,
    onSteps: (record) => draw(() => chartsOf({ approach, straight, perturbed, fading: record })),
  });
  return { approach, straight, perturbed, fading };
}

/** Nothing to go on from where the run before has diverged: then the fork starts anew, and the verdict is lost. */
function fromState(record: TrainingRecord, step: number) {
  const from = record.states.get(step);
  return from ? { from } : {};
}

function verdict({ approach, straight, perturbed, fading }: Required<Records>): Check[] {
  return [
    ...LAYERS.flatMap((layer) => layerChecks(approach, layer)),
    ...ringingChecks(straight, perturbed),
    ...fadingChecks(fading),
  ];
}

function layerChecks(record: TrainingRecord, layer: string): Check[] {
  const name = layerName(layer);
  const { exact, averaged } = recursionErrors(record, layer);
  return [
    within({
      name: text.checks.norm(name),
      ...settledNormSquared(record, layer, SETTLED, HYPER),
      share: layer === FIRST_LAYER ? 0.08 : 0.05,
    }),
    within({
      name: text.checks.timeConstant(name),
      predicted: timeConstant(HYPER),
      measured: measuredTimeConstant(record, layer, APPROACH, HYPER),
      share: 0.1,
    }),
    between({ name: text.checks.recursion(name), measured: exact, predicted: 0, from: 0, to: 1e-4 }),
    between({
      name: text.checks.averagedRecursion(name),
      measured: averaged,
      predicted: 0,
      from: 0,
      to: 0.1,
    }),
  ];
}

/** Mean relative errors of the recursion's AU: step by step with each step's h̃, and of averages with its average. */
function recursionErrors(record: TrainingRecord, layer: string) {
  const measured = record.column(layer, 'angularUpdate');
  const startNorm = record.column(layer, 'norm')[0]!;
  const drive = drives(record, layer, HYPER.momentum);
  const exact = recursionAngles(startNorm, HYPER, drive);
  const averaged = recursionAngles(startNorm, HYPER, smoothed(drive, AVERAGED));
  const rms = (angles: Float64Array) =>
    smoothed(
      angles.map((angle) => angle ** 2),
      AVERAGED,
    ).map(Math.sqrt);
  return { exact: meanError(exact, measured), averaged: meanError(rms(averaged), rms(measured)) };
}

function meanError(predicted: Float64Array, measured: Float64Array): number {
  return mean(predicted.map((value, at) => Math.abs(value / measured[at]! - 1)));
}

/** How far the perturbed fork's norms are from the other's on the same batches: ln of the ratio of ‖w‖², all layers. */
function logNormDifference(straight: TrainingRecord, perturbed: TrainingRecord): Float64Array {
  const difference = new Float64Array(Math.min(straight.count, perturbed.count));
  for (const layer of LAYERS) {
    const [before, after] = [straight.column(layer, 'norm'), perturbed.column(layer, 'norm')];
    for (let at = 0; at < difference.length; at++)
      difference[at]! += (2 * Math.log(after[at]! / before[at]!)) / LAYERS.length;
  }
  return difference;
}

/**
 * The fork's norm falls through the other's when it must, and beyond: over the rest of the fork the least-squares factor
 * on the predicted oscillation is 1 where it rings as predicted and 0 where it does not ring.
 */
function ringingChecks(straight: TrainingRecord, perturbed: TrainingRecord): Check[] {
  const measured = logNormDifference(straight, perturbed);
  const predicted = perturbedLogNorms(FAST_DECAY, PERTURBATION, RINGING_STEPS);
  const crossing = (values: Float64Array) => values.findIndex((value) => value < 0);
  const ring = (_: number, step: number) => step >= crossing(predicted);
  const expected = predicted.filter(ring);
  const found = measured.filter(ring);
  const product = mean(expected.map((value, at) => value * found[at]!));
  return [
    within({
      name: text.checks.crossing,
      predicted: crossing(predicted),
      measured: crossing(measured),
      share: 0.25,
      control: true,
      isCount: true,
    }),
    between({
      name: text.checks.ringing,
      predicted: 1,
      measured: product / rootMeanSquare(expected) ** 2,
      // Nearer to ringing than to none.
      from: 0.5,
      to: 1.5,
      control: true,
    }),
  ];
}

/** From AU* on, if h̃ stayed what it was where the decay was taken away. */
function fadingAngle(step: number): number {
  return angularUpdateWithoutDecay(NO_DECAY.momentum, equilibriumAngularUpdate(HYPER), step);
}

function fadingChecks(record: TrainingRecord): Check[] {
  const layer = layerName(LAST_LAYER);
  const angles = record.column(LAST_LAYER, 'angularUpdate');
  const measured = rootMeanSquare(angles.subarray(FADED.from, FADED.to));
  return [
    within({
      name: text.checks.fading(layer),
      predicted: angleWithoutDecay(record, LAST_LAYER, FADED, NO_DECAY),
      measured,
      share: 0.1,
      control: true,
    }),
    between({
      name: text.checks.noEquilibrium(layer),
      predicted: fadingAngle((FADED.from + FADED.to) / 2) / equilibriumAngularUpdate(HYPER),
      measured: measured / equilibriumAngularUpdate(HYPER),
      from: 0,
      to: 0.5,
      control: true,
    }),
  ];
}

function chartsOf({ approach, straight, perturbed, fading }: Records): Chart[] {
  return [
    normChart(approach),
    angleChart(approach),
    ...(straight && perturbed ? [ringingChart(straight, perturbed)] : []),
    ...(fading ? [fadingChart(fading)] : []),
  ];
}

const points = (values: Float64Array) => Array.from(values, (value, step) => [step, value] as const);

function lines(title: string, y: Chart['y'], series: readonly ChartSeries[]): Chart {
  return { title, kind: 'lines', x: { label: text.charts.steps, logarithmic: false }, y, series };
}

/** Norms over ‖w*‖ of the h̃ that the layer has had of late, as the norm remembers it. */
function normChart(record: TrainingRecord): Chart {
  const layers = LAYERS.map((layer): ChartSeries => {
    const norms = record.column(layer, 'norm');
    const settled = settledNormSquared(
      record,
      layer,
      { from: Math.floor(record.count / 2), to: record.count },
      HYPER,
    );
    return {
      name: layerName(layer),
      role: 'measured',
      points: points(norms.map((norm) => norm / Math.sqrt(settled.predicted))),
    };
  });
  const line: ChartSeries = {
    name: text.charts.settled,
    role: 'theory',
    points: [
      [0, 1],
      [APPROACH_STEPS, 1],
    ],
  };
  return lines(text.charts.norms, { label: text.charts.norm, logarithmic: true }, [line, ...layers]);
}

function angleChart(record: TrainingRecord): Chart {
  const startNorm = record.column(LAST_LAYER, 'norm')[0] ?? Number.NaN;
  const drive = smoothed(drives(record, LAST_LAYER, HYPER.momentum), AVERAGED);
  return lines(text.charts.angles(layerName(LAST_LAYER)), { label: text.charts.angle, logarithmic: true }, [
    {
      name: text.charts.recursion,
      role: 'theory',
      points: points(recursionAngles(startNorm, HYPER, drive)),
    },
    {
      name: text.charts.measured,
      role: 'measured',
      points: points(record.column(LAST_LAYER, 'angularUpdate')),
    },
  ]);
}

function ringingChart(straight: TrainingRecord, perturbed: TrainingRecord): Chart {
  return lines(text.charts.ringing, { label: text.charts.logNorm, logarithmic: false }, [
    {
      name: text.charts.theory,
      role: 'theory',
      points: points(perturbedLogNorms(FAST_DECAY, PERTURBATION, RINGING_STEPS)),
    },
    {
      name: text.charts.measured,
      role: 'control',
      points: points(logNormDifference(straight, perturbed)),
    },
  ]);
}

function fadingChart(record: TrainingRecord): Chart {
  const limit = Array.from({ length: FADING_STEPS }, (_, step) => [step, fadingAngle(step)] as const);
  return lines(text.charts.fading, { label: text.charts.angle, logarithmic: true }, [
    { name: text.charts.limit, role: 'theory', points: limit },
    {
      name: layerName(LAST_LAYER),
      role: 'control',
      points: points(record.column(LAST_LAYER, 'angularUpdate')),
    },
  ]);
}

function layerName(tensor: string): string {
  return tensor.replace('.weight', '');
}
