/**
 * Finding 4: what a cut of the learning rate does to the angle, with and without its remedies (Wan et al. 2020,
 * section 4.1). One settled run is forked at one step: all branches start from the same weights, see the same batches
 * and differ in the cut alone.
 */
import type { RescaleFactors } from '../config/rescale';
import type { RunConfigInput } from '../config/run-config';
import type { TrainerState } from '../engine/trainer';
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { blockEstimate } from '../theory/statistics';
import { ratioAfterCut, ratioAfterRescale, rescaleFactors } from '../theory/step-decay';
import { mean, rmsAngle, rootMeanSquare, squaredAngles, type Window } from './averages';
import { averagedPoints } from './chart-points';
import { between, type Check, within } from './check';
import { type Chart, type Finding, resultOf } from './finding';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';

const text = findings['learning-rate-cut'];

/** k, by which the learning rate is divided. */
const FACTOR = 10;
const BEFORE: HyperParameters = { learningRate: 0.2, weightDecay: 1e-2, momentum: 0.9 };
const AFTER: HyperParameters = { ...BEFORE, learningRate: BEFORE.learningRate / FACTOR };
const SETTLED = 300;
/** Steps of the branches. */
const LENGTHS = { uncut: 60, cut: 700, rescaled: 300, bufferKept: 30, decayFollows: 200 } as const;
/**
 * Where the buffer is kept in one branch and rescaled in the other, for some steps: the formula is one of means, and a
 * single gradient is not. Further apart than the buffer's memory.
 */
const BUFFER_FORKS = Array.from({ length: 8 }, (_, index) => SETTLED - 20 * index);
const BUFFER_STEPS = 3;
/** What the branches' angles are compared with: the last steps before the fork. */
const LAST: Window = { from: SETTLED - 100, to: SETTLED };
/** Steps after the cut over which the angle climbs. */
const CLIMB: readonly Window[] = [
  { from: 20, to: 40 },
  { from: 80, to: 120 },
  { from: 160, to: 240 },
  { from: 350, to: 450 },
  { from: 600, to: 700 },
];
const RESCALED: readonly Window[] = [
  { from: 0, to: 30 },
  { from: 30, to: 100 },
  { from: 100, to: 300 },
];
/** λ cut like η: 8 to 16 τ of the time before, when the cut alone has shortened the weights by a fifth. */
const UNCHANGED: Window = { from: 100, to: LENGTHS.decayFollows };
/** The loss answers within some steps; in these it is compared. */
const LOSS: Window = { from: 10, to: LENGTHS.uncut };
/** Steps by which the sabotaged engine cuts too late. */
const DELAY = 20;

export type Branch = keyof typeof LENGTHS;
export interface CutRecords extends Readonly<Record<Branch, TrainingRecord>> {
  readonly before: TrainingRecord;
  /** A few steps from each of several forks, with the buffer kept and with it rescaled. */
  readonly bufferForks: readonly { readonly kept: TrainingRecord; readonly rescaled: TrainingRecord }[];
}

export const learningRateCut: Finding = {
  id: 'learning-rate-cut',
  number: 4,
  runs: 'gpu',
  async run({ train, expectSteps, draw }, options) {
    const branchSteps = Object.values(LENGTHS).reduce((sum, steps) => sum + steps, 0);
    expectSteps(SETTLED + branchSteps + 2 * BUFFER_STEPS * BUFFER_FORKS.length);
    const config = (hyper: HyperParameters): RunConfigInput =>
      smallRun(options, {
        data: { labelNoise: 0.2 },
        optimizer: hyper,
      });
    const before = await train({
      name: text.branches.before,
      config: config(BEFORE),
      steps: SETTLED,
      keepStateAt: BUFFER_FORKS,
      withoutFilters: true,
    });
    const from = before.states.get(SETTLED);
    if (!from) return resultOf([], []);
    const records: Partial<Record<Branch, TrainingRecord>> = {};
    const fork = (
      name: string,
      steps: number,
      from: TrainerState,
      hyper: HyperParameters,
      rescale?: RescaleFactors,
    ) => {
      const cut = hyper !== BEFORE && options.sabotage ? late(hyper) : { optimizer: hyper };
      return train({
        name,
        config: { ...config(hyper), ...cut },
        steps,
        from,
        ...(rescale && { rescale }),
        withoutFilters: true,
      });
    };
    const branch = async (name: Branch, hyper: HyperParameters, rescale?: RescaleFactors) => {
      records[name] = await fork(text.branches[name], LENGTHS[name], from, hyper, rescale);
      draw(chartsOf(before, records));
      return records[name];
    };
    const { weight, buffer, runningMean } = rescaleFactors(FACTOR);
    const rescale = { weights: weight, momenta: buffer, runningStatistics: runningMean };
    const keepBuffer = { ...rescale, momenta: 1 };
    const bufferForks = [];
    for (const state of before.states.values())
      bufferForks.push({
        kept: await fork(text.branches.bufferKept, BUFFER_STEPS, state, AFTER, keepBuffer),
        rescaled: await fork(text.branches.rescaled, BUFFER_STEPS, state, AFTER, rescale),
      });
    const all: CutRecords = {
      before,
      bufferForks,
      uncut: await branch('uncut', BEFORE),
      cut: await branch('cut', AFTER),
      rescaled: await branch('rescaled', AFTER, rescale),
      bufferKept: await branch('bufferKept', AFTER, keepBuffer),
      decayFollows: await branch('decayFollows', { ...AFTER, weightDecay: BEFORE.weightDecay / FACTOR }),
    };
    return resultOf(checksOf(all), chartsOf(before, records));
  },
};

/** The cut, later than the branch's start. */
function late({ learningRate, weightDecay }: HyperParameters): RunConfigInput {
  const step = SETTLED + DELAY;
  return {
    optimizer: { ...BEFORE },
    events: [
      { step, field: 'learningRate', value: learningRate },
      { step, field: 'weightDecay', value: weightDecay },
    ],
  };
}

/** The verdict. */
export function checksOf(records: CutRecords): Check[] {
  const names = text.checks;
  const { before, uncut, cut, rescaled, bufferForks, decayFollows } = records;
  const target = equilibriumAngularUpdate(AFTER);
  const relative = (record: TrainingRecord, window: Window) => rmsAngle(record, window) / target;
  const later = [
    ...CLIMB.map((window) =>
      within({
        name: names.window(text.branches.cut, window),
        predicted: rootMeanSquare(predictedClimb(window)),
        measured: relative(cut, window),
        share: 0.25,
      }),
    ),
    ...RESCALED.map((window) =>
      within({
        name: names.window(text.branches.rescaled, window),
        predicted: 1,
        measured: relative(rescaled, window),
        share: 0.25,
      }),
    ),
  ];
  return [
    ...firstStepChecks(uncut, cut, rescaled),
    ...later,
    lossCheck(cut, uncut),
    ...Array.from({ length: BUFFER_STEPS }, (_, step) => bufferCheck(bufferForks, step)),
    ...decayChecks(before, decayFollows),
  ];
}

/** The first step after the fork; branches of a single step will do. */
export function firstStepChecks(
  uncut: TrainingRecord,
  cut: TrainingRecord,
  rescaled: TrainingRecord,
): Check[] {
  const first: Window = { from: 0, to: 1 };
  const check = (name: string, predicted: number, record: TrainingRecord) =>
    within({
      name: text.checks.firstStep(name),
      predicted,
      measured: rmsAngle(record, first) / rmsAngle(uncut, first),
      share: 0.01,
    });
  return [
    check(text.branches.cut, 1 / FACTOR, cut),
    check(text.branches.rescaled, 1 / Math.sqrt(FACTOR), rescaled),
  ];
}

/** AU/AU*_new of every step of a stretch after the cut. */
function predictedClimb({ from, to }: Window): number[] {
  return Array.from({ length: to - from }, (_, step) => ratioAfterCut(AFTER, FACTOR, from + step));
}

/** Cut against uncut on the same batches: the mean difference in standard errors. */
function lossCheck(cut: TrainingRecord, uncut: TrainingRecord): Check {
  const others = uncut.stepColumn('loss');
  const difference = cut
    .stepColumn('loss')
    .slice(LOSS.from, LOSS.to)
    .map((loss, step) => loss - others[LOSS.from + step]!);
  const { mean: change, standardError } = blockEstimate(difference);
  return between({
    name: text.checks.loss(LOSS),
    measured: change / standardError,
    uncertainty: 1,
    from: Number.NEGATIVE_INFINITY,
    to: -3,
  });
}

/**
 * The widest layer alone: the formula is for gradients uncorrelated in time, and those of the narrow first layer are
 * not.
 */
function bufferCheck(forks: CutRecords['bufferForks'], step: number): Check {
  const angles = (branch: 'kept' | 'rescaled') =>
    rootMeanSquare(
      forks.map(({ [branch]: record }) => {
        const layer = record.scaleInvariant.at(-1)!.name;
        return record.column(layer, 'angularUpdate')[step] ?? Number.NaN;
      }),
    );
  return within({
    name: text.checks.bufferKept(step),
    predicted: ratioAfterRescale(BEFORE.momentum, FACTOR, step + 1, 1),
    measured: angles('kept') / angles('rescaled'),
    share: 0.07,
    control: true,
  });
}

/**
 * λ cut like η: the equilibrium norm stays, and with it the angle at 1/k. AU is η‖g̃‖/‖w‖² up to a constant, and ‖g̃‖,
 * the unit gradient, may change with the loss: its measured growth is taken out.
 */
function decayChecks(before: TrainingRecord, after: TrainingRecord): Check[] {
  const drive = (record: TrainingRecord, { from, to }: Window) =>
    record.scaleInvariant.map(({ name }) => {
      const norm = record.column(name, 'norm').subarray(from, to);
      const gradient = record.column(name, 'gradientNorm').subarray(from, to);
      return { norm: mean(norm), unitGradient: rootMeanSquare(gradient.map((g, step) => g * norm[step]!)) };
    });
  const old = drive(before, LAST);
  const now = drive(after, UNCHANGED);
  const ratioOf = (name: 'norm' | 'unitGradient') => mean(now.map((layer, k) => layer[name] / old[k]![name]));
  const angles = rmsAngle(after, UNCHANGED) / rmsAngle(before, LAST);
  return [
    within({
      name: text.checks.normKept(UNCHANGED),
      predicted: 1,
      measured: ratioOf('norm'),
      share: 0.1,
      control: true,
    }),
    within({
      name: text.checks.angleKept(UNCHANGED),
      predicted: 1 / FACTOR,
      measured: angles / ratioOf('unitGradient'),
      share: 0.25,
      control: true,
    }),
  ];
}

/** Steps per point of the chart. */
const POINT = 5;

function chartsOf(before: TrainingRecord, branches: Partial<Record<Branch, TrainingRecord>>): Chart[] {
  const names = text.charts;
  const points = (record: TrainingRecord, column: Float64Array, finish?: (mean: number) => number) =>
    averagedPoints(column, {
      length: POINT,
      start: record.firstStep - SETTLED,
      ...(finish && { finish }),
    });
  const roles = { bufferKept: 'control', decayFollows: 'control' } as const;
  const runs: [keyof CutRecords, TrainingRecord][] = [['before', before]];
  for (const name of Object.keys(LENGTHS) as Branch[]) if (branches[name]) runs.push([name, branches[name]]);
  const series = (values: (record: TrainingRecord) => [number, number][]) =>
    runs.map(([name, record]) => ({
      name: text.branches[name],
      role: name in roles ? ('control' as const) : ('measured' as const),
      points: values(record),
    }));
  const target = equilibriumAngularUpdate(AFTER);
  const climb = predictedClimb({ from: 0, to: LENGTHS.cut });
  const x = { label: names.steps, logarithmic: false };
  return [
    {
      title: names.angle,
      kind: 'lines',
      x,
      y: { label: names.radians, logarithmic: true },
      series: [
        ...series((record) => points(record, squaredAngles(record), Math.sqrt)),
        { name: names.predicted, role: 'theory', points: climb.map((ratio, step) => [step, ratio * target]) },
      ],
    },
    {
      title: names.loss,
      kind: 'lines',
      x,
      y: { label: names.nats, logarithmic: false },
      series: series((record) => points(record, record.stepColumn('loss'))),
    },
  ];
}
