import { expect, it } from 'vitest';
import { linearAxis, logarithmicAxis } from './axis';
import { linePath } from './line-path';

const area = { width: 100, height: 50 };
const steps = linearAxis(0, 10, 5);

it('goes from the lower left to the upper right', () => {
  const points = [
    { step: 0, value: 0 },
    { step: 5, value: 1 },
    { step: 10, value: 2 },
  ];
  expect(linePath({ points }, area, steps, linearAxis(0, 2, 2))).toBe('M0,50L50,25L100,0');
  expect(linePath({ points, steps: true }, area, steps, linearAxis(0, 2, 2))).toBe('M0,50H50V25H100V0');
});

it('has gaps where there is no value, and where a logarithm has none', () => {
  const points = [0.1, null, 0.01, 0, 1].map((value, step) => ({ step, value }));
  expect(linePath({ points }, area, steps, logarithmicAxis(0.01, 1, 2))).toBe('M0,25M20,50M40,0');
});
