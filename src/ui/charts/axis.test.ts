import { describe, expect, it } from 'vitest';
import { axisPosition, axisValue, linearAxis, logarithmicAxis, stepAxis } from './axis';

describe('linear axis', () => {
  it('covers the values and ends on round numbers', () => {
    const axis = linearAxis(0.012, 0.0487, 5);
    expect([axis.minimum, axis.maximum]).toEqual([0.01, 0.05]);
    expect(axis.ticks).toEqual([0.01, 0.02, 0.03, 0.04, 0.05]);
  });

  it('has a range even where all values are one', () => {
    for (const value of [0, 3, -2]) {
      const axis = linearAxis(value, value, 4);
      expect(axis.maximum).toBeGreaterThan(axis.minimum);
    }
  });
});

describe('logarithmic axis', () => {
  it('covers the values for narrow and wide ranges, with ticks inside', () => {
    for (const [low, high] of [
      [0.021, 0.024],
      [0.003, 0.4],
      [1e-9, 3e-5],
      [0.02, 0.02],
    ] as const) {
      const axis = logarithmicAxis(low, high, 5);
      expect(axis.minimum).toBeLessThanOrEqual(low);
      expect(axis.maximum).toBeGreaterThanOrEqual(high);
      expect(axis.maximum).toBeGreaterThan(axis.minimum);
      expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
      expect(axis.ticks.length).toBeLessThanOrEqual(6);
    }
  });

  it('does not let one vanishing value take the room', () => {
    expect(logarithmicAxis(1e-40, 1, 6).minimum).toBeGreaterThan(1e-14);
  });
});

describe('step axis', () => {
  it('leaves room behind the last step and moves in jumps', () => {
    const ends = new Set<number>();
    for (let last = 1000; last < 1100; last++) {
      const axis = stepAxis(0, last, 6);
      expect(axis.maximum).toBeGreaterThan(last * 1.02);
      expect(axis.maximum).toBeLessThan(last * 1.15);
      ends.add(axis.maximum);
    }
    expect(ends.size).toBeLessThanOrEqual(3);
  });
});

it('turns values into positions and back', () => {
  for (const axis of [linearAxis(-1, 4, 5), logarithmicAxis(1e-4, 3, 5)]) {
    expect(axisPosition(axis, axis.minimum)).toBeCloseTo(0, 12);
    expect(axisPosition(axis, axis.maximum)).toBeCloseTo(1, 12);
    expect(axisPosition(axis, axisValue(axis, 0.37))).toBeCloseTo(0.37, 12);
  }
});
