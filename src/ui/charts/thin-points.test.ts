import { expect, it } from 'vitest';
import { thinPoints } from './thin-points';

const points = (count: number) => Array.from({ length: count }, (_, step) => ({ step, value: step }));

it('keeps few points as they are', () => {
  expect(thinPoints([])).toEqual([]);
  expect(thinPoints(points(299))).toEqual(points(299));
});

it('keeps at most as many as asked, the first and the last among them', () => {
  for (const count of [300, 301, 1199, 100_000]) {
    const thin = thinPoints(points(count));
    expect(thin.length).toBeLessThanOrEqual(300);
    expect(thin.length).toBeGreaterThan(100);
    expect(thin[0]?.step).toBe(0);
    expect(thin.at(-1)?.step).toBe(count - 1);
  }
});
