/** A run's life on a real adapter: every step reported once, moves at their steps, pauses, lost devices, divergence. */
import { expect, test } from 'vitest';
import { opened, small, steps } from './testing/session-double';

test('reports the adapter and the run, and every step once and in order', async () => {
  const session = await opened();
  expect(session.of('adapter')[0]?.adapter.software).toBeTypeOf('boolean');
  const { run } = session.of('opened')[0]!;
  expect(run.tensors.map(({ name }) => name)).toContain('conv1.weight');
  expect(run.parameterCount).toBe(9 * (4 + 32 + 64) + 2 * 20 + 80 + 10);
  await steps(session, 25);
  expect(session.losses()).toHaveLength(25);
  expect(session.losses().every(Number.isFinite)).toBe(true);
});

test('a moved slider acts at the step that the event names, and replays to the same bits', async () => {
  const first = await opened();
  await steps(first, 10);
  await first.send({ type: 'set', field: 'learningRate', value: 0.03 });
  await steps(first, 10);
  const { event } = first.of('event')[0]!;
  expect(event).toEqual({ step: 10, field: 'learningRate', value: 0.03 });
  const rates = first.of('steps').flatMap(({ batch }) => [...batch.learningRate]);
  expect(rates.slice(9, 11)).toEqual([Math.fround(0.1), Math.fround(0.03)]);

  const replay = await opened({ ...small, events: [event] });
  await steps(replay, 20);
  expect(replay.losses()).toEqual(first.losses());
});

test('a slider moved during training acts exactly at the step that its event names', async () => {
  const session = await opened();
  await session.send({ type: 'train' });
  await session.until(() => session.of('steps').length > 3);
  await session.send({ type: 'set', field: 'learningRate', value: 0.03 });
  const moved = session.of('event')[0]!.event;
  await session.until(() => session.losses().length > moved.step + 3);
  await session.send({ type: 'pause' });
  const rates = session.of('steps').flatMap(({ batch }) => [...batch.learningRate]);
  expect(rates[moved.step - 1]).toBe(Math.fround(0.1));
  expect(rates[moved.step]).toBe(Math.fround(0.03));
});

test('says that it is paused once every step up to there is reported', async () => {
  const session = await opened();
  await session.send({ type: 'train' });
  await session.until(() => session.of('steps').length > 3);
  const paused = session.untilState('paused');
  await session.send({ type: 'pause' });
  await paused;
  const { step } = session.of('state').at(-1)!;
  expect(session.losses()).toHaveLength(step);
  await steps(session, 1);
  expect(session.losses()).toHaveLength(step + 1);
});

test('reset keeps the moved hyper-parameters and starts from the same weights', async () => {
  const session = await opened();
  await steps(session, 5);
  await session.send({ type: 'set', field: 'momentum', value: 0.5 });
  await session.send({ type: 'reset', request: 2 });
  const { run } = session.of('opened')[1]!;
  expect(run.config.optimizer.momentum).toBe(0.5);
  expect(run.config.events).toEqual([]);
  const before = session.losses();
  session.reports.length = 0;
  await steps(session, 1);
  expect(session.losses()[0]).toBe(before[0]);
});

test('a lost device is rebuilt and the run goes on to the same bits', async () => {
  const undisturbed = await opened();
  await steps(undisturbed, 12);
  const session = await opened(small, navigator.gpu);
  await steps(session, 6);
  const recovered = session.untilState('paused');
  await session.send({ type: 'loseDevice' });
  await recovered;
  expect(session.of('state').map(({ state }) => state)).toContain('recovering');
  expect(session.of('adapter')).toHaveLength(2);
  await steps(session, 12 - session.losses().length);
  expect(session.losses()).toEqual(undisturbed.losses());
});

test('a device lost while training is rebuilt and training goes on', async () => {
  const session = await opened(small, navigator.gpu);
  await session.send({ type: 'train' });
  await session.until(() => session.of('steps').length > 2);
  await session.send({ type: 'loseDevice' });
  await session.until(() => session.of('rewind').length > 0);
  const seen = session.reports.length;
  await session.until(() => session.reports.slice(seen).some(({ type }) => type === 'steps'));
  await session.send({ type: 'pause' });
  expect(session.of('error')).toEqual([]);
});

test('a run that diverges stops, names step and place, and holds its last good state', async () => {
  const session = await opened({ ...small, network: { channels: [4, 8, 8], batchNorm: false } });
  await steps(session, 3);
  await session.send({ type: 'set', field: 'learningRate', value: 10 });
  await session.send({ type: 'train' });
  await session.until(() => session.of('error').length > 0);
  const [{ error, fatal } = { error: undefined, fatal: true }] = session.of('error');
  expect(fatal).toBe(false);
  expect(error?.code).toBe('DIVERGED');
  expect(error?.message).toMatch(/^Step \d+ is not finite/);
  expect(session.of('state').at(-1)).toEqual({ type: 'state', state: 'diverged', step: 0 });
  await session.send({ type: 'set', field: 'learningRate', value: 0.01 });
  await steps(session, 4);
  expect(session.losses()).toHaveLength(4);
  expect(session.losses().every(Number.isFinite)).toBe(true);
});
