/**
 * The messages between the page and the worker that trains. Commands go down, reports come up; a command that
 * expects an answer carries a request number, which the answer repeats.
 */
import type { LabErrorData } from '../config/lab-error';
import type { RescaleFactors } from '../config/rescale';
import type { HyperParameterName, RunConfig, RunEvent } from '../config/run-config';
import type { AdapterReport } from '../engine/gpu/device';
import type { GpuCounts } from '../engine/gpu/gpu-counters';
import type { StepProfile } from '../engine/profile/step-profile';
import type { StepBatch, TensorDescription } from '../engine/telemetry/step-batch';
import type { KernelChoice } from '../engine/tuning/kernel-choice';
import type { RowTable } from './exact-rows';

export type LabCommand =
  /** Make the run of this config ready, at step 0. The current run goes on if that fails. Events are replayed. */
  | {
      readonly type: 'open';
      readonly request: number;
      readonly config: RunConfig;
      readonly files?: readonly File[];
      /** `off` if absent. Holds for all runs to come of which no checkpoint says more. */
      readonly timing?: KernelTiming;
    }
  /** Stop timing kernels; what is not timed by then has its default form. */
  | { readonly type: 'skipTiming' }
  | { readonly type: 'train' }
  | { readonly type: 'pause' }
  /** Compute this many steps, then pause. */
  | { readonly type: 'step'; readonly count: number }
  /** Back to step 0 with the same config, as changed by the controls, and an empty list of events. */
  | { readonly type: 'reset'; readonly request: number }
  /** Acts at the next submit; reported back as an `event` with the step at which it did. */
  | { readonly type: 'set'; readonly field: HyperParameterName; readonly value: number }
  /** From the next submit on the sphere's reference is the present weight. */
  | { readonly type: 'setReference' }
  /** Hand out the present state as a checkpoint's file. */
  | { readonly type: 'save'; readonly request: number }
  /**
   * Make the run of a checkpoint's file ready, where it stands; of plain weights the present run's, at step 0. If asked,
   * the weights are multiplied before its next step, as an event of the run. The current run goes on if that fails.
   */
  | {
      readonly type: 'resume';
      readonly request: number;
      readonly name: string;
      readonly bytes: Uint8Array;
      readonly rescale: RescaleFactors | null;
    }
  /** Hand out what is known of the run besides its record; with `rows`, also every step as CSV. */
  | { readonly type: 'export'; readonly request: number; readonly rows: boolean }
  /** Hand out the run's rows as numbers, of fewer steps where all would take more than `limitBytes`. */
  | { readonly type: 'table'; readonly request: number; readonly limitBytes: number }
  /** Run a test batch through our kernels and hand out the ONNX model of the same weights. */
  | { readonly type: 'infer'; readonly request: number; readonly images: number }
  /** Time every kernel of the run's step; training waits meanwhile. */
  | { readonly type: 'profile'; readonly request: number }
  | { readonly type: 'cancelProfile' }
  /** Say what was sent to the GPU so far. */
  | { readonly type: 'count'; readonly request: number }
  /** Fetch Fashion-MNIST from its authors' repository into the browser's storage. */
  | { readonly type: 'download'; readonly request: number }
  | { readonly type: 'cancelDownload' }
  /** Destroy the GPU device, as a driver reset would: shows and tests the recovery. */
  | { readonly type: 'loseDevice' };

/** How kernels are chosen: by kind of adapter; by timing, remembered; by timing now, whatever is remembered. */
export type KernelTiming = 'off' | 'remembered' | 'anew';

export type RunState =
  /** No run yet: the adapter, the data or the pipelines are being made ready. */
  | 'preparing'
  | 'paused'
  | 'training'
  /** The device was lost; the run is being rebuilt from its last checkpoint. */
  | 'recovering'
  /** A value became NaN or infinite: the run stopped and holds its last good state. */
  | 'diverged'
  /** Cannot go on (no WebGPU, no adapter, recovery failed twice): see the error. */
  | 'failed';

/** What is known of a run once its plan is made. */
export interface RunDescription {
  readonly config: RunConfig;
  readonly dataSet: {
    readonly name: string;
    readonly classNames: readonly string[];
    readonly trainCount: number;
    readonly testCount: number;
    readonly channels: number;
    readonly height: number;
    readonly width: number;
  };
  readonly tensors: readonly TensorDescription[];
  /** Filters over all tensors, in the order of `StepBatch.filters`. */
  readonly filterCount: number;
  readonly parameterCount: number;
  /** Multiply-adds ×2 of one training step's convolutions and dense layer, forward and backward. */
  readonly flopPerStep: number;
  readonly gpuBytes: number;
  readonly dispatchesPerStep: number;
  /** The form of the kernel in each case that runs. */
  readonly variants: Readonly<Record<string, string>>;
}

export interface Evaluation {
  /** Number of updates applied before the measurement. */
  readonly step: number;
  /** With the statistics of the test batches themselves, as in training: how good the present weights are. */
  readonly loss: number;
  readonly accuracy: number;
  /** With running statistics, which lag behind the weights: what an exported model gives. */
  readonly runningLoss: number;
  readonly runningAccuracy: number;
  readonly images: number;
}

export interface InferenceReport {
  readonly step: number;
  readonly count: number;
  readonly classes: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [count][classes], from our own inference kernels. */
  readonly logits: Float32Array<ArrayBuffer>;
  /** [count][C][H][W], normalised: what both sides read. */
  readonly images: Float32Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly milliseconds: number;
  /** The network and weights as an ONNX model. */
  readonly model: Uint8Array<ArrayBuffer>;
}

export interface CheckpointReport {
  /** Updates applied. */
  readonly step: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ExportReport {
  /** null if no rows were asked for. */
  readonly csv: Blob | null;
  /** Only every so many steps have a row; 1 as long as memory lasts. */
  readonly stepsPerRow: number;
  /** The form of the kernel in each case that ran. */
  readonly variants: Readonly<Record<string, string>>;
}

/** Where a profile stands: the adapter's own rates are measured first, unless they are known. */
export interface ProfileProgress {
  readonly phase: 'rates' | 'kernels';
  readonly done: number;
  readonly total: number;
}

export interface CountReport extends GpuCounts {
  /** Of the run, submitted so far. */
  readonly steps: number;
  /** When they were read, ms on the worker's clock. */
  readonly time: number;
}

export type LabReport =
  | { readonly type: 'adapter'; readonly adapter: AdapterReport }
  /** `firstStep` of a run that goes on from a checkpoint, 0 if absent: nothing is known of the steps before. */
  | {
      readonly type: 'opened';
      readonly request: number;
      readonly run: RunDescription;
      readonly firstStep?: number;
    }
  /** Which forms the run at work has, and why: comes before its `opened`. */
  | { readonly type: 'kernelChoices'; readonly choices: readonly KernelChoice[] }
  | { readonly type: 'checkpoint'; readonly request: number; readonly checkpoint: CheckpointReport }
  | { readonly type: 'exported'; readonly request: number; readonly exported: ExportReport }
  | { readonly type: 'table'; readonly request: number; readonly table: RowTable }
  | { readonly type: 'state'; readonly state: RunState; readonly step: number }
  | { readonly type: 'steps'; readonly batch: StepBatch }
  | { readonly type: 'event'; readonly event: RunEvent }
  /** Steps from this one on are void (the run was rebuilt from an earlier checkpoint): drop what was recorded of them. */
  | { readonly type: 'rewind'; readonly step: number }
  /** The sphere's reference is the weight before this step. */
  | { readonly type: 'reference'; readonly step: number }
  | { readonly type: 'evaluation'; readonly evaluation: Evaluation }
  | { readonly type: 'inference'; readonly request: number; readonly inference: InferenceReport }
  | { readonly type: 'profiling'; readonly progress: ProfileProgress }
  /** null if it was cancelled. */
  | { readonly type: 'profiled'; readonly request: number; readonly profile: StepProfile | null }
  | { readonly type: 'counted'; readonly request: number; readonly counts: CountReport }
  /** `total` is null while unknown. */
  | {
      readonly type: 'progress';
      readonly task: 'data' | 'timing' | 'kernels' | 'download';
      readonly done: number;
      readonly total: number | null;
    }
  /** What the user should know of the data set, e.g. that a part was held out as the test set. */
  | { readonly type: 'notice'; readonly notices: readonly string[] }
  | { readonly type: 'downloaded'; readonly request: number }
  /** `request` names the command that failed, null if none did; `fatal` means that the run cannot go on. */
  | {
      readonly type: 'error';
      readonly request: number | null;
      readonly fatal: boolean;
      readonly error: LabErrorData;
    };
