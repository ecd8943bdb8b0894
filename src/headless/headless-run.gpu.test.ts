/** The runner's numbers are the page's, to the bit; stopping and going on changes none; divergence is named. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type RunConfigInput, runConfigSchema } from '../config/run-config';
import { scheduledAt } from '../config/schedule';
import { readCheckpoint } from '../engine/checkpoint';
import { CsvRows } from '../lab/export-csv';
import { sharedGpu } from '../lab/testing/shared-gpu';
import { TrainingSession } from '../lab/training-session';
import { type HeadlessOutcome, type HeadlessReport, runHeadless } from './headless-run';

const RESCALED = 10;

const small: RunConfigInput = {
  network: { channels: [4, 8, 8] },
  batchSize: 8,
  data: { subset: 64, labelNoise: 0.1 },
  events: [
    { step: 7, field: 'learningRate', value: 0.02 },
    { step: RESCALED, field: 'rescale', value: { weights: 0.5, momenta: 2, runningStatistics: 0.5 } },
  ],
  schedule: { kind: 'cosine', warmUp: 3, length: 17, decayFollowsLearningRate: true },
  testInterval: 6,
  steps: 20,
};

interface Result {
  readonly outcome: HeadlessOutcome;
  readonly csv: string;
  readonly checkpoint: Uint8Array<ArrayBuffer>;
}

async function run(
  input: RunConfigInput,
  checkpoint: Uint8Array<ArrayBuffer> | null = null,
  onRows: (step: number, stop: () => void) => void = () => {},
): Promise<Result> {
  const controller = new AbortController();
  let csv = '';
  let last = new Uint8Array();
  const take = async (report: HeadlessReport) => {
    if (report.type === 'opened') csv = report.csvHeader;
    if (report.type === 'checkpoint') last = report.bytes;
    if (report.type !== 'rows') return;
    csv += report.csv;
    onRows(report.step, () => controller.abort());
  };
  const job = {
    config: runConfigSchema.parse(input),
    files: [],
    checkpoint: checkpoint && new File([checkpoint], 'checkpoint.safetensors'),
    tune: false,
    runtime: 'test',
  };
  const outcome = await runHeadless(sharedGpu(), job, take, controller.signal);
  return { outcome, csv, checkpoint: last };
}

/** The same config by the worker's side of the page, as CSV. */
async function pageCsv(input: RunConfigInput): Promise<string> {
  let rows: CsvRows | undefined;
  let csv = '';
  const paused = Promise.withResolvers<void>();
  const session = new TrainingSession((report) => {
    if (report.type === 'opened') {
      rows = new CsvRows(report.run);
      csv = rows.header();
    }
    if (report.type === 'steps') csv += rows?.rows(report.batch);
    if (report.type === 'state' && report.state === 'paused' && report.step > 0) paused.resolve();
    if (report.type === 'error') paused.reject(report.error);
  }, sharedGpu());
  await session.start();
  await session.handle({ type: 'open', request: 1, config: runConfigSchema.parse(input) });
  await session.handle({ type: 'train' });
  await paused.promise;
  return csv;
}

const tensorsOf = ({ checkpoint }: Result) => readCheckpoint(checkpoint, 'test').tensors;

describe('a headless run', () => {
  let whole: Result;
  beforeAll(async () => {
    whole = await run(small);
  });

  test('gives the page’s numbers, every digit of them', async () => {
    expect(whole.csv.split('\n')).toHaveLength(22);
    expect(whole.csv).toBe(await pageCsv(small));
    expect(whole.outcome).toMatchObject({ state: 'finished', step: 20, divergence: null });
    expect(whole.outcome.summary).toMatchObject({ firstStep: 0, steps: 20 });
    expect(whole.outcome.summary.evaluations.map(({ step }) => step)).toEqual([6, 12, 18]);
  });

  test('goes on from where it was stopped, to the same weights', async () => {
    const stopped = await run(small, null, (step, stop) => step >= 5 && stop());
    expect(stopped.outcome.state).toBe('stopped');
    const { step } = stopped.outcome;
    expect(step).toBeGreaterThanOrEqual(5);
    expect(step).toBeLessThan(20);
    expect(stopped.csv).toBe(
      `${whole.csv
        .split('\n')
        .slice(0, step + 1)
        .join('\n')}\n`,
    );
    const resumed = await run(small, stopped.checkpoint);
    expect(resumed.outcome).toMatchObject({ state: 'finished', step: 20 });
    expect(tensorsOf(resumed)).toEqual(tensorsOf(whole));
    expect(resumed.outcome.summary.firstStep).toBe(step);
  });

  test('goes on at the very step before which weights are multiplied, to the same weights', async () => {
    const part = await run({ ...small, steps: RESCALED });
    expect(tensorsOf(await run(small, part.checkpoint))).toEqual(tensorsOf(whole));
  });

  test('multiplies weights exactly before the step of the event, and lets the schedule move lr and weight decay', () => {
    const [names, ...rows] = whole.csv
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const column = (name: string) => rows.map((row) => Number(row[names!.indexOf(name)]));
    const norms = column('conv1.w_norm');
    const ratios = norms.slice(1).map((norm, index) => norm / norms[index]!);
    expect(ratios.findIndex((ratio) => ratio < 0.6)).toBe(RESCALED - 1);
    const config = runConfigSchema.parse(small);
    const expected = rows.map((_, step) => scheduledAt(config, step));
    expect(column('lr')).toEqual(expected.map(({ learningRate }) => Math.fround(learningRate)));
    expect(column('weight_decay')).toEqual(expected.map(({ weightDecay }) => Math.fround(weightDecay)));
  });

  test('writes a row every so many steps, in the order of the files if asked', async () => {
    const { csv } = await run({
      ...small,
      data: { subset: 64, order: 'sequential', normalisation: { mean: 0, deviation: 1 } },
      telemetryInterval: 5,
    });
    const steps = csv
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => Number.parseInt(row, 10));
    expect(steps).toEqual([0, 5, 10, 15]);
    expect(whole.csv).not.toContain(csv.split('\n')[1]);
  });

  test('that diverges says where, with its rows up to there and the last good state', async () => {
    const { outcome, csv, checkpoint } = await run({
      ...small,
      network: { channels: [4, 8, 8], batchNorm: false },
      events: [{ step: 3, field: 'learningRate', value: 10 }],
      schedule: {},
      testInterval: 1000,
      steps: 200,
    });
    expect(outcome.state).toBe('diverged');
    const step = outcome.divergence?.step ?? -1;
    expect(step).toBeGreaterThan(3);
    expect(csv.trimEnd().split('\n')).toHaveLength(step + 1);
    expect(readCheckpoint(checkpoint, 'test').run?.step).toBe(outcome.step);
  });

  test('that cannot be computed throws what is wrong', async () => {
    await expect(run({ ...small, batchSize: 100 })).rejects.toMatchObject({ code: 'BATCH_LARGER_THAN_SET' });
    const other = { ...small, network: { channels: [4, 8, 9] as [number, number, number] } };
    await expect(run(other, whole.checkpoint)).rejects.toMatchObject({ code: 'CHECKPOINT_TENSOR' });
  });
});
