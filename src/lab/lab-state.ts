/** What the page shows: the state that `Lab` keeps and components subscribe to. */
import type { LabErrorData } from '../config/lab-error';
import { DEFAULT_RUN_CONFIG, type HyperParameterValues, type RunConfig } from '../config/run-config';
import type { AdapterReport } from '../engine/gpu/device';
import type { RunDescription, RunState } from './protocol';
import type { RunRecord } from './run-record';

export interface Progress {
  readonly task: 'data' | 'kernels' | 'download';
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
  /** The last thing that went wrong, until it is dismissed or a run opens. */
  readonly error: LabErrorData | null;
  /** What is being made ready or fetched, null when nothing is. */
  readonly progress: Progress | null;
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
  error: null,
  progress: null,
  selection: { tensor: 0, filters: [] },
  cursorStep: null,
};

/** The hyper-parameters that a config starts with. */
export function hyperParametersOf({ optimizer }: RunConfig): HyperParameterValues {
  const { learningRate, weightDecay, momentum } = optimizer;
  return { learningRate, weightDecay, momentum };
}
