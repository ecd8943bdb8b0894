/**
 * Finding 5: learning rate and batch size times k. What stays as it was, and what does not: per step the angle grows as
 * √k. Runs start from one settled state and are compared over the same samples, not over the same steps.
 */
import type { RunConfigInput } from '../config/run-config';
import { findings } from '../messages';
import { angleBetween } from '../theory/angle';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { scaled, scalingRatios, smallOverLargeTrajectory } from '../theory/linear-scaling';
import { rmsRatio } from '../theory/statistics';
import { mean, rootMeanSquare, squaredAngles } from './averages';
import { averagedPoints, level } from './chart-points';
import { type Check, within } from './check';
import { type Chart, type Finding, resultOf } from './finding';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';

const text = findings['linear-scaling'];

const BASE: HyperParameters = { learningRate: 0.05, weightDecay: 1e-3, momentum: 0.9 };
const BATCH = 16;
/** k; the first is what the others are compared with. */
export const FACTORS = [1, 4, 16] as const;
export type Factor = (typeof FACTORS)[number];
/** The run that leads to the common start: of the middle k, so that the others come from both sides. */
const LEADING: Factor = 4;

/**
 * Steps of k = 1; others make 1/k of them, over the same samples. τ is 500 steps of k = 1, and in samples the same for
 * all: 4τ to the common start, 2τ until each is at its own equilibrium, 6τ that are measured.
 */
const LEAD = 2048;
const SETTLE = 1024;
const MEASURED = 3072;
/** Between two snapshots whose angle is compared: long against momentum's memory, and the gradient's own, for every k. */
const SPAN = 1536;
/** From the beginning of one such span to that of the next: one alone depends on what the loss is like just there. */
const SPACING = 384;
const SPANS = (MEASURED - SPAN) / SPACING + 1;

/** A run's numbers for the verdict. */
export interface ScaledRun {
  /** Mean AU² per step in rad², over steps and layers, and its standard error. */
  readonly squaredAngle: { readonly mean: number; readonly standardError: number };
  /** Mean ‖w‖ of each layer. */
  readonly norms: readonly number[];
  /** Angle in rad between the last convolution's weights at the start of each span and at its end. */
  readonly netAngles: readonly number[];
}

export type ScaledRuns = Readonly<Record<Factor, ScaledRun>>;

export const linearScaling: Finding = {
  id: 'linear-scaling',
  number: 5,
  runs: 'gpu',
  async run({ train, expectSteps, draw }, options) {
    const stepsOf = (factor: Factor) => (SETTLE + MEASURED) / factor;
    expectSteps(LEAD / LEADING + FACTORS.reduce((sum, factor) => sum + stepsOf(factor), 0));
    const config = (factor: Factor): RunConfigInput => ({
      ...smallRun(options, {
        network: { channels: [8, 8, 16] },
        // The claim is about gradients that are noise.
        data: { labelNoise: 0.4 },
        optimizer: options.sabotage ? BASE : scaled(BASE, factor),
      }),
      batchSize: BATCH * factor,
    });
    const end = LEAD / LEADING;
    const lead = await train({
      name: text.lead,
      config: config(LEADING),
      steps: end,
      keepStateAt: [end],
      withoutFilters: true,
      onSteps: (record) => draw(() => chartsOf(record, new Map())),
    });
    const state = lead.states.get(end);
    if (!state) return resultOf([], []);
    const records = new Map<Factor, TrainingRecord>();
    const runs: Partial<Record<Factor, ScaledRun>> = {};
    for (const factor of FACTORS) {
      const start = LEAD / factor;
      const first = start + SETTLE / factor;
      const record = await train({
        name: text.run(factor),
        config: config(factor),
        steps: stepsOf(factor),
        // Where the samples seen so far end in batches of this size: all see the same images from here on.
        from: { ...state, step: start },
        keepStateAt: Array.from(
          { length: MEASURED / SPACING + 1 },
          (_, snapshot) => first + (snapshot * SPACING) / factor,
        ),
        withoutFilters: true,
        onSteps: (record) => draw(() => chartsOf(lead, new Map([...records, [factor, record]]))),
      });
      records.set(factor, record);
      runs[factor] = measured(record, factor);
    }
    const [one, four, sixteen] = FACTORS.map((factor) => runs[factor]!);
    return resultOf(checksOf({ 1: one!, 4: four!, 16: sixteen! }), chartsOf(lead, records));
  },
};

function measured(record: TrainingRecord, factor: Factor): ScaledRun {
  const from = SETTLE / factor;
  const { ratio, standardError } = rmsRatio(squaredAngles(record).subarray(from), 1);
  const first = record.firstStep + from;
  const { name: last } = record.scaleInvariant.at(-1)!;
  const weights = (baseSteps: number) => record.tensorValues.get(first + baseSteps / factor)?.get(last) ?? [];
  return {
    squaredAngle: { mean: ratio ** 2, standardError: 2 * ratio * standardError },
    norms: record.scaleInvariant.map(({ name }) => mean(record.column(name, 'norm').subarray(from))),
    netAngles: Array.from({ length: SPANS }, (_, span) =>
      angleBetween(weights(span * SPACING), weights(span * SPACING + SPAN)),
    ),
  };
}

/** The verdict. */
export function checksOf(runs: ScaledRuns): Check[] {
  const names = text.checks;
  const small = runs[1];
  return FACTORS.slice(1).flatMap((factor): Check[] => {
    const large = runs[factor];
    const expected = scalingRatios(factor);
    const squares = large.squaredAngle.mean / small.squaredAngle.mean;
    const relative = Math.hypot(
      large.squaredAngle.standardError / large.squaredAngle.mean,
      small.squaredAngle.standardError / small.squaredAngle.mean,
    );
    return [
      within({
        name: names.angle(factor),
        predicted: expected.angularUpdate,
        measured: Math.sqrt(squares),
        uncertainty: (Math.sqrt(squares) * relative) / 2,
        share: 0.04,
        // What does not stay as it was.
        control: true,
      }),
      // The tolerance is that of the angle, for its square.
      within({
        name: names.squaresPerEpoch(factor),
        predicted: expected.squaredAnglePerEpoch,
        measured: squares / factor,
        uncertainty: (squares / factor) * relative,
        share: 0.08,
      }),
      within({
        name: names.norm(factor),
        predicted: expected.equilibriumNorm,
        measured: mean(large.norms.map((norm, layer) => norm / small.norms[layer]!)),
        share: 0.08,
      }),
      // Of the widest layer: where filters have few weights, gradients agree with those of many steps before.
      within({
        name: names.netAngle(factor, SPAN * BATCH, SPANS),
        predicted: 1 / smallOverLargeTrajectory(BASE, factor, SPAN),
        measured: rootMeanSquare(large.netAngles) / rootMeanSquare(small.netAngles),
        share: factor === 4 ? 0.1 : 0.25,
      }),
    ];
  });
}

/** Samples per point of the charts. */
const POINT = 4 * BATCH * Math.max(...FACTORS);

function chartsOf(lead: TrainingRecord, records: ReadonlyMap<Factor, TrainingRecord>): Chart[] {
  const names = text.charts;
  const x = { label: names.samples, logarithmic: false };
  const runs: (readonly [name: string, factor: Factor, record: TrainingRecord, start: number])[] = [
    [text.lead, LEADING, lead, -LEAD * BATCH],
    ...[...records].map(([factor, record]) => [text.run(factor), factor, record, 0] as const),
  ];
  const lines = (values: (record: TrainingRecord) => Float64Array, finish: (mean: number) => number) =>
    runs.map(([name, factor, record, start]) => {
      const spacing = BATCH * factor;
      return {
        name,
        role: 'measured' as const,
        points: averagedPoints(values(record), { length: POINT / spacing, start, spacing, finish }),
      };
    });
  const last = (SETTLE + MEASURED) * BATCH;
  return [
    {
      title: names.angle,
      kind: 'lines',
      x,
      y: { label: names.radians, logarithmic: true },
      series: [
        ...lines(squaredAngles, Math.sqrt),
        ...FACTORS.map((factor) =>
          level(names.target(factor), equilibriumAngularUpdate(scaled(BASE, factor)), last),
        ),
      ],
    },
    {
      title: names.norm,
      kind: 'lines',
      x,
      y: { label: names.length, logarithmic: false },
      series: lines(
        (record) => record.column(record.scaleInvariant.at(-1)!.name, 'norm'),
        (value) => value,
      ),
    },
  ];
}
