/** The table says what was found, and its columns line up. */
import { expect, it } from 'vitest';
import { between, within } from '../findings/check';
import { resultOf } from '../findings/finding';
import type { FindingEntry } from './findings-results';
import { checkRow, table, verdictReport } from './verdict-table';

const checks = [
  within({ name: 'angle', predicted: 0.02294, measured: 0.0231, uncertainty: 0.0004, share: 0.08 }),
  between({ name: 'share', measured: Number.NaN, from: 0, to: Number.POSITIVE_INFINITY, control: true }),
  between({ name: 'filters', predicted: 1000, measured: 425, from: 1, to: 1199, isCount: true }),
];
const entry: FindingEntry = {
  id: 'equilibrium',
  options: { seed: 3, dataSource: 'glyphs', sabotage: false },
  tune: false,
  result: resultOf(checks, []),
  adapter: null,
  seconds: 12.4,
};

it('shows predicted, measured, error, tolerance and verdict', () => {
  expect(checks.map(checkRow)).toEqual([
    ['angle', '0.02294', '0.02310 ± 4.0e−4', '±8 %', 'agrees'],
    ['share (must break)', '', '–', '0.00 … ∞', 'does not agree'],
    ['filters', '1,000', '425', '1 … 1,199', 'agrees'],
  ]);
});

it('sums up each finding', () => {
  const summary = verdictReport([entry]).split('\n')[4];
  expect(summary).toMatch(/^\| Equilibrium +\| glyphs +\| 3 +\| does not agree +\| 12 +\|$/);
});

it('pads to even columns and leaves no bar unescaped', () => {
  expect(table(['a', 'long'], [['wide', '|w|']]).split('\n')).toEqual([
    '| a    | long  |',
    '|------|-------|',
    '| wide | \\|w\\| |',
  ]);
});
