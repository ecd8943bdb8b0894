import { describe, expect, test } from 'vitest';
import { equilibriumAngularUpdate, equilibriumNorm } from './equilibrium';
import { heavyBall } from './hyper-parameters';
import { SphereWalk } from './testing/sphere-walk';
import {
  angularUpdateAt,
  angularUpdateOfNorm,
  angularUpdateWithoutDecay,
  relaxedRatio,
  stepsUntilWithin,
} from './transient';

const sgd = { learningRate: 0.5, weightDecay: 1e-2, momentum: 0 };
// One step's RMS over 400 filters in 24 dimensions scatters by 1 % (SGD)
const walkFrom = (norm: number, seed = 21) => new SphereWalk({ seed, filters: 400, dimension: 24, norm });

describe('approach to equilibrium', () => {
  test.each([0.6, 1.6])('closed form from %f times the equilibrium norm', (factor) => {
    const walk = walkFrom(factor * equilibriumNorm(sgd, 1));
    const start = equilibriumAngularUpdate(sgd) / factor ** 2;
    for (let t = 0; t < 200; t++) {
      const measured = Math.sqrt(walk.step(sgd).angleSquared);
      if (t % 20 === 0) {
        // the angle's own curvature (tan against angle) is 2 % at the largest AU here
        expect(Math.abs(measured / angularUpdateAt(sgd, start, t) - 1)).toBeLessThan(0.045);
      }
    }
  });

  test.each([0.7, 1.4])('at the counted step AU is 5 percent off (norm × %f)', (factor) => {
    const startRatio = factor ** -2;
    const steps = stepsUntilWithin(sgd, startRatio);
    expect(Math.abs(relaxedRatio(sgd, startRatio, steps) - 1)).toBeCloseTo(0.05, 10);
    const walk = new SphereWalk({
      seed: 22,
      filters: 800,
      dimension: 32,
      norm: factor * equilibriumNorm(sgd, 1),
    });
    walk.average(Math.round(steps) - 8, sgd);
    const ratio = Math.sqrt(walk.average(16, sgd).angleSquared) / equilibriumAngularUpdate(sgd);
    expect(Math.abs(ratio - 1)).toBeGreaterThan(0.03);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.07);
  });

  test('already there, and never there', () => {
    expect(stepsUntilWithin(sgd, 1.04)).toBe(0);
    expect(stepsUntilWithin({ ...sgd, weightDecay: 0 }, 3)).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    ['heavy ball', heavyBall],
    ['Nesterov', { ...heavyBall, nesterov: true }],
  ])('the norm gives the angle once the buffer is full: %s', (_name, rule) => {
    const hyper = { learningRate: 0.01, weightDecay: 0, momentum: 0.9 };
    const walk = new SphereWalk({ seed: 23, norm: 3, unitGradientSquared: 2 });
    walk.average(50, hyper, rule);
    const { angleSquared, normSquared } = walk.average(200, hyper, rule);
    expect(Math.sqrt(angleSquared) / angularUpdateOfNorm(hyper, 2, normSquared, rule)).toBeCloseTo(1, 1.8);
  });
});

describe('without decay', () => {
  test('SGD follows the law from its first angle on', () => {
    const hyper = { ...sgd, weightDecay: 0 };
    const walk = walkFrom(2, 24);
    const start = angularUpdateOfNorm(hyper, 1, 4);
    for (let t = 0; t < 400; t++) {
      const measured = Math.sqrt(walk.step(hyper).angleSquared);
      if (t % 50 === 0) expect(measured / angularUpdateWithoutDecay(0, start, t)).toBeCloseTo(1, 1.4);
    }
  });

  test('heavy ball reaches the limit law, whatever the learning rate', () => {
    for (const [learningRate, norm] of [
      [0.05, 2],
      [0.2, 4],
    ] as const) {
      const hyper = { learningRate, weightDecay: 0, momentum: 0.9 };
      const walk = new SphereWalk({ seed: 25, filters: 200, norm });
      walk.average(1500, hyper);
      const measured = Math.sqrt(walk.average(50, hyper).angleSquared);
      const law = angularUpdateWithoutDecay(0.9, Number.POSITIVE_INFINITY, 1525);
      expect(Math.abs(measured / law - 1)).toBeLessThan(0.04);
    }
  });
});
