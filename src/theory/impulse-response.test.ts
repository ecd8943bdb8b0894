import { expect, test } from 'vitest';
import { heavyBall } from './hyper-parameters';
import { impulseResponse } from './impulse-response';

test.each([
  ['heavy ball', 0.9, heavyBall],
  ['SGD', 0, heavyBall],
  ['dampened', 0.7, { ...heavyBall, dampening: 0.4 }],
  ['Nesterov', 0.9, { ...heavyBall, nesterov: true }],
] as const)('sums the steps that one gradient causes: %s', (_name, momentum, rule) => {
  let buffer = 0;
  let sum = 0;
  let energy = 0;
  for (let t = 0; t < 400; t++) {
    const gradient = t === 0 ? 1 : 0;
    buffer = momentum * buffer + (1 - rule.dampening) * gradient;
    const move = rule.nesterov ? gradient + momentum * buffer : buffer;
    sum += move;
    energy += move ** 2;
  }
  expect(impulseResponse(momentum, rule).sum).toBeCloseTo(sum, 12);
  expect(impulseResponse(momentum, rule).energy).toBeCloseTo(energy, 12);
});
