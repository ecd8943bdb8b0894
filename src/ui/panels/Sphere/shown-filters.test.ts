import { expect, it } from 'vitest';
import { MOST_FILTERS, shownFilters } from './shown-filters';

const alive = (count: number) => Array.from({ length: count }, () => false);

it('spreads six live filters over the layer', () => {
  const dead = alive(12).with(0, true);
  const shown = shownFilters([], dead);
  expect(shown).toHaveLength(6);
  expect(shown).not.toContain(0);
  expect(new Set(shown).size).toBe(6);
  expect(shown.at(-1)).toBeGreaterThan(8);
});

it('shows all where there are few, none where none lives', () => {
  expect(shownFilters([], alive(3))).toEqual([0, 1, 2]);
  expect(shownFilters([], [true, true])).toEqual([]);
});

it('shows the chosen ones, dead or not, as far as the layer has them', () => {
  expect(shownFilters([1, 7, 40], alive(32).with(7, true))).toEqual([1, 7]);
  expect(
    shownFilters(
      Array.from({ length: 30 }, (_, i) => i),
      alive(32),
    ),
  ).toHaveLength(MOST_FILTERS);
});
