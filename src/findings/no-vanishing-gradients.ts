/**
 * Finding 3: however a layer starts, BatchNorm and weight decay bring it to the same angle per step, and to a gradient
 * in the same proportion to its weights. The three layers take turns in starting 20 times too small, as they are, and
 * 20 times too large, each time all at once.
 */
import type { RunConfigInput } from '../config/run-config';
import { findings } from '../messages';
import { equilibriumAngularUpdate, equilibriumGradientToWeight } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { unitGradientSquared } from '../theory/unit-gradient';
import { mean, quantile, squaredAngles, type Window } from './averages';
import { averagedPoints, level } from './chart-points';
import { type Check, within } from './check';
import { type Chart, type ChartSeries, type Finding, resultOf } from './finding';
import { filterAngles, filterMeanStep } from './layer-angle';
import { layerName } from './layer-name';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';
import {
  CONTROL_SCALES,
  CONTROL_STEPS,
  type ControlRecords,
  controlChecks,
  convolutionsOf,
  trainControl,
} from './vanishing-control';

const text = findings['no-vanishing-gradients'];

const HYPER: HyperParameters = { learningRate: 0.1, weightDecay: 1e-2, momentum: 0.9 };
/** Factors on the initial weights of the three convolutions, per run. */
export const STARTS = [
  [0.05, 1, 20],
  [20, 0.05, 1],
  [1, 20, 0.05],
] as const;
/** ln(400·‖w₀‖²/‖w*‖²)/(2X) steps until the largest has shrunk, and 4τ: some 480. */
const SETTLED = 600;
const STEPS = 1500;
const JUDGED: Window = { from: SETTLED, to: STEPS };

/** The runs of `STARTS`, and the control. */
export interface StartRecords {
  readonly starts: readonly TrainingRecord[];
  readonly withoutBatchNorm: ControlRecords;
}

export const noVanishingGradients: Finding = {
  id: 'no-vanishing-gradients',
  number: 3,
  runs: 'gpu',
  async run(context, options) {
    const { train, expectSteps, draw } = context;
    expectSteps(STARTS.length * STEPS + CONTROL_STEPS);
    const weightDecay = HYPER.weightDecay * (options.sabotage ? 2 : 1);
    const config = (scales: readonly number[], batchNorm: boolean): RunConfigInput => {
      const [conv1, conv2, conv3] = scales;
      const initialScales = { conv1: conv1!, conv2: conv2!, conv3: conv3! };
      return smallRun(options, {
        network: { initialScales, batchNorm },
        optimizer: { ...HYPER, weightDecay },
      });
    };
    const starts: TrainingRecord[] = [];
    for (const scales of STARTS) {
      const before = [...starts];
      starts.push(
        await train({
          name: text.run(scales.join(', ')),
          config: config(scales, true),
          steps: STEPS,
          onSteps: (record) => draw(() => chartsOf([...before, record])),
        }),
      );
    }
    const withoutBatchNorm = await trainControl(
      context,
      (scale) => config([scale, scale, scale], false),
      (small) => draw(() => chartsOf(starts, small)),
    );
    return resultOf(checksOf({ starts, withoutBatchNorm }), chartsOf(starts, withoutBatchNorm.small));
  },
};

/** The verdict. */
export function checksOf({ starts, withoutBatchNorm }: StartRecords): Check[] {
  return [
    ...starts.flatMap((record, run) => startChecks(record, STARTS[run]!)),
    ...controlChecks(withoutBatchNorm),
  ];
}

/** The median filter of every layer, and √h̃/‖w‖², in which the correlation of successive gradients is counted. */
function startChecks(record: TrainingRecord, scales: readonly number[]): Check[] {
  return record.scaleInvariant.flatMap(({ name }, layer) => {
    const label = text.layer(layerName(name), String(scales[layer]));
    return [
      within({
        name: text.checks.angle(label),
        predicted: equilibriumAngularUpdate(HYPER),
        measured: medianAngle(record, name),
        share: 0.05,
      }),
      within({
        name: text.checks.gradient(label),
        predicted: equilibriumGradientToWeight(HYPER),
        measured: driveToWeight(record, name),
        share: 0.25,
      }),
    ];
  });
}

function medianAngle(record: TrainingRecord, tensor: string): number {
  const { liveFilters } = filterAngles(record, tensor, JUDGED);
  return quantile(
    liveFilters.map((filter) => filterMeanStep(record, tensor, filter, JUDGED)),
    0.5,
  );
}

/** √(mean of h̃/‖w‖⁴): ‖g‖/‖w‖, with the correlation of successive gradients counted in (theory/unit-gradient.ts). */
function driveToWeight(record: TrainingRecord, tensor: string): number {
  const { from, to } = JUDGED;
  const column = (name: 'norm' | 'gradientNorm' | 'momentumGradient') =>
    record.column(tensor, name).subarray(from, to);
  const gradients = column('gradientNorm');
  const products = column('momentumGradient');
  return Math.sqrt(
    mean(
      column('norm').map((norm, step) => {
        const drive = unitGradientSquared(norm ** 2, gradients[step]! ** 2, HYPER.momentum, products[step]!);
        return drive / norm ** 4;
      }),
    ),
  );
}

/** Steps per point of the charts. */
const POINT = 10;

function chartsOf(starts: readonly TrainingRecord[], smallControl?: TrainingRecord): Chart[] {
  const names = text.charts;
  const target = equilibriumAngularUpdate(HYPER);
  const x = { label: names.steps, logarithmic: false };
  const lines = (value: (record: TrainingRecord, tensor: string) => Float64Array): ChartSeries[] =>
    starts.flatMap((record, run) =>
      record.scaleInvariant.map(({ name }, layer) => {
        const squares = value(record, name).map((one) => one ** 2);
        return {
          name: text.layer(layerName(name), String(STARTS[run]![layer])),
          role: 'measured' as const,
          points: averagedPoints(squares, { length: POINT, finish: Math.sqrt }),
        };
      }),
    );
  const control = (record: TrainingRecord): ChartSeries => ({
    name: text.control(CONTROL_SCALES.small),
    role: 'control',
    points: averagedPoints(squaredAngles(record, convolutionsOf(record)), {
      length: POINT,
      finish: Math.sqrt,
    }),
  });
  return [
    {
      title: names.angle,
      kind: 'lines',
      x,
      y: { label: names.radians, logarithmic: true },
      series: [
        ...lines((record, tensor) => record.column(tensor, 'angularUpdate')),
        ...(smallControl ? [control(smallControl)] : []),
        level(names.predicted, target, STEPS),
      ],
    },
    {
      title: names.gradient,
      kind: 'lines',
      x,
      y: { label: names.ratio, logarithmic: true },
      series: [
        ...lines((record, tensor) => {
          const norms = record.column(tensor, 'norm');
          return record.column(tensor, 'gradientNorm').map((gradient, step) => gradient / norms[step]!);
        }),
        level(names.predicted, equilibriumGradientToWeight(HYPER), STEPS),
      ],
    },
  ];
}
