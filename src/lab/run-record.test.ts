/** The record of a run whose truth is known: a random walk that settles as the theory says. */
import { describe, expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import { runConfigSchema } from '../config/run-config';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { COLUMN_CAPACITY } from './columns';
import { CHART_POINTS } from './decimate';
import { RunRecord } from './run-record';
import { constantBatch, describeRun, WALK_FILTERS, WalkingRun } from './testing/walking-run';

const CONV = 0;
const BATCH_NORM = 1;
const DENSE = 2;
/** τ = 12.5 steps: settles within some hundred. */
const fast = { learningRate: 0.1, weightDecay: 0.02, momentum: 0.9 };
const config = runConfigSchema.parse({ optimizer: fast });

function settledRun(steps = 600): { readonly record: RunRecord; readonly walk: WalkingRun } {
  const walk = new WalkingRun(3, 1, config);
  const record = new RunRecord(walk.run);
  for (let step = 0; step < steps; step += 50) record.append(walk.next(50));
  return { record, walk };
}

function column(record: RunRecord, tensor: number, series: 'measured' | 'transient' | 'normRatio' | 'norm') {
  return record
    .chart([{ key: 'y', tensor, series }], { maximumPoints: 1e6 })
    .map((row) => row.y ?? Number.NaN);
}

const EVALUATION = { loss: 1, accuracy: 0.5, runningLoss: 1, runningAccuracy: 0.5, images: 10 };

describe('readout', () => {
  it('finds a settled layer on the theory’s line, with its norm and a kept identity', () => {
    const { record } = settledRun();
    const readout = record.readout(CONV);
    expect(readout.theoryStatus).toBe('applies');
    expect(readout.theory).toBeCloseTo(equilibriumAngularUpdate(fast), 12);
    expect(Math.abs((readout.ratio ?? 0) - 1)).toBeLessThan(0.05);
    expect(readout.standardError).toBeGreaterThan(0);
    expect(readout.settled).toBe(true);
    expect(readout.stepsExpected).toBe(0);
    expect(readout.windowSteps).toBe(100);
    expect(Math.abs((readout.norm ?? 0) / (readout.equilibriumNorm ?? 0) - 1)).toBeLessThan(0.1);
    expect(readout.identityRatio).toBeCloseTo(1, 9);
    expect(readout.identityWorst).toBeLessThan(1e-12);
    expect(readout).toMatchObject({ scaleDeviation: 1e-7, scaleRatio: 0.01 });
    expect(readout.medianAbsCosine).toBeLessThan(1e-12);
  });

  it('shows the dense layer as a control, and knows the identity of every tensor', () => {
    const { record } = settledRun();
    const dense = record.readout(DENSE);
    expect(dense.theoryStatus).toBe('notScaleInvariant');
    expect([dense.theory, dense.ratio, dense.stepsExpected, dense.equilibriumNorm]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(dense.settled).toBe(false);
    expect(dense.measured).toBeGreaterThan(0);
    expect(dense.identityRatio).toBeCloseTo(1, 9);
    expect(dense).toMatchObject({ scaleDeviation: null, scaleRatio: null });
    expect(dense.medianAbsCosine).toBeGreaterThan(0.01);
    expect(record.readout(BATCH_NORM).identityRatio).toBeCloseTo(1, 9);
    expect(record.heatMap(DENSE)).toBeNull();
  });

  it('says how many steps are still expected of a layer that starts far away', () => {
    const walk = new WalkingRun(4, 8, config);
    const record = new RunRecord(walk.run);
    record.append(walk.next(20));
    const early = record.readout(CONV);
    expect(early.ratio).toBeLessThan(0.5);
    expect(early.settled).toBe(false);
    expect(early.stepsExpected).toBeGreaterThan(20);
    expect(early.stepsExpected).toBeLessThan(300);
  });

  it('starts its window anew when a slider moves', () => {
    const { record, walk } = settledRun();
    record.append(walk.next(20, { ...fast, learningRate: 0.01 }));
    const readout = record.readout(CONV);
    expect(readout.windowSteps).toBe(20);
    expect(readout.theory).toBeCloseTo(equilibriumAngularUpdate({ ...fast, learningRate: 0.01 }), 12);
    // A tenth of the rate turns the weights a tenth as far at once; the equilibrium falls by √10 only.
    expect(readout.ratio).toBeLessThan(0.5);
    expect(readout.settled).toBe(false);
    expect(readout.identityRatio).toBeCloseTo(1, 9);
  });

  it('has no equilibrium to offer without decay, and no identity under Nesterov', () => {
    const walk = new WalkingRun(5, 1, config);
    const record = new RunRecord(walk.run);
    record.append(walk.next(60, { ...fast, weightDecay: 0 }));
    expect(record.theory).toBeNull();
    expect(record.readout(CONV)).toMatchObject({
      theoryStatus: 'noDecay',
      theory: null,
      stepsExpected: null,
    });
    expect(record.trajectory(CONV, 0).radiusOf).toBe('reference');

    const run = describeRun(config);
    const nesterov = new RunRecord(run);
    const batch = constantBatch(run, 0, 10, 0.1);
    batch.tensors.fill(Number.NaN);
    nesterov.append(batch);
    expect(nesterov.readout(CONV)).toMatchObject({ identityRatio: null, identityWorst: null });
  });

  it('is empty before the first step', () => {
    const readout = new RunRecord(describeRun(config)).readout(CONV);
    expect(readout).toMatchObject({ windowSteps: 0, measured: null, ratio: null, identityRatio: null });
  });
});

describe('series', () => {
  it('predicts the transient from a start far from equilibrium', () => {
    const walk = new WalkingRun(6, 6, config);
    const record = new RunRecord(walk.run);
    for (let step = 0; step < 300; step += 50) record.append(walk.next(50));
    const measured = column(record, CONV, 'measured');
    const transient = column(record, CONV, 'transient');
    expect((measured[5] ?? 0) / equilibriumAngularUpdate(fast)).toBeLessThan(0.5);
    for (let step = 0; step < 300; step++) {
      expect((transient[step] ?? 0) / (measured[step] ?? 0)).toBeGreaterThan(0.85);
      expect((transient[step] ?? 0) / (measured[step] ?? 0)).toBeLessThan(1.15);
    }
  });

  it('takes ‖w‖/‖w*‖ to 1', () => {
    const ratios = column(settledRun().record, CONV, 'normRatio').slice(300);
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeCloseTo(1, 1);
  });

  it('gives all lines the same steps, null where a tensor has no such line', () => {
    const { record } = settledRun(1000);
    const rows = record.chart([
      { key: 'conv', tensor: CONV, series: 'measured' },
      { key: 'dense', tensor: DENSE, series: 'transient' },
      { key: 'low', tensor: CONV, series: 'bandLow' },
      { key: 'high', tensor: CONV, series: 'bandHigh' },
    ]);
    expect(rows.length).toBeLessThanOrEqual(CHART_POINTS);
    expect(rows.at(-1)?.step).toBe(999);
    for (const row of rows) {
      expect(row.dense).toBeNull();
      expect(row.low).toBeLessThanOrEqual(row.high ?? 0);
    }
    expect(record.valueAt({ key: '', series: 'loss' }, 9)).toBeCloseTo(0.1, 6);
    expect(record.valueAt({ key: '', series: 'loss' }, 1000)).toBeNull();
  });

  it('stays within its memory and its points however long the run is', () => {
    const run = describeRun(config, []);
    const record = new RunRecord(run);
    const steps = 3 * COLUMN_CAPACITY;
    for (let step = 0; step < steps; step += 512) record.append(constantBatch(run, step, 512, step / steps));
    const rows = record.chart([{ key: 'loss', series: 'loss' }]);
    expect(rows.length).toBeLessThanOrEqual(CHART_POINTS);
    expect(rows.length).toBeGreaterThan(CHART_POINTS / 3);
    expect(rows.at(-1)).toEqual({ step: steps - 1, loss: Math.fround((steps - 512) / steps) });
  });
});

describe('filters', () => {
  it('marks dead ones and leaves them out of the band', () => {
    const walk = new WalkingRun(8, 1, config);
    const record = new RunRecord(walk.run);
    for (let step = 0; step < 800; step += 50)
      record.append(walk.next(50, fast, step < 100 ? WALK_FILTERS : 6));
    expect(record.deadFilters(CONV)).toEqual([false, false, false, false, false, false, true, true]);
    const low = record.valueAt({ key: '', tensor: CONV, series: 'bandLow' }, 799) ?? 0;
    expect(low / equilibriumAngularUpdate(fast)).toBeGreaterThan(0.7);
  });

  it('maps filters over time, near 1 once settled and near 0 where dead', () => {
    const walk = new WalkingRun(9, 1, config);
    const record = new RunRecord(walk.run);
    for (let step = 0; step < 700; step += 50) record.append(walk.next(50, fast, 7));
    const map = record.heatMap(CONV);
    if (!map) throw new Error('no heat map');
    expect(map).toMatchObject({ filterCount: WALK_FILTERS, columnCount: 175, columnSteps: 4 });
    const last = map.values.slice(-WALK_FILTERS);
    for (const ratio of last.slice(0, 7)) expect(Math.abs(ratio - 1)).toBeLessThan(0.4);
    expect(last[7]).toBeLessThan(0.05);
    expect(map.dead[7]).toBe(true);
  });

  it('follows a filter from the reference on, with the equilibrium as the unit', () => {
    const { record, walk } = settledRun();
    const way = record.trajectory(CONV, 2);
    expect(way.steps[0]).toBe(0);
    expect(way.steps.at(-1)).toBe(600);
    expect(way.angle[0]).toBe(0);
    expect(way.axisFirst.at(-1)).toBe(2);
    expect(way.radiusOf).toBe('equilibrium');
    expect((way.norm.at(-1) ?? 0) / way.radius).toBeGreaterThan(0.7);
    expect((way.norm.at(-1) ?? 0) / way.radius).toBeLessThan(1.4);
    record.setReference(600);
    expect(record.trajectory(CONV, 2).steps).toHaveLength(0);
    record.append(walk.next(3));
    expect([...record.trajectory(CONV, 2).steps]).toEqual([600, 601, 602, 603]);
    expect(record.trajectory(CONV, 2).norm[0]).toBe(way.norm.at(-1));
  });
});

describe('a rebuilt run', () => {
  it('averages angles anew when a hyper-parameter changes, so that a sudden drop is seen at once', () => {
    const run = describeRun(config);
    const record = new RunRecord(run);
    record.append(constantBatch(run, 0, 100, 0.5));
    record.append(constantBatch(run, 100, 3, 0.05, { ...fast, learningRate: 0.01 }));
    for (const series of ['measured', 'bandLow', 'bandHigh'] as const) {
      const line = record.chart([{ key: 'y', tensor: CONV, series }], { maximumPoints: 1e6 });
      expect(line[99]?.y, series).toBeCloseTo(0.5, 6);
      expect(line[100]?.y, series).toBeCloseTo(0.05, 6);
    }
  });

  it('drops void steps and takes their repetition', () => {
    const run = describeRun(config);
    const record = new RunRecord(run);
    record.append(constantBatch(run, 0, 100, 0.5));
    record.addEvaluation({ ...EVALUATION, step: 50 });
    record.addEvaluation({ ...EVALUATION, step: 100 });
    record.rewind(70);
    expect(record.steps).toBe(70);
    expect(record.evaluations.map(({ step }) => step)).toEqual([50]);
    record.append(constantBatch(run, 70, 10, 0.25));
    expect(record.steps).toBe(80);
    const rows = record.chart([{ key: 'loss', series: 'loss' }]);
    expect(rows).toHaveLength(80);
    expect([rows[69]?.loss, rows[70]?.loss]).toEqual([0.5, 0.25]);
    expect(record.trajectory(CONV, 0).steps.at(-1)).toBe(80);
    expect(record.heatMap(CONV)?.columnCount).toBe(80);
  });

  it('starts its averages and the transient anew: exploded values do not live on', () => {
    const { record, walk } = settledRun(200);
    const norm = record.readout(CONV).norm ?? 0;
    record.addEvent({ step: 200, field: 'learningRate', value: 50 });
    record.append(constantBatch(walk.run, 200, 20, 1e6, { ...fast, learningRate: 50 }));
    record.rewind(200);
    expect(record.recentLoss).toBeNull();
    expect(record.hyperParameters).toMatchObject(fast);
    expect(record.readout(CONV)).toMatchObject({ windowSteps: 0, measured: null, norm: null });
    record.append(walk.next(100));
    const readout = record.readout(CONV);
    expect(readout.windowSteps).toBe(100);
    expect(record.recentLoss).toBeLessThan(0.01);
    expect((readout.equilibriumNorm ?? 0) / norm).toBeLessThan(1.3);
    const way = record.trajectory(CONV, 0);
    expect(way.radius / (way.norm.at(-1) ?? 0)).toBeLessThan(1.4);
    // The recursion restarts with an empty buffer and is back after a few times its memory.
    const [measured, transient, high] = (['measured', 'transient', 'bandHigh'] as const).map(
      (series) => record.valueAt({ key: '', tensor: CONV, series }, 299) ?? 0,
    );
    expect((transient ?? 0) / (measured ?? 0)).toBeGreaterThan(0.7);
    expect((transient ?? 0) / (measured ?? 0)).toBeLessThan(1.3);
    expect((high ?? 0) / (measured ?? 0)).toBeLessThan(1.5);
  });

  it('replaces steps that come twice', () => {
    const run = describeRun(config);
    const record = new RunRecord(run);
    record.append(constantBatch(run, 0, 10, 1));
    record.append(constantBatch(run, 5, 10, 2));
    expect(record.steps).toBe(15);
  });

  it('refuses gaps and batches of another run', () => {
    const run = describeRun(config);
    const record = new RunRecord(run);
    expect(() => record.append(constantBatch(run, 5, 1, 0))).toThrow(LabError);
    expect(() => record.append(constantBatch(describeRun(config, []), 0, 1, 0))).toThrow(/tensor/);
    expect(() => record.readout(17)).toThrow(LabError);
  });

  it('keeps the averages of a run that turns NaN', () => {
    const run = describeRun(config);
    const record = new RunRecord(run);
    record.append(constantBatch(run, 0, 60, 0.5));
    record.append(constantBatch(run, 60, 5, Number.NaN));
    expect(record.recentLoss).toBeCloseTo(0.5, 12);
    expect(record.valueAt({ key: '', tensor: CONV, series: 'measured' }, 64)).toBeCloseTo(0.5, 6);
  });
});

it.each([300, 40_000])('goes on from a checkpoint at step %i: what was before is unknown', (first) => {
  const run = describeRun(config);
  const record = new RunRecord(run, first);
  expect(record.steps).toBe(first);
  expect(() => record.append(constantBatch(run, first + 1, 1, 0))).toThrow(LabError);
  record.append(constantBatch(run, first, 700, 0.5));
  expect(record.steps).toBe(first + 700);
  const unknown = record.chart([{ key: 'loss', series: 'loss' }], { to: first });
  expect(unknown.length > 0 && unknown.every(({ loss }) => loss === null)).toBe(true);
  const rows = record.chart([{ key: 'loss', series: 'loss' }]);
  expect(rows.at(-1)).toMatchObject({ step: first + 699, loss: 0.5 });
  expect(record.valueAt({ key: '', series: 'loss' }, first)).toBe(0.5);
  const way = record.trajectory(CONV, 0);
  expect([way.steps[0], way.steps.at(-1)]).toEqual([first, first + 700]);
  const heat = record.heatMap(CONV);
  expect(heat?.values.slice(0, heat.filterCount).every(Number.isNaN)).toBe(true);
  expect(record.readout(CONV).windowSteps).toBeGreaterThan(90);
});

describe('moves of the sliders', () => {
  const shared = [
    { step: 9, field: 'momentum', value: 0.5 },
    { step: 20, field: 'learningRate', value: 0.1 },
  ] as const;
  const replaying = () => new RunRecord(describeRun({ ...config, events: [...shared] }));

  it('that a link replays drop nothing when they act', () => {
    const record = replaying();
    record.addEvent({ ...shared[0] });
    expect(record.config.events).toEqual(shared);
    expect(record.hyperParametersInForce).toEqual({ ...fast, momentum: 0.5 });
  });

  it('of a person end the replay, one per step and slider', () => {
    const record = replaying();
    record.addEvent(shared[0]);
    record.addEvent({ step: 12, field: 'learningRate', value: 0.2 });
    record.addEvent({ step: 12, field: 'momentum', value: 0.6 });
    record.addEvent({ step: 12, field: 'learningRate', value: 0.3 });
    const moves = [
      shared[0],
      { step: 12, field: 'momentum', value: 0.6 },
      { step: 12, field: 'learningRate', value: 0.3 },
    ];
    expect(record.config).toEqual({ ...config, events: moves });
    expect(record.hyperParametersInForce).toMatchObject({ learningRate: 0.3, momentum: 0.6 });
    // What the link would have done is now as good as any other move.
    expect(record.isReplay(shared[1])).toBe(false);
  });

  it('stay after a rewind, until a person moves a slider there', () => {
    const run = describeRun(config);
    const record = new RunRecord(run);
    record.append(constantBatch(run, 0, 30, 0.5));
    record.addEvent({ step: 10, field: 'learningRate', value: 0.3 });
    record.addEvent({ step: 25, field: 'learningRate', value: 9 });
    record.rewind(20);
    expect(record.events).toHaveLength(2);
    expect(record.hyperParametersInForce.learningRate).toBe(0.3);
    record.addEvent({ step: 20, field: 'weightDecay', value: 0 });
    expect(record.events.map(({ step }) => step)).toEqual([10, 20]);
  });
});

it('thins out measurements for a chart and keeps the newest', () => {
  const record = new RunRecord(describeRun(config));
  for (let step = 10; step <= 10_000; step += 10) record.addEvaluation({ ...EVALUATION, step });
  const drawn = record.evaluationsForChart();
  expect(record.evaluations).toHaveLength(1000);
  expect(drawn).toHaveLength(251);
  expect([drawn[0]?.step, drawn[1]?.step, drawn.at(-1)?.step]).toEqual([10, 50, 10_000]);
  record.addEvaluation({ ...EVALUATION, step: 500 });
  expect(record.evaluations).toHaveLength(50);
  expect(record.evaluationsForChart()).toHaveLength(50);
});
