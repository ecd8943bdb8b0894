/** What a training of a finding has measured: every step, by tensor and by filter, in columns. */
import type { RunConfig } from '../config/run-config';
import type { Divergence } from '../engine/telemetry/finish-steps';
import {
  FILTER_COLUMNS,
  type FilterColumn,
  type StepBatch,
  TENSOR_COLUMNS,
  type TensorColumn,
  type TensorDescription,
} from '../engine/telemetry/step-batch';
import type { TrainerState } from '../engine/trainer-state';

const STEP_COLUMNS = ['loss', 'accuracy', 'learningRate', 'weightDecay', 'momentum'] as const;
/** What is measured once per step; hyper-parameters are those that the step was computed with. */
export type StepColumn = (typeof STEP_COLUMNS)[number];

interface Subject {
  readonly config: RunConfig;
  readonly tensors: readonly TensorDescription[];
  readonly filterCount: number;
  /** Index of the first step. */
  readonly firstStep: number;
  /** Steps that it is to have in the end. */
  readonly steps: number;
  /** Leave out the filters: `filterColumn` is empty then. */
  readonly withoutFilters: boolean;
}

export class TrainingRecord {
  /** What the engine was given. */
  readonly config: RunConfig;
  readonly tensors: readonly TensorDescription[];
  readonly firstStep: number;
  /** The states that were asked for, by the number of updates in them. */
  readonly states = new Map<number, TrainerState>();
  /** Weights and running statistics of those states, by PyTorch's names and in its order. */
  readonly tensorValues = new Map<number, ReadonlyMap<string, Float32Array>>();
  /** Where a value was not finite: the record ends before that step. */
  divergence: Divergence | null = null;
  private readonly filterCount: number;
  private readonly perStep: Readonly<Record<StepColumn, Float64Array>>;
  private readonly perTensor: Float64Array;
  private readonly perFilter: Float32Array;
  private recorded = 0;

  constructor({ config, tensors, filterCount, firstStep, steps, withoutFilters }: Subject) {
    this.config = config;
    this.tensors = tensors;
    this.firstStep = firstStep;
    this.filterCount = withoutFilters ? 0 : filterCount;
    const column = () => new Float64Array(steps);
    this.perStep = {
      loss: column(),
      accuracy: column(),
      learningRate: column(),
      weightDecay: column(),
      momentum: column(),
    };
    this.perTensor = new Float64Array(steps * tensors.length * TENSOR_COLUMNS.length);
    this.perFilter = new Float32Array(steps * this.filterCount * FILTER_COLUMNS.length);
  }

  /** Steps so far. */
  get count(): number {
    return this.recorded;
  }

  /** Convolutions in front of a BatchNorm: the tensors that the theory is about. */
  get scaleInvariant(): readonly TensorDescription[] {
    return this.tensors.filter((tensor) => tensor.scaleInvariant);
  }

  /** Takes the steps that follow those already there. */
  append(batch: StepBatch): void {
    for (const name of STEP_COLUMNS) this.perStep[name].set(batch[name], this.recorded);
    this.perTensor.set(batch.tensors, this.recorded * this.tensors.length * TENSOR_COLUMNS.length);
    if (this.filterCount > 0)
      this.perFilter.set(batch.filters, this.recorded * this.filterCount * FILTER_COLUMNS.length);
    this.recorded += batch.count;
  }

  /** A value of every step so far, [count]. */
  stepColumn(name: StepColumn): Float64Array {
    return this.perStep[name].slice(0, this.recorded);
  }

  /**
   * A tensor's value at every step so far, [count]; see `TENSOR_COLUMNS` for units.
   * @param tensor its PyTorch name, e.g. `conv1.weight`
   */
  column(tensor: string, name: TensorColumn): Float64Array {
    const stride = this.tensors.length * TENSOR_COLUMNS.length;
    const offset = this.position(tensor) * TENSOR_COLUMNS.length + TENSOR_COLUMNS.indexOf(name);
    return Float64Array.from({ length: this.recorded }, (_, step) => this.perTensor[step * stride + offset]!);
  }

  /**
   * A filter's value at every step so far, [count]; see `FILTER_COLUMNS` for units.
   * @param filter output channel of the tensor, from 0
   */
  filterColumn(tensor: string, filter: number, name: FilterColumn): Float64Array {
    const { firstFilter, filterCount } = this.tensors[this.position(tensor)]!;
    if (filter >= filterCount || this.filterCount === 0) return new Float64Array(0);
    const stride = this.filterCount * FILTER_COLUMNS.length;
    const offset = (firstFilter + filter) * FILTER_COLUMNS.length + FILTER_COLUMNS.indexOf(name);
    return Float64Array.from({ length: this.recorded }, (_, step) => this.perFilter[step * stride + offset]!);
  }

  private position(tensor: string): number {
    const position = this.tensors.findIndex(({ name }) => name === tensor);
    if (position < 0) throw new RangeError(`The network has no tensor ${tensor}.`);
    return position;
  }
}
