/** Finding 9: agrees as it is, and not with a doubled decay. */
import { expect, it } from 'vitest';
import type { FindingContext } from './finding';
import { publishedRecipes } from './published-recipes';

const context: FindingContext = {
  expectSteps: () => {},
  train: () => Promise.reject(new Error('nothing is trained')),
  progress: () => {},
  draw: () => {},
  signal: new AbortController().signal,
};

it('agrees, stage by stage', async () => {
  const { checks, agrees } = await publishedRecipes.run(context, {
    seed: 1,
    dataSource: 'glyphs',
    sabotage: false,
  });
  expect(checks.filter((check) => !check.agrees)).toEqual([]);
  expect(agrees).toBe(true);
  expect(checks.filter(({ control }) => control)).toHaveLength(5);
});

it('does not agree where the decay is doubled', async () => {
  const { checks, agrees } = await publishedRecipes.run(context, {
    seed: 1,
    dataSource: 'glyphs',
    sabotage: true,
  });
  expect(agrees).toBe(false);
  expect(checks.filter((check) => !check.agrees).length).toBeGreaterThan(5);
});
