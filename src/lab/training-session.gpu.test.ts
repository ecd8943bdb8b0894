/** The worker's side without a worker: commands carried out on a real adapter, and their answers. */
import { expect, test } from 'vitest';
import { runConfigSchema } from '../config/run-config';
import { TENSOR_COLUMNS } from '../engine/telemetry/step-batch';
import { opened, small, steps } from './testing/session-double';

const NORM = TENSOR_COLUMNS.indexOf('norm');

test('measures the test accuracy at its interval', async () => {
  const session = await opened({ ...small, testInterval: 4 });
  await steps(session, 9);
  expect(session.of('evaluation').map(({ evaluation }) => evaluation.step)).toEqual([4, 8]);
  for (const { evaluation } of session.of('evaluation')) {
    expect(evaluation.accuracy).toBeGreaterThanOrEqual(0);
    expect(evaluation.accuracy).toBeLessThanOrEqual(1);
    expect(evaluation.runningLoss).toBeGreaterThan(0);
  }
});

test('a config that cannot be opened leaves the current run alone', async () => {
  const session = await opened();
  await steps(session, 2);
  await session.send({
    type: 'open',
    request: 2,
    config: runConfigSchema.parse({ ...small, batchSize: 100 }),
  });
  expect(session.of('error')[0]).toMatchObject({ request: 2, fatal: false });
  await steps(session, 2);
  expect(session.losses()).toHaveLength(4);
});

test('hands out logits and the ONNX model of the same step', async () => {
  const session = await opened();
  await steps(session, 2);
  await session.send({ type: 'infer', request: 5, images: 20 });
  const { inference } = session.of('inference')[0]!;
  expect(inference.step).toBe(2);
  expect(inference.logits).toHaveLength(200);
  expect(inference.images).toHaveLength(20 * 28 * 28);
  expect(inference.model.length).toBeGreaterThan(1000);
});

test('a saved run goes on in another session to the same bits, and exports every step since', async () => {
  const first = await opened(small);
  await steps(first, 5);
  await first.send({ type: 'set', field: 'learningRate', value: 0.03 });
  await steps(first, 1);
  await first.send({ type: 'save', request: 2 });
  const { bytes, step } = first.of('checkpoint')[0]!.checkpoint;
  expect(step).toBe(6);
  await steps(first, 5);

  const second = await opened({ ...small, seed: 3 });
  await second.send({ type: 'resume', request: 2, name: 'file', bytes: bytes.slice(), rescale: null });
  expect(second.of('opened').at(-1)).toMatchObject({
    request: 2,
    firstStep: 6,
    run: { config: { seed: 1 } },
  });
  second.reports.length = 0;
  await steps(second, 5);
  const losses = second.of('steps').flatMap(({ batch }) => [...batch.loss]);
  expect(losses).toEqual(first.losses().slice(6));

  await first.send({ type: 'export', request: 3, rows: true });
  await second.send({ type: 'export', request: 3, rows: true });
  const [all, since] = await Promise.all(
    [first, second].map(async (session) => {
      const text = await session.of('exported')[0]!.exported.csv!.text();
      return text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','));
    }),
  );
  // ‖w*‖ is an average since the first row: all else is the same.
  const compared = (line: readonly string[]) => line.filter((_, index) => !averaged.has(index));
  const averaged = new Set(
    all![0]!.flatMap((name, index) => (name.endsWith('w_norm_theory') ? [index] : [])),
  );
  expect(all).toHaveLength(12);
  expect(since!.slice(1).map(compared)).toEqual(all!.slice(7).map(compared));
});

test('a checkpoint of another network is refused, and the run goes on', async () => {
  const session = await opened();
  await steps(session, 2);
  await session.send({ type: 'save', request: 2 });
  const { bytes } = session.of('checkpoint')[0]!.checkpoint;
  const broken = bytes.slice(0, -4);
  await session.send({ type: 'resume', request: 3, name: 'broken', bytes: broken, rescale: null });
  expect(session.of('error')[0]).toMatchObject({ request: 3, fatal: false });
  await steps(session, 1);
  expect(session.losses()).toHaveLength(3);
});

test('a future with multiplied weights has them as an event, and replays to the same bits', async () => {
  const session = await opened();
  await steps(session, 2);
  await session.send({ type: 'save', request: 2 });
  const { bytes } = session.of('checkpoint')[0]!.checkpoint;
  const value = { weights: 0.5, momenta: 2, runningStatistics: 0.5 };
  await session.send({ type: 'resume', request: 3, name: 'file', bytes, rescale: value });
  const { config, tensors } = session.of('opened').at(-1)!.run;
  const event = { step: 2, field: 'rescale', value };
  expect(config.events).toEqual([event]);
  // Before the weights are multiplied, and after: the file is of this future either way.
  await session.send({ type: 'save', request: 4 });
  const parted = session.of('checkpoint')[1]!.checkpoint.bytes;
  await steps(session, 2);
  expect(session.of('event').map((report) => report.event)).toEqual([event]);
  const stepReports = session.of('steps').map(({ batch }) => batch);
  const norms = stepReports.flatMap(({ count, tensors: values }) =>
    Array.from({ length: count }, (_, step) => values[step * tensors.length * TENSOR_COLUMNS.length + NORM]!),
  );
  expect(norms[2]! / norms[1]!).toBeCloseTo(0.5, 1);
  const losses = stepReports.flatMap(({ loss }) => [...loss]);

  const replay = await opened({ ...small, events: config.events });
  await steps(replay, 4);
  expect(replay.losses()).toEqual(losses);

  const resumed = await opened({ ...small, seed: 3 });
  await resumed.send({ type: 'resume', request: 2, name: 'file', bytes: parted, rescale: null });
  await steps(resumed, 2);
  expect(resumed.of('steps').flatMap(({ batch }) => [...batch.loss])).toEqual(losses.slice(2));
});
