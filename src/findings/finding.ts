/** What a finding is: a claim of the theory, the experiment that tests it, and what comes of it. */
import type { Check } from './check';
import type { TrainingRecord } from './training-record';
import type { TrainingSpec } from './training-spec';

export const FINDING_IDS = [
  'equilibrium',
  'equilibrium-norm',
  'no-vanishing-gradients',
  'learning-rate-cut',
  'linear-scaling',
  'sharp-minima',
  'equivalent-hyper-parameters',
  'failures',
  'published-recipes',
] as const;
export type FindingId = (typeof FINDING_IDS)[number];

/** Data sets that the findings are tested on. */
export const FINDING_DATA_SOURCES = ['glyphs', 'fashion-mnist'] as const;
export type FindingDataSource = (typeof FINDING_DATA_SOURCES)[number];

export interface FindingOptions {
  readonly seed: number;
  readonly dataSource: FindingDataSource;
  /** Break the engine or a setting behind the prediction's back: the finding must come out as "does not agree". */
  readonly sabotage: boolean;
}

export interface ChartAxis {
  readonly label: string;
  readonly logarithmic: boolean;
  /** How far a logarithmic one reaches below its largest value at most, where that is not what charts do anyway. */
  readonly decades?: number;
}

export interface ChartSeries {
  readonly name: string;
  readonly role: 'measured' | 'theory' | 'control';
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What a finding shows. */
export interface Chart {
  readonly title: string;
  readonly kind: 'lines' | 'scatter';
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
}

export interface FindingResult {
  readonly checks: readonly Check[];
  readonly charts: readonly Chart[];
  /** Every check agrees. */
  readonly agrees: boolean;
}

export interface FindingContext {
  /**
   * Says how many steps all trainings of the finding will make together: `progress` follows by itself from then on.
   */
  expectSteps(total: number): void;
  /** Trains and records; rejects when the signal aborts. A run that diverges ends early, see `TrainingRecord`. */
  train(spec: TrainingSpec): Promise<TrainingRecord>;
  /** For findings that do not train. */
  progress(done: number, total: number, what: string): void;
  /**
   * To be called whenever there is more to see, if only of the training under way: charts are made when they are shown,
   * which may be after the next training has begun.
   */
  draw(charts: () => readonly Chart[]): void;
  readonly signal: AbortSignal;
}

export interface Finding {
  readonly id: FindingId;
  /** As in the gallery, from 1. */
  readonly number: number;
  /** `gpu`: trains, and so needs WebGPU. */
  readonly runs: 'gpu' | 'anywhere';
  run(context: FindingContext, options: FindingOptions): Promise<FindingResult>;
}

/** The verdict of these checks: a finding without any proves nothing, and does not agree. */
export function resultOf(checks: readonly Check[], charts: readonly Chart[]): FindingResult {
  return { checks, charts, agrees: checks.length > 0 && checks.every((check) => check.agrees) };
}
