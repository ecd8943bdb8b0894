/**
 * Finding 4: what a cut of the learning rate does to the angle, with and without its remedies (Wan et al. 2020,
 * section 4.1). One settled run is forked at one step: all branches start from the same weights, see the same batches
 * and differ in the cut alone.
 */
import type { RescaleFactors } from '../config/rescale';
import type { RunConfigInput } from '../config/run-config';
import type { TrainerState } from '../engine/trainer-state';
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { rescaleFactors } from '../theory/step-decay';
import { squaredAngles } from './averages';
import { averagedPoints } from './chart-points';
import {
  AFTER,
  BEFORE,
  type Branch,
  BUFFER_FORKS,
  type CutRecords,
  FACTOR,
  LENGTHS,
  predictedClimb,
  SETTLED,
} from './cut-branches';
import { checksOf } from './cut-checks';
import { type Chart, type Finding, resultOf } from './finding';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';

const text = findings['learning-rate-cut'];

/** Steps by which the sabotaged engine cuts too late. */
const DELAY = 20;

export const learningRateCut: Finding = {
  id: 'learning-rate-cut',
  number: 4,
  runs: 'gpu',
  async run({ train, expectSteps, draw }, options) {
    const branchSteps = Object.values(LENGTHS).reduce((sum, steps) => sum + steps, 0);
    expectSteps(SETTLED + branchSteps + 2 * BUFFER_FORKS.length);
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
      onSteps: (record) => draw(() => chartsOf(record, {})),
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
      onSteps: (record: TrainingRecord) => void = () => {},
    ) => {
      const cut = hyper !== BEFORE && options.sabotage ? late(hyper) : { optimizer: hyper };
      return train({
        name,
        config: { ...config(hyper), ...cut },
        steps,
        from,
        ...(rescale && { rescale }),
        withoutFilters: true,
        onSteps,
      });
    };
    const branch = async (name: Branch, hyper: HyperParameters, rescale?: RescaleFactors) => {
      const onSteps = (record: TrainingRecord) =>
        draw(() => chartsOf(before, { ...records, [name]: record }));
      records[name] = await fork(text.branches[name], LENGTHS[name], from, hyper, rescale, onSteps);
      return records[name];
    };
    const { weight, buffer, runningMean } = rescaleFactors(FACTOR);
    const rescale = { weights: weight, momenta: buffer, runningStatistics: runningMean };
    const keepBuffer = { ...rescale, momenta: 1 };
    const bufferForks = [];
    for (const state of before.states.values())
      bufferForks.push({
        kept: await fork(text.branches.bufferKept, 1, state, AFTER, keepBuffer),
        rescaled: await fork(text.branches.rescaled, 1, state, AFTER, rescale),
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
  const runs: [Branch | 'before', TrainingRecord][] = [['before', before]];
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
