/** Which kernels a comparison is about. */
import { beforeEach, expect, test } from 'vitest';
import type { Kernel } from '../kernels/kernel';
import { forgetComparisons, noteBoundRatio, noteKernel, noteVariant } from './oracle-table';

beforeEach(forgetComparisons);

const ran = (...labels: string[]) => {
  for (const label of labels) noteKernel({ label } as Kernel);
};
const rowsOf = (what: string) => noteBoundRatio(what, 0.5).map((row) => `${row.row}: ${row.what}`);

test('each kernel has its own comparisons, not those of the next in the test', () => {
  ran('forward 2×3');
  expect(rowsOf('y')).toEqual(['forward: y']);
  ran('backward-data 2×3');
  expect(rowsOf('dx')).toEqual(['backward-data: dx']);
  expect(rowsOf('dx, added')).toEqual(['backward-data: dx, added']);
});

test('a kernel whose output is not compared has the comparison of what was made of it, and says so', () => {
  ran('statistics 4×4', 'coefficients 4×4');
  const both = ['statistics: mean through coefficients', 'coefficients: mean'];
  expect(rowsOf('mean')).toEqual(both);
  ran('activation 4×4');
  expect(rowsOf('y')).toEqual(['activation: y']);
});

test('a form has a row beside its kernel, until the next one', () => {
  noteVariant('sgd', 'threads-16');
  ran('sgd 1×1');
  expect(rowsOf('w')).toEqual(['sgd: w', 'sgd threads-16: w']);
  noteVariant('sgd', null);
  ran('sgd 1×1');
  expect(rowsOf('w')).toEqual(['sgd: w']);
});

test('what no kernel of its own made is about the whole step', () => {
  expect(noteBoundRatio('w', 0.1)).toMatchObject([{ row: 'w', table: 'The whole step against theory' }]);
});
