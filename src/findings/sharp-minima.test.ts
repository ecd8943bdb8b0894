/** Finding 6 whatever the seed, and on a point that is moved without decay. */
import { describe, expect, it } from 'vitest';
import type { FindingContext } from './finding';
import { sharpMinima } from './sharp-minima';

const context = (): FindingContext => ({
  expectSteps: () => {},
  train: () => Promise.reject(new Error('nothing is trained')),
  progress: () => {},
  draw: () => {},
  signal: new AbortController().signal,
});
const options = { dataSource: 'glyphs', sabotage: false } as const;

describe('sharp minima', () => {
  it.each([1, 2, 3, 4, 5])('agree with seed %i', async (seed) => {
    const { checks, agrees } = await sharpMinima.run(context(), { ...options, seed });
    expect(checks.filter((check) => !check.agrees)).toEqual([]);
    expect(agrees).toBe(true);
    expect(checks.some(({ control }) => control)).toBe(true);
  });

  it('do not agree where the engine leaves the decay out', async () => {
    const { checks, agrees } = await sharpMinima.run(context(), { ...options, seed: 1, sabotage: true });
    expect(agrees).toBe(false);
    // The setting without decay is the same, and still breaks as it must.
    for (const check of checks.filter(({ control }) => control)) expect(check.agrees).toBe(true);
  });

  it('stop when told to', async () => {
    const controller = new AbortController();
    const stopped = sharpMinima.run({ ...context(), signal: controller.signal }, { ...options, seed: 1 });
    controller.abort();
    await expect(stopped).rejects.toThrow();
  });
});
