/** How much float32 arithmetic rounds: bounds from the number of operations, so that no tolerance is a chosen number. */

/** Largest relative error of one rounding to float32. */
export const UNIT_ROUNDOFF = 2 ** -24;

/** A unit in the last place is at most this share of the value; WGSL states its accuracies in such units. */
export const ULP = 2 ** -23;

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
