/** What the bench finds out, as it is written to `results/<adapter>.json`. */
import type { Limit } from '../src/engine/profile/bound';
import type { Accesses, Loads } from '../src/engine/profile/count-accesses';
import type { AdapterRates } from '../src/engine/profile/probes/adapter-rates';
import type { Summary } from '../src/engine/tuning/statistics';

/** Our name among the contestants. */
export const OURS = 'SMD Lab';

/** Its rates are those of the first, full run of the probes. */
export interface BenchResults extends Partial<KernelRates> {
  readonly empty_dispatch_us?: number;
  readonly probes?: AdapterRates['probes'];
  readonly adapter: string;
  readonly runtime: string;
  /** PyTorch's version and device, where it was compared with. */
  readonly pytorch?: string;
  /** When it was measured, ISO 8601. */
  readonly date: string;
  readonly cases?: readonly CaseResult[];
  /** What the kernels are held against: by the case, measured again in the same rounds as its kernels. */
  readonly kernel_rates?: Readonly<Record<string, KernelRates>>;
  /** The convolutions. */
  readonly kernels?: readonly KernelResult[];
  /** What else a step dispatches, the dense layer's convolutions too. */
  readonly other_kernels?: readonly KernelResult[];
  readonly telemetry_overhead?: TelemetryOverhead;
  readonly cost?: readonly CostRow[];
}

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
  /** Peers that do not run here, with the reason. */
  readonly absent: Readonly<Record<string, string>>;
  readonly spread: Readonly<Record<string, StepTimes>>;
  /** On the same machine outside the browser, afterwards. */
  readonly pytorch?: Readonly<Record<string, StepTimes>>;
}

/** The time of a step over all windows, ms. */
export interface StepTimes extends Summary {
  readonly steps_per_window: number;
  readonly first_losses: readonly number[];
  /** Largest difference to our first losses; null where one is missing or not finite. */
  readonly loss_difference: number | null;
}

export interface KernelRates {
  readonly peak_gflops: number;
  readonly load_rates: AdapterRates['loadRates'];
  readonly store_rates: AdapterRates['storeRates'];
  /** How much of multiply-adds and loads from storage can be done at once, 0 to 1. */
  readonly overlap: number;
  /** How much of loads and stores can be done at once, 0 to 1. */
  readonly store_overlap: number;
}

export interface KernelResult {
  readonly name: string;
  readonly shape: string;
  readonly variant: string;
  /** Median time of a dispatch. */
  readonly ms: number;
  readonly spread_ms: readonly [least: number, most: number];
  /** Of what the formula needs: nothing for taps that lie in the padding. */
  readonly gflops: number;
  /** Its bound over its time; more than 1 means that a probe is wrong. */
  readonly fraction: number;
  /** The same with a bound that takes all its parts to hide behind the longest, on every adapter. */
  readonly fraction_of_largest: number;
  /** What takes longest of its bound. */
  readonly limit: Limit;
  readonly bound_ms: Readonly<Record<Limit, number>>;
  /** Words loaded, all threads together, by the kind of the load. */
  readonly loads: Loads;
  readonly stores: Accesses['stores'];
}

export interface TelemetryOverhead {
  readonly case: string;
  /** Median over the pairs of time with measurements / time without − 1. */
  readonly fraction: number;
  /** Covers the median with the probability `coverage`, 95 % or more. */
  readonly interval: readonly [low: number, high: number];
  readonly coverage: number;
  readonly pairs: number;
  readonly steps_per_window: number;
}

export interface CostRow {
  readonly network: string;
  readonly channels: readonly number[];
  readonly batch: number;
  readonly images: string;
  readonly steps_per_second: number;
  readonly ms: number;
  readonly spread_ms: readonly [least: number, most: number];
  readonly gflop_per_step: number;
  readonly dispatches: number;
  /** Of 50 000 images, from the time of a step; null where the images are not CIFAR's. */
  readonly epoch_seconds: number | null;
}
