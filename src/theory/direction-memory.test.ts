import { expect, test } from 'vitest';
import { directionCorrelation, netAngle } from './direction-memory';
import { equilibriumNorm } from './equilibrium';
import { SphereWalk } from './testing/sphere-walk';

test.each([0, 0.9])('the walk forgets its direction as the autoregression says (momentum %f)', (momentum) => {
  const hyper = { learningRate: 0.1, weightDecay: 0.05 * (1 - momentum), momentum };
  const walk = new SphereWalk({ seed: 61, filters: 800, dimension: 32, norm: equilibriumNorm(hyper, 1) });
  walk.average(60, hyper);
  const start = walk.weights.slice();
  const norms = start.reduce((total, value) => total + value ** 2, 0);
  for (let n = 1; n <= 200; n++) {
    walk.step(hyper);
    if (![1, 5, 20, 80, 200].includes(n)) continue;
    let dot = 0;
    let normsNow = 0;
    for (let i = 0; i < start.length; i++) {
      dot += start[i]! * walk.weights[i]!;
      normsNow += walk.weights[i]! ** 2;
    }
    const expected = directionCorrelation(hyper, n);
    expect(Math.abs(dot / Math.sqrt(norms * normsNow) - expected)).toBeLessThan(0.05 * (1 - expected));
  }
  expect(directionCorrelation(hyper, 200)).toBeCloseTo(Math.exp(-1), 1);
  expect(netAngle(hyper, 0)).toBe(0);
});
