/** The counters against the calls themselves, on the prototypes that every caller goes through. */
import { expect, test } from 'vitest';
import { createSmallTrainer } from '../testing/small-trainer';
import { testDevice } from '../testing/test-device';
import { GpuCounters } from './gpu-counters';

const CALLS = [
  ['dispatches', GPUComputePassEncoder.prototype, 'dispatchWorkgroups'],
  ['submits', GPUQueue.prototype, 'submit'],
  ['readbacks', GPUBuffer.prototype, 'mapAsync'],
] as const;

test('what is counted is what was called', async () => {
  const trainer = await createSmallTrainer();
  await trainer.settled();
  const counters = GpuCounters.of(await testDevice());
  const before = { ...counters };
  const called = { dispatches: 0, submits: 0, readbacks: 0 };
  const originals = CALLS.map(([name, prototype, method]) => {
    const original: unknown = Reflect.get(prototype, method);
    if (typeof original !== 'function') throw new Error(`${method} is missing`);
    const value = function (this: unknown, ...parameters: unknown[]): unknown {
      called[name]++;
      return Reflect.apply(original, this, parameters);
    };
    Object.defineProperty(prototype, method, { configurable: true, writable: true, value });
    return () =>
      Object.defineProperty(prototype, method, { configurable: true, writable: true, value: original });
  });
  try {
    await trainer.advance(3);
    await trainer.advance(1);
    await trainer.evaluate(20, 'running');
    await trainer.save();
    await trainer.settled();
  } finally {
    for (const restore of originals) restore();
  }
  expect(called.dispatches).toBeGreaterThan(4 * trainer.dispatchesPerStep);
  for (const name of ['dispatches', 'submits', 'readbacks'] as const)
    expect(counters[name] - before[name], name).toBe(called[name]);
  trainer.destroy();
});
