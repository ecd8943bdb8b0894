/** A stretch of finding 1 that is short enough for every test run: it agrees, and its sabotage does not. */
import { expect, it } from 'vitest';
import { settledChecks } from './equilibrium-checks';
import { type EquilibriumRun, GRID, specOf } from './equilibrium-runs';
import { testContext } from './testing/finding-run';

/** The grid's fastest: τ = 12.5 steps. */
const run: EquilibriumRun = { ...GRID[3]!, steps: 240, window: { from: 120, to: 240 } };

it.each([false, true])('sabotage %s', async (sabotage) => {
  const { train } = await testContext();
  const spec = specOf(run, { seed: 1, dataSource: 'glyphs', sabotage });
  const checks = settledChecks({ run, record: await train({ name: 'test', ...spec }) });
  const table = checks.map(({ name, predicted, measured }) => `${name}: ${predicted} ${measured}`).join('\n');
  expect(
    checks.map(({ agrees }) => agrees),
    table,
  ).toEqual(checks.map(() => !sabotage));
});
