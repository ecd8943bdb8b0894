/**
 * How far a float32 result may lie from the exact one: bounds from the operands and the length of a sum, so that no
 * tolerance is a chosen number. A kernel that stays inside did its arithmetic right; one that drops or repeats a term
 * misses by that term.
 */
import { expect } from 'vitest';
import { roundings } from '../../theory/rounding';
import { noteBoundRatio } from './oracle-table';

export {
  DIVISION_ERROR,
  likelyRoundings,
  roundings,
  SQUARE_ROOT_ERROR,
  ULP,
  UNIT_ROUNDOFF,
} from '../../theory/rounding';

/** WGSL lets an implementation flush what is smaller to zero. */
export const SMALLEST_NORMAL = 2 ** -126;

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
