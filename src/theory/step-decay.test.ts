import { describe, expect, test } from 'vitest';
import { equilibriumAngularUpdate, equilibriumNorm } from './equilibrium';
import { type HyperParameters, heavyBall, type UpdateRule } from './hyper-parameters';
import {
  coastingRatio,
  paperStepsAfterCut,
  ratioAfterCut,
  ratioAfterRescale,
  rescaleFactors,
  stepsAfterCut,
} from './step-decay';
import { SphereWalk } from './testing/sphere-walk';

const before: HyperParameters = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
const k = 10;
const after: HyperParameters = { ...before, learningRate: before.learningRate / k };
const newAngle = equilibriumAngularUpdate(after);

function settledWalk(seed: number, rule: UpdateRule = heavyBall): SphereWalk {
  const walk = new SphereWalk({ seed, filters: 600, norm: equilibriumNorm(before, 1) });
  walk.average(100, before, rule);
  return walk;
}

describe('after the learning rate is cut', () => {
  test('AU falls by k at once and climbs back to 1/√k', () => {
    const walk = settledWalk(51);
    for (let t = 0; t < 900; t++) {
      const ratio = Math.sqrt(walk.step(after).angleSquared) / newAngle;
      if ([0, 1, 5, 100, 300, 600, 899].includes(t)) {
        expect(Math.abs(ratio / ratioAfterCut(after, k, t) - 1)).toBeLessThan(0.06);
      }
    }
    expect(stepsAfterCut(after, k)).toBeCloseTo(Math.log(9 / 0.108) / (4 * 5e-4), -1);
    expect(ratioAfterCut(after, k, stepsAfterCut(after, k))).toBeCloseTo(0.95, 6);
    expect(ratioAfterCut(after, k, paperStepsAfterCut(after, k))).toBeCloseTo(1 / Math.sqrt(1.09), 6);
  });

  test('with the learning rate inside the buffer the old steps coast on', () => {
    const rule = { ...heavyBall, learningRateInBuffer: true };
    const walk = settledWalk(52, rule);
    const oldAngle = equilibriumAngularUpdate(before, rule);
    for (let n = 1; n <= 12; n++) {
      const ratio = Math.sqrt(walk.step(after, rule).angleSquared) / oldAngle;
      expect(Math.abs(ratio / coastingRatio(0.9, k, n) - 1)).toBeLessThan(0.06);
    }
  });

  test.each([
    ['scaled with k^¼', k ** 0.25],
    ['kept', 1],
    ['emptied', 0],
    ['scaled the wrong way', k ** -0.25],
  ])('rescaled weight, buffer %s', (_name, bufferFactor) => {
    const walk = settledWalk(53);
    walk.rescale(rescaleFactors(k).weight, bufferFactor);
    for (let n = 1; n <= 20; n++) {
      const ratio = Math.sqrt(walk.step(after).angleSquared) / newAngle;
      expect(Math.abs(ratio / ratioAfterRescale(0.9, k, n, bufferFactor) - 1)).toBeLessThan(0.05);
    }
  });

  test('the factors undo each other where the function must not change', () => {
    const { weight, buffer, runningMean, runningVariance } = rescaleFactors(16);
    expect([weight, buffer, runningMean, runningVariance]).toEqual([0.5, 2, 0.5, 0.25]);
  });
});
