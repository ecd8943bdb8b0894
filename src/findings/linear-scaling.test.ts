/** The verdict on made-up runs: agrees with what joint scaling keeps, and with nothing else. */
import { describe, expect, test } from 'vitest';
import { smallOverLargeTrajectory } from '../theory/linear-scaling';
import { checksOf, FACTORS, type Factor, type ScaledRun, type ScaledRuns } from './linear-scaling';

const base = { learningRate: 0.05, weightDecay: 1e-3, momentum: 0.9 };

function runs(change: (factor: Factor) => Partial<ScaledRun> = () => ({})): ScaledRuns {
  const [one, four, sixteen] = FACTORS.map((factor): ScaledRun => {
    const angle = 0.8 / smallOverLargeTrajectory(base, factor, 1536);
    return {
      squaredAngle: { mean: 5e-5 * factor, standardError: 1e-6 * factor },
      norms: [2, 4, 8],
      netAngles: [angle, angle, angle],
      ...change(factor),
    };
  });
  return { 1: one!, 4: four!, 16: sixteen! };
}

const agrees = (scaled: ScaledRuns) => checksOf(scaled).every((check) => check.agrees);

test('the theory itself agrees', () => {
  expect(agrees(runs())).toBe(true);
});

describe('what must not agree', () => {
  test.each<[string, (factor: Factor) => Partial<ScaledRun>]>([
    ['an angle per step that stays as it is', () => ({ squaredAngle: { mean: 5e-5, standardError: 0 } })],
    [
      'an angle per step that grows as k',
      (factor) => ({ squaredAngle: { mean: 5e-5 * factor ** 2, standardError: 0 } }),
    ],
    ['a norm that grows as k^¼', (factor) => ({ norms: [2, 4, 8].map((norm) => norm * factor ** 0.25) })],
    [
      'directions that turn more per sample',
      (factor) => ({ netAngles: [0.5, 0.5, 0.5].map((a) => a * factor ** 0.25) }),
    ],
    ['a run without numbers', () => ({ norms: [Number.NaN] })],
  ])('%s', (_, change) => {
    expect(agrees(runs(change))).toBe(false);
  });
});
