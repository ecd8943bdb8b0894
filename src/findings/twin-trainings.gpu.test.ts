/** Twins, their forks and a copy on the tests' device: those of the same ηλ stay together, others do not. */
import { expect, test } from 'vitest';
import { testContext } from './testing/finding-run';
import {
  constant,
  distancesInFloat32,
  FORK_STEPS,
  growing,
  SINGLE_STEPS,
  SINGLE_UPDATES,
  type SingleDistances,
  scaled,
} from './twin-trainings';

const HEAVY_BALL = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
const SGD = { learningRate: 0.5, weightDecay: 1e-2, momentum: 0 };

test.each([
  {
    name: 'without decay at a growing η',
    sides: [constant(SGD), growing(SGD)] as const,
    together: true,
  },
  {
    name: 'of the same ηλ',
    sides: [constant(HEAVY_BALL), scaled({ ...HEAVY_BALL, weightDecay: 5e-3 / 3 }, 3)] as const,
    together: true,
  },
  {
    name: 'of another ηλ',
    sides: [constant(HEAVY_BALL), scaled(HEAVY_BALL, 3)] as const,
    together: false,
  },
])('forks $name', async ({ sides, together }) => {
  const context = await testContext();
  let updates = 0;
  const seen: (() => SingleDistances)[] = [];
  const { twins, copies, forks } = await distancesInFloat32(
    {
      ...context,
      train: (spec) => {
        updates += spec.steps;
        return context.train(spec);
      },
    },
    { seed: 1, dataSource: 'glyphs', sabotage: false },
    sides,
    { pair: 'pair', copy: 'copy' },
    (distances) => seen.push(distances),
  );
  expect(updates).toBe(SINGLE_UPDATES);
  expect([...twins, ...copies].map(({ loss }) => loss.length)).toEqual([SINGLE_STEPS, SINGLE_STEPS]);
  expect(forks.map(({ loss }) => loss.length)).toEqual(
    Array.from({ length: SINGLE_STEPS / FORK_STEPS }, () => FORK_STEPS),
  );
  const apart = forks.filter(({ loss }) => !(Math.max(...loss) < 1e-5));
  if (together) expect(apart.length).toBeLessThan(forks.length / 2);
  else expect(apart).toHaveLength(forks.length);
  // It begins apart, but by rounding, and does not stay the same to the bit.
  expect(copies[0]!.loss[0]).toBeLessThan(1e-5);
  expect(Math.max(...copies[0]!.loss)).toBeGreaterThan(0);
  // What is drawn late is still of its own moment.
  expect(seen[0]!()).toEqual({ twins: [expect.anything()], copies: [], forks: [] });
  expect(seen.at(-1)!()).toEqual({ twins, copies, forks });
});
