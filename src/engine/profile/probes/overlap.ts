/**
 * How much of its multiply-adds a kernel can hide behind its loads. A GPU computes while it waits for memory; a processor
 * that stands in for one does both with the same units. Measured where both would take about equally long, since there it
 * matters most: the idea of the roofline's ceilings (Williams, Waterman and Patterson 2009, CACM 52(4)) and of the
 * execution-cache-memory model's part that does not overlap (Stengel, Treibig, Hager and Wellein 2015, ICS).
 */
import { median } from '../../tuning/statistics';
import { type LoadForm, loadProbe } from './loads';
import type { Probe } from './probe';

/** Time of the multiply-adds over that of the loads, were each at its best rate. */
const BALANCES = [0.5, 1, 2] as const;
const ACCUMULATORS = [4, 8, 12] as const;
/** Of multiply-adds a load: more code than this helps nobody. */
const MOST = 64;

export const MIXED_PROBES = BALANCES.length * ACCUMULATORS.length;

/** Multiply-adds and loads on their own, at their best; 10⁹ operations, or float32, per second. */
export interface BestRates {
  readonly multiplyAdd: number;
  readonly load: number;
}

export interface MixedProbe extends Probe {
  readonly multiplyAdds: number;
}

/** Probes that load and multiply in turn; at few multiply-adds some are alike. @param workgroups enough to fill the adapter */
export function mixedProbes(
  form: LoadForm,
  { multiplyAdd, load }: BestRates,
  workgroups: number,
): MixedProbe[] {
  const even = multiplyAdd / 2 / load;
  return BALANCES.flatMap((balance) => {
    const multiplyAdds = Math.min(MOST, Math.max(1, Math.round(even * balance)));
    return ACCUMULATORS.map((accumulators) => ({
      ...loadProbe(form, workgroups, { accumulators, multiplyAdds }),
      multiplyAdds,
    }));
  });
}

/** Rates of every round, in which all probes ran in turn: 10⁹ operations, or float32 loaded, per second. */
export interface RatesOfRounds {
  readonly multiplyAdd: readonly number[];
  readonly load: readonly number[];
}

/**
 * The part of the shorter of the two times that a mixed probe hid: 1 where a kernel takes as long as the longer
 * one, 0 where it takes their sum, or longer still. Compared round by round, so that a machine which changes its clock from
 * one to the next does not count.
 * @param alone multiply-adds and loads on their own  @param mixed the probe, its rates as long as theirs
 */
export function overlapOf(
  { multiplyAdd, load }: RatesOfRounds,
  { multiplyAdds, rates }: { readonly multiplyAdds: number; readonly rates: readonly number[] },
): number {
  return hiddenPart(
    rates.map((rate, round) => {
      // Of one value that is loaded: 2 operations per multiply-add, one of them an addition that the rate of loads holds.
      const computing = (2 * multiplyAdds - 1) / multiplyAdd[round]!;
      return [computing, 1 / load[round]!, (2 * multiplyAdds) / rate];
    }),
  );
}

/** Times of two things, each on its own, and of both together. */
type Times = readonly [first: number, second: number, both: number];

/** The part of the shorter time that is hidden, 0 to 1: the median over the rounds. */
export function hiddenPart(rounds: readonly Times[]): number {
  const hidden = rounds.map(([first, second, both]) => (first + second - both) / Math.min(first, second));
  return Math.min(1, Math.max(0, median(hidden)));
}
