import { describe, expect, test } from 'vitest';
import { equilibriumNorm } from './equilibrium';
import type { HyperParameters } from './hyper-parameters';
import { scaled, scalingRatios, smallOverLargeStep, smallOverLargeTrajectory } from './linear-scaling';
import { SphereWalk } from './testing/sphere-walk';

const base: HyperParameters = { learningRate: 0.05, weightDecay: 2e-3, momentum: 0.9 };

function settledWalk(hyper: HyperParameters, unitGradientSquared: number, seed: number): SphereWalk {
  const walk = new SphereWalk({
    seed,
    filters: 400,
    norm: equilibriumNorm(hyper, unitGradientSquared),
    unitGradientSquared,
  });
  walk.average(100, hyper);
  return walk;
}

/** √ of the mean squared angle between the weights now and n steps later. */
function turned(walk: SphereWalk, hyper: HyperParameters, steps: number): number {
  const { filters, dimension } = walk;
  const start = walk.weights.slice();
  for (let t = 0; t < steps; t++) walk.step(hyper);
  let total = 0;
  for (let filter = 0; filter < filters; filter++) {
    let dot = 0;
    let a = 0;
    let b = 0;
    for (let i = filter * dimension; i < (filter + 1) * dimension; i++) {
      dot += start[i]! * walk.weights[i]!;
      a += start[i]! ** 2;
      b += walk.weights[i]! ** 2;
    }
    total += Math.acos(dot / Math.sqrt(a * b)) ** 2 / filters;
  }
  return Math.sqrt(total);
}

describe('(η, batch) → (kη, k·batch)', () => {
  test.each([4, 16])(
    'noise: k = %d leaves the norm, the path and the turn per sample as they should be',
    (k) => {
      const small = settledWalk(base, 1, 71);
      const large = settledWalk(scaled(base, k), 1 / k, 72);
      const perSmall = small.average(320, base);
      const perLarge = large.average(320 / 4, scaled(base, k));
      const ratios = scalingRatios(k);
      const anglePerStep = Math.sqrt(perLarge.angleSquared / perSmall.angleSquared);
      expect(Math.abs(anglePerStep / ratios.angularUpdate - 1)).toBeLessThan(0.03);
      expect(Math.sqrt(perLarge.normSquared / perSmall.normSquared)).toBeCloseTo(ratios.equilibriumNorm, 1.4);
      expect(anglePerStep / k).toBeCloseTo(ratios.pathPerEpoch, 1.5);
      expect(anglePerStep ** 2 / k).toBeCloseTo(ratios.squaredAnglePerEpoch, 1);
    },
  );

  test('k small steps against one large: momentum delays the turn', () => {
    for (const k of [2, 8, 32]) {
      const small = settledWalk(base, 1, 73);
      const large = settledWalk(scaled(base, k), 1 / k, 74);
      const ratio = turned(small, base, k) / turned(large, scaled(base, k), 1);
      expect(Math.abs(ratio / smallOverLargeStep(base, k) - 1)).toBeLessThan(0.06);
    }
    expect(smallOverLargeStep({ ...base, momentum: 0 }, 8)).toBeCloseTo(1, 3);
    expect(smallOverLargeStep({ ...base, weightDecay: 1e-7 }, 2000)).toBeCloseTo(Math.sqrt(19), 1);
  });

  test('over many samples both turn alike', () => {
    const k = 4;
    const small = settledWalk(base, 1, 75);
    const large = settledWalk(scaled(base, k), 1 / k, 76);
    const ratio = turned(small, base, 160) / turned(large, scaled(base, k), 160 / k);
    expect(Math.abs(ratio / smallOverLargeTrajectory(base, k, 160) - 1)).toBeLessThan(0.05);
    expect(smallOverLargeTrajectory(base, k, 1600)).toBeCloseTo(1, 1);
  });

  test('signal: the norm grows as k^¼', () => {
    expect(scalingRatios(16, 0).equilibriumNorm).toBeCloseTo(2, 12);
    const hyper = scaled(base, 4);
    const norm = settledWalk(hyper, 1, 77).average(200, hyper).normFourth ** 0.25;
    const before = settledWalk(base, 1, 78).average(200, base).normFourth ** 0.25;
    expect(norm / before).toBeCloseTo(scalingRatios(4, 0).equilibriumNorm, 1.4);
  });
});
