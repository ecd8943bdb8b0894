/**
 * How far a float32 result may lie from the exact one: bounds from the operands and the length of a sum, so that no
 * tolerance is a chosen number. A kernel that stays inside did its arithmetic right; one that drops or repeats a term
 * misses by that term.
 */
import { expect } from 'vitest';
import { noteBoundRatio } from './oracle-table';

/** Largest relative error of one rounding to float32. */
export const UNIT_ROUNDOFF = 2 ** -24;

/** A unit in the last place is at most this share of the value; WGSL states its accuracies in such units. */
export const ULP = 2 ** -23;

/** WGSL lets an implementation flush what is smaller to zero. */
export const SMALLEST_NORMAL = 2 ** -126;

/** WGSL's accuracies, relative: x/y within 2.5 ULP; √x as 1/inverseSqrt(x), of which the one has 2.5 ULP and the other 2. */
export const DIVISION_ERROR = 2.5 * ULP;
export const SQUARE_ROOT_ERROR = 4.5 * ULP;

/** γₖ = k·u/(1 − k·u): bounds the relative error of k roundings in a row (Higham 2002, section 3.1). */
export function roundings(count: number): number {
  return (count * UNIT_ROUNDOFF) / (1 - count * UNIT_ROUNDOFF);
}

/**
 * 6·√k·u: what `roundings` becomes where errors of either sign are equally likely; exceeded with a probability of
 * 2·exp(−6²/2) = 3e-8 (Higham & Mary 2019, theorem 2.4). For results that are sums of sums, where the sure bound would
 * be too wide to see anything.
 */
export function likelyRoundings(count: number): number {
  return 6 * Math.sqrt(count) * UNIT_ROUNDOFF;
}

/**
 * Bounds the error of a sum of `terms` products, in whatever order and with or without fused multiply-add: a product
 * goes through its own rounding and at most terms − 1 additions.
 * @param magnitude sum of the products' absolute values
 */
export function sumBound(terms: number, magnitude: number): number {
  return magnitude === 0 ? 0 : roundings(terms) * magnitude + terms * SMALLEST_NORMAL;
}

/** Bounds of many sums of the same length. @param magnitudes as above, one per sum */
export function sumBounds(terms: number, magnitudes: Float64Array): Float64Array {
  return magnitudes.map((magnitude) => sumBound(terms, magnitude));
}

export interface BoundRatio {
  /** The largest |actual − expected| / bound: at most 1 where all is well; infinite where NaN, or not exact at bound 0. */
  readonly ratio: number;
  /** Where it is reached; −1 where everything is exact. */
  readonly index: number;
}

/** Compares value by value; the three have one length. */
export function boundRatio(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bounds: ArrayLike<number>,
): BoundRatio {
  if (actual.length !== expected.length || bounds.length !== expected.length)
    return { ratio: Number.POSITIVE_INFINITY, index: Math.min(actual.length, expected.length) };
  let worst: BoundRatio = { ratio: 0, index: -1 };
  for (let index = 0; index < expected.length; index++) {
    const error = Math.abs(actual[index]! - expected[index]!);
    if (error === 0) continue;
    const ratio = error / bounds[index]!;
    if (Number.isNaN(ratio)) return { ratio: Number.POSITIVE_INFINITY, index };
    if (ratio > worst.ratio) worst = { ratio, index };
  }
  return worst;
}

/** Fails the test where a value lies outside its bound, and names the worst one. */
export function expectWithin(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bounds: ArrayLike<number>,
  what: string,
): void {
  const { ratio, index } = boundRatio(actual, expected, bounds);
  noteBoundRatio(what, ratio);
  const place = `${what}[${index}]: ${actual[index]} instead of ${expected[index]} ± ${bounds[index]}`;
  expect(ratio, `${place}; error / bound`).toBeLessThanOrEqual(1);
}
