import { describe, expect, test } from 'vitest';
import { ringingThreshold, slowestNormMode } from './ringing';
import { SphereWalk } from './testing/sphere-walk';

describe('ringing', () => {
  test.each([0.5, 0.9, 0.95, 0.99])(
    'the threshold is where the modes turn complex (momentum %f)',
    (momentum) => {
      const periodAt = (intrinsicRate: number) =>
        slowestNormMode({ learningRate: 0.1, weightDecay: 10 * intrinsicRate * (1 - momentum), momentum })
          .period;
      const threshold = ringingThreshold(momentum);
      expect(periodAt(0.95 * threshold)).toBe(Number.POSITIVE_INFINITY);
      expect(periodAt(1.05 * threshold)).toBeLessThan(Number.POSITIVE_INFINITY);
    },
  );

  test('far below the threshold the rate is 4X, far above −½ ln α', () => {
    expect(slowestNormMode({ learningRate: 0.1, weightDecay: 1e-4, momentum: 0.9 }).decayRate).toBeCloseTo(
      4e-4,
      5,
    );
    expect(slowestNormMode({ learningRate: 0.1, weightDecay: 0.1, momentum: 0.9 }).decayRate).toBeCloseTo(
      -Math.log(0.9) / 2,
      4,
    );
    expect(slowestNormMode({ learningRate: 0.1, weightDecay: 0.01, momentum: 0 }).decayRate).toBeCloseTo(
      4e-3,
      4,
    );
  });

  test('the walk swings with the predicted period', () => {
    const hyper = { learningRate: 0.1, weightDecay: 0.1, momentum: 0.9 };
    const walk = new SphereWalk({ seed: 11, filters: 600, norm: 2 });
    const norms = Array.from({ length: 90 }, () => walk.step(hyper).normSquared);
    const rest = walk.average(100, hyper).normSquared;
    // crossings of the resting value in one direction are one period apart
    const falls: number[] = [];
    for (let t = 1; t < norms.length; t++) if (norms[t - 1]! > rest && norms[t]! <= rest) falls.push(t);
    expect(falls.length).toBeGreaterThanOrEqual(2);
    const period = falls[1]! - falls[0]!;
    expect(Math.abs(period - slowestNormMode(hyper).period)).toBeLessThan(5);
  });
});
