/** What computes a run: Chromium or Dawn in Node. Both are handed paths and run the same `runHeadless`. */
import type { RunConfig } from '../config/run-config';
import type { HeadlessOutcome, TakeReport } from './headless-run';

/** A run whose files lie on disk. */
export interface RuntimeJob {
  readonly config: RunConfig;
  readonly files: readonly string[];
  readonly checkpoint: string | null;
}

/** Throws a LabError where the runtime cannot be started or the run not be computed. */
export type Runtime = (job: RuntimeJob, take: TakeReport, signal: AbortSignal) => Promise<HeadlessOutcome>;
