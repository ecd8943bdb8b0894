/** The verdict on twins that were made up: agrees with exact ones, and only with those. */
import { describe, expect, test } from 'vitest';
import { checksOf, type Distances } from './equivalent-hyper-parameters';

const grown = (start: number, growth: number) => ({
  loss: Array.from({ length: 200 }, (_, step) => Math.min(0.1, start * growth ** step)),
  angle: [],
});
const still = (value: number) => ({ loss: [0, value], angle: [0, value] });

/** In float32 strangers after some 50 steps, and in some of the forks at once. */
const single = (start: number) => ({
  twins: [grown(start, 1.2)],
  copies: [grown(1e-7, 1.2)],
  forks: [start, start, start, 1e-4, 1e-3].map(still),
});

/** As exact twins come out. */
const exact: Distances = {
  growingRate: still(1e-14),
  scaled: still(1e-15),
  withEpsilon: still(1e-2),
  otherProduct: still(0.1),
  single: {
    growingRate: single(3e-7),
    scaled: single(1e-7),
  },
};

const agrees = (distances: Distances) => checksOf(distances).every((check) => check.agrees);

test('exact twins agree', () => {
  expect(agrees(exact)).toBe(true);
});

describe('what must not agree', () => {
  test.each<[string, Partial<Distances>]>([
    ['losses that part in float64', { growingRate: { loss: [0, 1e-9], angle: [0] } }],
    ['directions that part in float64', { scaled: { loss: [0], angle: [0, 1e-9] } }],
    ['a loss that is not a number', { scaled: { loss: [Number.NaN], angle: [0] } }],
    ['an ε that changes nothing', { withEpsilon: still(1e-9) }],
    ['another ηλ that changes nothing', { otherProduct: still(1e-9) }],
    ['twins that part at once in float32', { single: { ...exact.single, scaled: single(3e-5) } }],
    [
      'forks that diverge in float32',
      {
        single: {
          ...exact.single,
          scaled: { ...exact.single.scaled, forks: [still(1e-9), still(Number.NaN)] },
        },
      },
    ],
    ['no twins in float32', { single: { ...exact.single, scaled: { twins: [], copies: [], forks: [] } } }],
  ])('%s', (_, change) => {
    expect(agrees({ ...exact, ...change })).toBe(false);
  });
});
