/** What the page shows: the state that `Lab` keeps and components subscribe to. */
import type { LabErrorData } from '../config/lab-error';
import { DEFAULT_RUN_CONFIG, type HyperParameterValues, type RunConfig } from '../config/run-config';
import { scheduled } from '../config/schedule';
import type { AdapterReport } from '../engine/gpu/device';
import type { StepProfile } from '../engine/profile/step-profile';
import type { KernelChoice } from '../engine/tuning/kernel-choice';
import type { ProfileProgress, RunDescription, RunState } from './protocol';
import type { RunRecord } from './run-record';

export interface Progress {
  readonly task: 'data' | 'timing' | 'kernels' | 'download';
  readonly done: number;
  /** null while unknown. */
  readonly total: number | null;
}

/** A state that can be returned to. */
export interface KeptCheckpoint {
  readonly id: number;
  /** Updates applied. */
  readonly step: number;
  readonly hyperParameters: HyperParameterValues;
  readonly network: RunConfig['network'];
  /** The checkpoint's file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the charts and the sphere show of a run. */
export interface Selection {
  /** Index into `run.tensors`. */
  readonly tensor: number;
  /** Indexes among that tensor's filters, starting at 0. */
  readonly filters: readonly number[];
}

export interface LabState {
  readonly adapter: AdapterReport | null;
  readonly runState: RunState;
  /** The run at work, null before the first is open. */
  readonly run: RunDescription | null;
  /** What is known of its steps. It grows in place: read it again whenever `revision` changes. */
  readonly record: RunRecord | null;
  /** Futures of the same run that were left by returning to a checkpoint, the newest first. */
  readonly earlier: readonly RunRecord[];
  /** The oldest first. */
  readonly checkpoints: readonly KeptCheckpoint[];
  /** Rises at most four times a second, when `record` has changed. */
  readonly revision: number;
  /** Number of steps finished. */
  readonly step: number;
  /** Over the last two seconds; null when the run stands still. */
  readonly stepsPerSecond: number | null;
  /** Averages over the last steps, so that the numbers can be read; null before the first step. */
  readonly loss: number | null;
  readonly accuracy: number | null;
  /** What the three sliders stand at; acts at the run's next submit. */
  readonly hyperParameters: HyperParameterValues;
  /** The settings that the controls show. What differs from `run.config` waits for `apply`. */
  readonly staged: RunConfig;
  /** Whether a run that was asked for is being made ready, be it new or from a checkpoint. */
  readonly opening: boolean;
  /** The last thing that went wrong, until it is dismissed or a run opens. */
  readonly error: LabErrorData | null;
  /** Why nothing goes on, until a run opens: no lesser error takes its place. */
  readonly failure: LabErrorData | null;
  /** What is worth knowing of the data that were opened last, e.g. that a test set was held out. */
  readonly notices: readonly string[];
  /** What is being made ready or fetched, null when nothing is. */
  readonly progress: Progress | null;
  /** The newest profile of the run's kernels, null before the first. */
  readonly profile: StepProfile | null;
  /** Where the profile stands that is being made, null when none is. */
  readonly profiling: ProfileProgress | null;
  /** Which form of a kernel the run has in each case, and why. */
  readonly kernelChoices: readonly KernelChoice[];
  /** Whether new runs choose their kernels by timing them. */
  readonly timesKernels: boolean;
  readonly selection: Selection;
  /** The step under the cursor of all charts, null when there is none. */
  readonly cursorStep: number | null;
}

export const INITIAL_LAB_STATE: LabState = {
  adapter: null,
  runState: 'preparing',
  run: null,
  record: null,
  earlier: [],
  checkpoints: [],
  revision: 0,
  step: 0,
  stepsPerSecond: null,
  loss: null,
  accuracy: null,
  hyperParameters: hyperParametersOf(DEFAULT_RUN_CONFIG),
  staged: DEFAULT_RUN_CONFIG,
  opening: false,
  error: null,
  failure: null,
  notices: [],
  progress: null,
  profile: null,
  profiling: null,
  kernelChoices: [],
  timesKernels: true,
  selection: { tensor: 0, filters: [] },
  cursorStep: null,
};

/** The state once no error stands any more. */
export const NO_ERROR = { error: null, failure: null } as const satisfies Partial<LabState>;

/**
 * What an error makes of the state: nothing if it only says that a download was stopped, or that there is no run where a
 * failure says why.
 */
export function withError(state: LabState, error: LabErrorData, isFatal = false): Partial<LabState> {
  if (isFatal) return { failure: error };
  if (error.code === 'DOWNLOAD_ABORTED' || (error.code === 'NO_RUN' && state.failure)) return {};
  return { error };
}

/** The hyper-parameters of the run's next step: what its schedule makes of the sliders; without a run the sliders'. */
export function presentHyperParameters({
  run,
  hyperParameters,
  step,
}: Pick<LabState, 'run' | 'hyperParameters' | 'step'>): HyperParameterValues {
  return run ? scheduled(run.config, hyperParameters, step) : hyperParameters;
}

/** The hyper-parameters that a config starts with. */
export function hyperParametersOf({ optimizer }: RunConfig): HyperParameterValues {
  const { learningRate, weightDecay, momentum } = optimizer;
  return { learningRate, weightDecay, momentum };
}
