/** Which form a case's timings speak for. */
import { median, medianInterval } from './statistics';

/** Times of the forms of one case. */
export interface CaseTimings {
  /** Of the code that was timed: other code must be timed again. */
  readonly fingerprint: string;
  /**
   * ms by form, a value per round: values at the same place were measured side by side. A form that was dropped early
   * has fewer; one that the device can't run is missing.
   */
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

/** Rounds in which every form is timed once. Fewer than 6 give no interval of 95 % for the median. */
export const ROUNDS = 7;

/**
 * The fastest form that beats the default by more than the noise, else the default: the 95 % interval of its time over
 * the default's, round by round, must lie below 1. So forms that are equally fast do not take turns from one timing to
 * the next, and a machine that is slow for a while is so for both.
 */
export function chooseByTiming({ samples }: CaseTimings, preset: string): string {
  const ofDefault = samples[preset];
  if (!ofDefault || ofDefault.length < ROUNDS) return preset;
  const faster = Object.entries(samples).filter(
    ([, times]) =>
      times.length === ofDefault.length &&
      medianInterval(times.map((time, round) => time / ofDefault[round]!)).high < 1,
  );
  const [winner] = faster.sort(([, a], [, b]) => median(a) - median(b));
  return winner?.[0] ?? preset;
}
