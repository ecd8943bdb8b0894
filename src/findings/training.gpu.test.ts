/** Trainings of findings: what they record, and that a fork meets the batches that would have followed. */
import { expect, it } from 'vitest';
import type { RunConfigInput } from '../config/run-config';
import { testContext } from './testing/finding-run';
import { train as trainAborted } from './training';

const config: RunConfigInput = { network: { channels: [4, 4, 8], strides: [2, 2, 2] }, batchSize: 8 };
const name = 'test';

it('records every step, and goes on from a kept state as if nothing had been', async () => {
  const { train } = await testContext();
  const whole = await train({ name, config, steps: 12, keepStateAt: [7] });
  const fork = await train({ name, config, steps: 5, from: whole.states.get(7)! });
  expect([whole.count, fork.firstStep, fork.count]).toEqual([12, 7, 5]);
  expect(fork.column('conv2.weight', 'norm')).toEqual(whole.column('conv2.weight', 'norm').slice(7));
  expect(fork.stepColumn('loss')).toEqual(whole.stepColumn('loss').slice(7));
  const filter = [...fork.filterColumn('conv3.weight', 7, 'angularUpdate')];
  expect(filter).toEqual([...whole.filterColumn('conv3.weight', 7, 'angularUpdate')].slice(7));
  expect(whole.scaleInvariant.map((tensor) => tensor.name)).toEqual([
    'conv1.weight',
    'conv2.weight',
    'conv3.weight',
  ]);
});

it('multiplies weights before the first step: the loss stays, the norm does not', async () => {
  const { train } = await testContext();
  const whole = await train({ name, config, steps: 6, keepStateAt: [5] });
  const rescale = { weights: 2, momenta: 0.5, runningStatistics: 2 };
  const fork = await train({ name, config, steps: 1, from: whole.states.get(5)!, rescale });
  expect(fork.column('conv1.weight', 'norm')[0]! / whole.column('conv1.weight', 'norm')[5]!).toBeCloseTo(
    2,
    6,
  );
  expect(fork.stepColumn('loss')[0]! / whole.stepColumn('loss')[5]!).toBeCloseTo(1, 4);
});

it('ends where a value is not finite, and says where', async () => {
  const { train } = await testContext();
  const optimizer = { learningRate: 10, weightDecay: 1 };
  const record = await train({ name, config: { ...config, optimizer }, steps: 400 });
  expect(record.divergence).toMatchObject({ step: record.count });
  expect(record.stepColumn('loss').every(Number.isFinite)).toBe(true);
});

it('counts the steps of all trainings, and stops when it is asked to', async () => {
  const context = await testContext();
  const controller = new AbortController();
  controller.abort();
  context.expectSteps(4);
  await expect(
    trainAborted(
      { device: {} as GPUDevice, software: true, openData: () => Promise.reject(new Error('opened')) },
      { name, config, steps: 1 },
      controller.signal,
    ),
  ).rejects.toMatchObject({ name: 'AbortError' });
});
