/** What computes a run: Chromium or Dawn in Node. Both are handed paths and run the same `runHeadless`. */
import type { LaunchOptions } from 'playwright';
import type { RunConfig } from '../config/run-config';
import type { FindingView } from '../findings/training';
import type { FindingJob, FindingOutcome } from './finding-run';
import type { HeadlessOutcome, TakeReport } from './headless-run';

/** A run whose files lie on disk. */
export interface RuntimeJob {
  readonly config: RunConfig;
  readonly files: readonly string[];
  readonly checkpoint: string | null;
  readonly tune: boolean;
}

/** Throws a LabError where the runtime cannot be started or the run not be computed. */
export type Runtime = (job: RuntimeJob, take: TakeReport, signal: AbortSignal) => Promise<HeadlessOutcome>;

/** Computes a finding's verdict. @param files paths of the data set's; none where it is generated */
export type FindingRuntime = (
  job: FindingJob,
  files: readonly string[],
  view: Pick<FindingView, 'progress' | 'signal'>,
) => Promise<FindingOutcome>;

/** What the script that starts the runner knows and the runner does not. */
export interface Surroundings {
  readonly findChromiums: () => Promise<string[]>;
  readonly chromiumLaunchOptions: () => Promise<LaunchOptions>;
  /** Path of chromium-page.ts, bundled. */
  readonly pageScript: string;
  /** Changes when the runner's sources do. */
  readonly sources: string;
}
