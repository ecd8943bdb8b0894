/** The verdict on made-up failures: agrees where the theory fails as it must, and only there. */
import { describe, expect, test } from 'vitest';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { checksOf } from './failure-checks';
import type { FailureRecords } from './failure-runs';
import { madeRecord } from './testing/made-record';

const sgd = equilibriumAngularUpdate({ learningRate: 0.5, weightDecay: 1e-2, momentum: 0 });
const heavyBall = { learningRate: 0.1, weightDecay: 1e-2, momentum: 0.9 };
const target = equilibriumAngularUpdate(heavyBall);
/** −ln a per step, a the larger root of z² − (1+α−ηλ)z + α = 0: decay alone. */
const sum = 1.9 - 1e-3;
const shrinking = -Math.log((sum + Math.sqrt(sum ** 2 - 3.6)) / 2);

const bursts = (step: number) => (step % 10 === 0 ? 2 : 0.1) * sgd;
/** ⟨w,g⟩ that acts as `share` of λ, on weights of norm 2. */
const radial = (share: number, angle: number) =>
  madeRecord({
    steps: 600,
    layers: {
      angularUpdate: () => angle * target,
      norm: () => 2,
      gradientNorm: () => 1,
      weightGradient: () => share * 1e-2 * 4,
    },
  });
/** Three filters of each layer turn; the others get no gradient. */
const dying = (rate: number, angle: number, gradient: number) =>
  madeRecord({
    steps: 500,
    layers: {},
    filters: {
      live: { angularUpdate: () => target, norm: () => 1, gradientNorm: () => 1 },
      others: {
        angularUpdate: () => angle * target,
        norm: (step) => Math.exp(-rate * step),
        gradientNorm: () => gradient,
      },
    },
  });

const asItMust: FailureRecords = {
  fullBatch: madeRecord({ steps: 1000, layers: { angularUpdate: bursts } }),
  largeEpsilon: radial(-0.19, 0.9),
  deadFilters: dying(shrinking, 0.01, 0),
};
const agrees = (records: FailureRecords) => checksOf(records).every((check) => check.agrees);

test('failures as the theory has them agree', () => {
  expect(checksOf(asItMust).filter((check) => !check.agrees)).toEqual([]);
});

test('a dead filter that has come back by the end has shrunk before', () => {
  const free = (step: number) => (step < 350 ? 0.01 : 1) * target;
  const norm = (step: number) => Math.exp(-shrinking * Math.min(step, 350));
  const deadFilters = madeRecord({
    steps: 500,
    layers: {},
    filters: {
      live: { angularUpdate: () => target, norm: () => 1, gradientNorm: () => 1 },
      others: { angularUpdate: free, norm, gradientNorm: () => 0 },
    },
  });
  expect(agrees({ ...asItMust, deadFilters })).toBe(true);
});

describe('what must not agree', () => {
  test.each<[string, Partial<FailureRecords>]>([
    [
      'an equilibrium on the full batch',
      { fullBatch: madeRecord({ steps: 1000, layers: { angularUpdate: () => sgd } }) },
    ],
    [
      'an angle that is low without bursts',
      { fullBatch: madeRecord({ steps: 1000, layers: { angularUpdate: () => 0.1 * sgd } }) },
    ],
    ['a gradient that stays orthogonal', { largeEpsilon: radial(0, 1) }],
    ['an angle that the radial gradient does not explain', { largeEpsilon: radial(-0.19, 1.1) }],
    ['no dead filter', { deadFilters: dying(0, 1, 1) }],
    ['dead filters that turn', { deadFilters: dying(shrinking, 1, 0) }],
    ['dead filters that stay as long as they are', { deadFilters: dying(0, 0.01, 0) }],
  ])('%s', (_, change) => {
    expect(agrees({ ...asItMust, ...change })).toBe(false);
  });
});
