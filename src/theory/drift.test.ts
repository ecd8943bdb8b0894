import { expect, test } from 'vitest';
import { angularUpdateWithDrift } from './drift';
import { equilibriumAngularUpdate } from './equilibrium';
import { heavyBall } from './hyper-parameters';
import { SphereWalk } from './testing/sphere-walk';

test.each([
  ['growing', 2e-3, heavyBall],
  ['shrinking', -5e-3, heavyBall],
  ['growing, Nesterov', 4e-3, { ...heavyBall, nesterov: true }],
])('a %s gradient moves AU off AU*, the drift law says by how much', (_name, rate, rule) => {
  const hyper = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
  const walk = new SphereWalk({ seed: 41, filters: 200, norm: 3 });
  let squares = 0;
  let start = 0;
  let end = 0;
  for (let t = 0; t < 700; t++) {
    walk.unitGradientSquared = Math.exp(rate * t);
    const measured = walk.step(hyper, rule);
    if (t === 300) start = measured.normSquared;
    if (t >= 300) squares += measured.angleSquared / 400;
    end = measured.normSquared;
  }
  const measured = Math.sqrt(squares);
  const drift = Math.log(end / start) / 399;
  expect(drift).toBeCloseTo(rate / 2, 3.3);
  expect(Math.abs(measured / angularUpdateWithDrift(hyper, drift, rule) - 1)).toBeLessThan(0.012);
  expect(Math.abs(measured / equilibriumAngularUpdate(hyper, rule) - 1)).toBeGreaterThan(0.03);
});

test('says nothing where the norm falls faster than decay alone can make it', () => {
  expect(angularUpdateWithDrift({ learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 }, -0.02)).toBeNaN();
});
