/** What is said of repeated measurements: medians, spreads, and an interval that assumes no distribution. */

/** Ascending copy. Throws where there is nothing to say something of. */
function sorted(values: readonly number[]): number[] {
  if (values.length === 0) throw new Error('No measurements were made');
  return values.toSorted((a, b) => a - b);
}

export function median(values: readonly number[]): number {
  const ascending = sorted(values);
  const middle = Math.floor(ascending.length / 2);
  return ascending.length % 2 === 1 ? ascending[middle]! : (ascending[middle - 1]! + ascending[middle]!) / 2;
}

export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

export function summarise(values: readonly number[]): Summary {
  const ascending = sorted(values);
  return { median: median(values), least: ascending[0]!, most: ascending.at(-1)!, count: values.length };
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Probability with which it covers the median of the distribution; at least what was asked for. */
  readonly coverage: number;
}

/**
 * The interval between two order statistics that covers the distribution's median with at least this probability,
 * whatever the distribution: the number of values below the median is binomial(n, ½).
 * Throws where there are too few values for any such interval (fewer than 6 for 95 %).
 */
export function medianInterval(values: readonly number[], probability = 0.95): Interval {
  const ascending = sorted(values);
  const count = ascending.length;
  // P(fewer than k of n below the median), raised as long as both tails together stay small enough.
  let tail = 0;
  let term = 0.5 ** count;
  let cut = 0;
  while (2 * (tail + term) <= 1 - probability) {
    tail += term;
    term *= (count - cut) / (cut + 1);
    cut++;
  }
  if (cut === 0) throw new Error(`${count} measurements are too few for an interval of ${probability}`);
  return { low: ascending[cut - 1]!, high: ascending[count - cut]!, coverage: 1 - 2 * tail };
}
