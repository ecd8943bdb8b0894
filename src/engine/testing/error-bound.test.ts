import { describe, expect, test } from 'vitest';
import { stream } from '../../data/random';
import { boundRatio, expectWithin, likelyRoundings, roundings, sumBound, UNIT_ROUNDOFF } from './error-bound';
import { magnitudes, operands } from './operands';

/** Σ a·b, every product and every addition rounded to float32. */
function float32Sum(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => Math.fround(sum + Math.fround(value * b[k]!)), 0);
}

const exactSum = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

describe('sumBound', () => {
  test.each([1, 7, 64, 1000])('holds for sums of %i products of all sizes', (terms) => {
    const random = stream(3, `sums of ${terms}`);
    for (let run = 0; run < 50; run++) {
      const a = operands(random, terms, 'wide');
      const b = operands(random, terms, 'wide');
      const bound = sumBound(terms, exactSum(magnitudes(a), magnitudes(b)));
      expectWithin([float32Sum(a, b)], [exactSum(a, b)], [bound], 'sum');
    }
  });

  test('is small enough to see that one term of 1000 is missing', () => {
    const random = stream(3, 'missing term');
    const a = operands(random, 1000);
    const b = operands(random, 1000);
    const bound = sumBound(1000, exactSum(magnitudes(a), magnitudes(b)));
    const without = float32Sum(a.subarray(1), b.subarray(1));
    expect(boundRatio([without], [exactSum(a, b)], [bound]).ratio).toBeGreaterThan(1);
  });

  test('a sum of zeros must be exact', () => {
    expect(sumBound(9, 0)).toBe(0);
    expect(boundRatio([1e-40], [0], [0]).ratio).toBe(Number.POSITIVE_INFINITY);
    expect(boundRatio([0], [0], [0])).toEqual({ ratio: 0, index: -1 });
  });
});

test('one rounding is half a unit in the last place, and many add up', () => {
  expect(roundings(1)).toBeCloseTo(UNIT_ROUNDOFF, 14);
  expect(roundings(1000)).toBeGreaterThan(1000 * UNIT_ROUNDOFF);
});

test('the likely bound holds for random sums of 4000 products and is ten times below the sure one', () => {
  expect(likelyRoundings(4000)).toBeLessThan(roundings(4000) / 10);
  const random = stream(3, 'likely');
  for (let run = 0; run < 20; run++) {
    const a = operands(random, 4000);
    const b = operands(random, 4000);
    const bound = likelyRoundings(4000) * exactSum(magnitudes(a), magnitudes(b));
    expectWithin([float32Sum(a, b)], [exactSum(a, b)], [bound], 'sum');
  }
});

test('boundRatio finds the worst value, NaN and missing values', () => {
  expect(boundRatio([1, 2.5, 3], [1, 2, 3], [1, 1, 1])).toEqual({ ratio: 0.5, index: 1 });
  expect(boundRatio([1, Number.NaN], [1, 2], [1, 1])).toEqual({ ratio: Number.POSITIVE_INFINITY, index: 1 });
  expect(boundRatio([1], [1, 2], [1, 1]).ratio).toBe(Number.POSITIVE_INFINITY);
  expect(() => expectWithin([1], [2], [0.5], 'x')).toThrow(/x\[0\]: 1 instead of 2/);
});
