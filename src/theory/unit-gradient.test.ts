import { expect, test } from 'vitest';
import { SphereWalk } from './testing/sphere-walk';
import { unitGradientSquared } from './unit-gradient';

test('h̃ averages to L for gradients uncorrelated in time', () => {
  const hyper = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
  const walk = new SphereWalk({ seed: 5, norm: 3, unitGradientSquared: 2.5 });
  expect(walk.average(300, hyper).drive).toBeCloseTo(2.5, 0);
});

test('both terms carry ‖w‖²', () => {
  expect(unitGradientSquared(4, 0.5, 0.9, -0.1)).toBeCloseTo(4 * 0.5 - 4 * 0.18, 12);
});
