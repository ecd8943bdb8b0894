/** The cases that the theory page tells apart. */
import { expect, it } from 'vitest';
import { heavyBall } from '../../../theory/hyper-parameters';
import { regimeOf, rings } from './regime';

const TYPICAL = { learningRate: 0.1, weightDecay: 5e-4, momentum: 0.9 };
const nesterov = { ...heavyBall, nesterov: true };

it('tells apart why there is no equilibrium', () => {
  expect(regimeOf(TYPICAL, heavyBall)).toBe('settles');
  expect(regimeOf({ ...TYPICAL, weightDecay: 0 }, heavyBall)).toBe('noDecay');
  expect(regimeOf(TYPICAL, { ...heavyBall, dampening: 1 })).toBe('noStep');
  expect(regimeOf({ ...TYPICAL, learningRate: 0 }, heavyBall)).toBe('noStep');
  expect(regimeOf({ ...TYPICAL, learningRate: 0, weightDecay: 0 }, heavyBall)).toBe('noStep');
  expect(regimeOf({ learningRate: 10, weightDecay: 1, momentum: 0.9 }, heavyBall)).toBe('unstable');
});

it('sees ringing with fast decay and momentum only', () => {
  const fast = { learningRate: 0.1, weightDecay: 0.02, momentum: 0.9 };
  expect(rings(fast, heavyBall)).toBe(true);
  expect(rings(TYPICAL, heavyBall)).toBe(false);
  expect(rings(fast, nesterov)).toBe(false);
  expect(rings(fast, { ...heavyBall, decoupled: true })).toBe(false);
  expect(rings(fast, { ...heavyBall, dampening: 0.5 })).toBe(true);
  expect(rings(fast, { ...heavyBall, dampening: 0.9 })).toBe(false);
  expect(rings({ learningRate: 1, weightDecay: 0.5, momentum: 0 }, heavyBall)).toBe(false);
  expect(rings({ learningRate: 10, weightDecay: 1, momentum: 0.9 }, heavyBall)).toBe(false);
});
