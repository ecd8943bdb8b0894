/** Points stand in the middle of the stretch that they average. */
import { expect, test } from 'vitest';
import { averagedPoints, level } from './chart-points';

test('a point for each whole stretch', () => {
  const column = Float64Array.of(1, 3, 5, 7, 100);
  expect(averagedPoints(column, { length: 2 })).toEqual([
    [1, 2],
    [3, 6],
  ]);
  expect(averagedPoints(column, { length: 2, start: -10, spacing: 16, finish: Math.sqrt })).toEqual([
    [6, Math.SQRT2],
    [38, Math.sqrt(6)],
  ]);
});

test('a level spans the chart', () => {
  expect(level('AU*', 0.1, 700)).toEqual({
    name: 'AU*',
    role: 'theory',
    points: [
      [0, 0.1],
      [700, 0.1],
    ],
  });
});
