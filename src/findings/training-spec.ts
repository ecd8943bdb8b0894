/** What a finding asks to be trained. */
import type { RescaleFactors } from '../config/rescale';
import type { RunConfigInput } from '../config/run-config';
import type { TrainerState } from '../engine/trainer-state';
import type { TrainingRecord } from './training-record';

export interface TrainingSpec {
  /** What it is called while it runs. */
  readonly name: string;
  /** Schedule and events act; the number of steps is the one below. */
  readonly config: RunConfigInput;
  /** Updates to make. */
  readonly steps: number;
  /**
   * State to go on from: of the same seed, batch size and data the batches are those that would have followed it there.
   * Other batch sizes: set its `step` to where in the new batches it stands.
   */
  readonly from?: TrainerState;
  /** Multiplies the weights under BatchNorm, and what belongs to them, before the first step. */
  readonly rescale?: RescaleFactors;
  /** Numbers of updates after which the state is kept in the record, counted as `TrainerState.step` is. */
  readonly keepStateAt?: readonly number[];
  /** Do not record the filters: for many steps. */
  readonly withoutFilters?: boolean;
  /** Called as the record grows, for charts that live. */
  readonly onSteps?: (record: TrainingRecord) => void;
}
