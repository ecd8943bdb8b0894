import { describe, expect, test } from 'vitest';
import { stream } from '../../data/random';
import { median, medianInterval, summarise } from './statistics';

test('the median is the middle value, or the mean of the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow('No measurements');
});

test('a summary leaves the measurements as they are', () => {
  const values = [3, 1, 2];
  expect(summarise(values)).toEqual({ median: 2, least: 1, most: 3, count: 3 });
  expect(values).toEqual([3, 1, 2]);
});

describe('medianInterval', () => {
  test('of 20 values lies between the 6th and the 15th, as in tables of the sign test', () => {
    const interval = medianInterval(Array.from({ length: 20 }, (_, k) => 20 - k));
    expect(interval).toMatchObject({ low: 6, high: 15 });
    expect(interval.coverage).toBeCloseTo(0.9586, 4);
  });

  test('six values are the fewest for 95 %', () => {
    expect(medianInterval([1, 2, 3, 4, 5, 6])).toMatchObject({ low: 1, high: 6 });
    expect(() => medianInterval([1, 2, 3, 4, 5])).toThrow('too few');
  });

  test('covers the median of a skewed distribution as often as it says', () => {
    const random = stream(1, 'skewed');
    let covered = 0;
    const runs = 4000;
    for (let run = 0; run < runs; run++) {
      const { low, high } = medianInterval(Array.from({ length: 20 }, () => Math.exp(2 * random.gaussian())));
      covered += Number(low <= 1 && 1 <= high);
    }
    // Six standard errors of a share of 0.9586 in so many runs.
    expect(Math.abs(covered / runs - 0.9586)).toBeLessThan(6 * Math.sqrt((0.9586 * 0.0414) / runs));
  });
});
