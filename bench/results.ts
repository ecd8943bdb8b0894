/** What the bench finds out, as it is written to `results/<adapter>.json`. Times are in ms, rates in 10⁹ per second. */
import type { Summary } from './measure/statistics';

export interface CaseResult {
  readonly name: string;
  readonly batch: number;
  /** Median time of a training step. */
  readonly ours_ms: number;
  readonly peers: Readonly<Record<string, number>>;
  /** The fastest peer's time over ours; null where the case is void. */
  readonly ratio: number | null;
  readonly fastest_peer: string | null;
  /** Peers whose first losses are not ours: they make the case void. */
  readonly disagreeing: readonly string[];
  /** Peers that do not start here, with the reason. */
  readonly absent: Readonly<Record<string, string>>;
  readonly spread: Readonly<Record<string, StepTimes>>;
}

/** The time of a step over all windows. */
export interface StepTimes extends Summary {
  readonly steps_per_window: number;
  readonly first_losses: readonly number[];
  /** Largest difference to our first losses. */
  readonly loss_difference: number;
}

export interface BenchResults {
  readonly adapter: string;
  readonly cases?: readonly CaseResult[];
}
