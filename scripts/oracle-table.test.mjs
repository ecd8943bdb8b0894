import { expect, test } from 'vitest';
import { missingRows, oracleTables } from './oracle-table.mjs';

test('one line per row, the worst comparison of it, the largest first', () => {
  const table = 'Kernels';
  const text = oracleTables([
    { table, row: 'small', what: 'y', ratio: 0.01 },
    { table, row: 'large', what: 'dx', ratio: 0.2 },
    { table, row: 'large', what: 'dw', ratio: 0.5 },
    { table: 'Other', row: 'w', what: 'w', ratio: 0 },
  ]);
  expect(text).toHaveLength(2);
  expect(text[0]?.split('\n')).toEqual([
    'Kernels (worst error / bound)',
    '    0.5000  large     2×  dw',
    '    0.0100  small     1×  y',
  ]);
  expect(text[1]).toContain('0.0000  w     1×');
});

test('a kernel without a comparison is missed, whatever others begin like it', () => {
  const rows = ['pooling-forward max', 'sgd nesterov', 'sgd threads-16'];
  const comparisons = rows.map((row) => ({ table: 'Kernels', row, what: 'y', ratio: 0 }));
  const expected = ['pooling-forward', 'pooling', 'sgd', 'sgd threads-16', 'sgd threads-64'];
  expect(missingRows(comparisons, expected)).toEqual(['pooling', 'sgd threads-64']);
});
