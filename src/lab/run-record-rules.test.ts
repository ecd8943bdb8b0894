/** The record's theory is that of the config's optimizer, under a schedule and over a rescale as well. */
import { describe, expect, it, test } from 'vitest';
import { type HyperParameterValues, type RunConfigInput, runConfigSchema } from '../config/run-config';
import { scheduledAt } from '../config/schedule';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { heavyBall } from '../theory/hyper-parameters';
import { RunRecord } from './run-record';
import { WalkingRun } from './testing/walking-run';
import { isSudden, theoryAngularUpdate } from './theory-line';

const CONV = 0;
const hyper = { learningRate: 0.1, weightDecay: 0.02, momentum: 0.9 };

function column(record: RunRecord, series: 'measured' | 'transient' | 'normRatio') {
  return record
    .chart([{ key: 'y', tensor: CONV, series }], { maximumPoints: 1e6 })
    .map((row) => row.y ?? Number.NaN);
}

/** Walks a config's run, each step with its own hyper-parameters, weights multiplied where its events say so. */
function walked(input: RunConfigInput, steps: number, norm = 1): RunRecord {
  const config = runConfigSchema.parse(input);
  const walk = new WalkingRun(3, norm, config);
  const record = new RunRecord(walk.run);
  for (let step = 0; step < steps; step++) {
    for (const event of config.events)
      if (event.field === 'rescale' && event.step === step)
        walk.rescale(event.value.weights, event.value.momenta);
    record.append(walk.next(1, scheduledAt(config, step)));
  }
  return record;
}

/** Every form of the optimizer; with decoupled decay ηλ and not X = ηλ/(1−α) sets the pace. */
const rules: [string, RunConfigInput['optimizer'], Parameters<typeof equilibriumAngularUpdate>[1]][] = [
  ['heavy ball', hyper, heavyBall],
  ['dampening', { ...hyper, dampening: 0.5 }, { ...heavyBall, dampening: 0.5 }],
  [
    'decoupled decay',
    { ...hyper, weightDecay: 0.2, decayForm: 'decoupled' },
    { ...heavyBall, decoupled: true },
  ],
  [
    'the learning rate in the buffer',
    { ...hyper, learningRateIn: 'buffer' },
    { ...heavyBall, learningRateInBuffer: true },
  ],
];

test.each(rules)('%s settles on its own line, at its own norm', (_name, optimizer, rule) => {
  const record = walked({ optimizer }, 800);
  const readout = record.readout(CONV);
  const values = { ...hyper, weightDecay: optimizer?.weightDecay ?? hyper.weightDecay };
  expect(readout.theory).toBeCloseTo(equilibriumAngularUpdate(values, rule), 12);
  expect(Math.abs((readout.ratio ?? 0) - 1)).toBeLessThan(0.06);
  expect(Math.abs((readout.norm ?? 0) / (readout.equilibriumNorm ?? 0) - 1)).toBeLessThan(0.1);
});

test.each(rules)('%s: the predicted path follows from far away', (_name, optimizer) => {
  const record = walked({ optimizer }, 200, 4);
  const [measured, transient] = [column(record, 'measured'), column(record, 'transient')];
  expect(measured[5]).toBeLessThan(0.5 * (record.theory ?? 0));
  measured.forEach((value, step) => {
    expect(Math.abs(transient[step]! / value - 1), `step ${step}`).toBeLessThan(0.15);
  });
});

describe('a schedule', () => {
  const schedule = { kind: 'exponential', length: 2000, factor: 0.1 } as const;

  it('moves theory’s line, and no average begins anew by its small steps', () => {
    const record = walked({ optimizer: hyper, schedule }, 600);
    const last = scheduledAt(runConfigSchema.parse({ optimizer: hyper, schedule }), 599);
    expect(record.theory).toBeCloseTo(equilibriumAngularUpdate(last), 12);
    expect(record.hyperParameters).toEqual(last);
    const readout = record.readout(CONV);
    expect(readout.windowSteps).toBeGreaterThan(80);
    // Slow against τ: the weights keep up with the line, each step against its own.
    expect(Math.abs((readout.ratio ?? 0) - 1)).toBeLessThan(0.06);
  });

  it('has sudden changes at milestones and moves only', () => {
    const { schedule: steps } = runConfigSchema.parse({
      schedule: { kind: 'step', milestones: [50], factor: 0.5, warmUp: 20, decayFollowsLearningRate: true },
    });
    const config = runConfigSchema.parse({
      schedule: steps,
      events: [{ step: 30, field: 'momentum', value: 0.8 }],
    });
    const rounded = ({ learningRate, weightDecay, momentum }: HyperParameterValues) => ({
      learningRate: Math.fround(learningRate),
      weightDecay: Math.fround(weightDecay),
      momentum: Math.fround(momentum),
    });
    const sudden = Array.from({ length: 70 }, (_, step) => step).filter(
      (step) =>
        step > 0 &&
        isSudden(steps, step, rounded(scheduledAt(config, step - 1)), rounded(scheduledAt(config, step))),
    );
    expect(sudden).toEqual([30, 50]);
  });
});

describe('a rescale', () => {
  const rescale = { step: 300, field: 'rescale', value: { weights: 3, momenta: 1 / 3 } } as const;

  it('is a sudden change that the predicted path takes part in', () => {
    const record = walked({ optimizer: hyper, events: [rescale] }, 340);
    expect(record.readout(CONV).windowSteps).toBe(40);
    const [measured, transient] = [column(record, 'measured'), column(record, 'transient')];
    expect(measured[300]! / measured[299]!).toBeLessThan(0.2);
    for (let step = 300; step < 340; step++)
      expect(Math.abs(transient[step]! / measured[step]! - 1), `step ${step}`).toBeLessThan(0.25);
  });
});

it('the line is that of the convolutions’ own learning rate', () => {
  const config = runConfigSchema.parse({ optimizer: { learningRateFactor: { convolution: 4 } } });
  expect(theoryAngularUpdate(config, hyper)).toBeCloseTo(2 * Math.sqrt((2 * 0.1 * 0.02) / 1.9), 3);
});
