/** A run's steps as rows of numbers, one per step: the columns of the CSV export but the step itself. */
import type { RunConfig } from '../config/run-config';
import {
  type StepBatch,
  TENSOR_COLUMNS,
  type TensorColumn,
  type TensorDescription,
} from '../engine/telemetry/step-batch';
import { driveOf, NormDrive } from './norm-drive';
import { type StepTheory, TheoryLine, theoryApplies } from './theory-line';

/** η, λ and α with which a step was computed, after the schedule; then what came of it. */
export const RUN_METRICS = ['lr', 'weight_decay', 'momentum', 'loss', 'accuracy'] as const;

/** Per tensor. All are of the weights before the step's update, angles in rad. */
export const TENSOR_METRICS = [
  /** Angular update of the flattened tensor, and the root mean square of its live filters'. */
  'au',
  'au_filter_rms',
  /** AU* of the step's hyper-parameters; none where theory does not apply. */
  'au_theory',
  /** ‖w‖, and ‖w*‖ for the gradients measured since the first row, averaged over about τ. */
  'w_norm',
  'w_norm_theory',
  /** ‖g‖, ⟨w,g⟩ and ⟨v,g⟩, v being the momentum buffer before the step. */
  'g_norm',
  'wg',
  'vg',
] as const;

const COLUMN = Object.fromEntries(TENSOR_COLUMNS.map((name, index) => [name, index])) as Record<
  TensorColumn,
  number
>;

export class MetricRows {
  /** Names of a row's numbers. */
  readonly names: readonly string[];
  private readonly tensors: readonly TensorDescription[];
  private readonly drives: readonly NormDrive[];
  private readonly theory: TheoryLine;

  constructor(run: { readonly tensors: readonly TensorDescription[]; readonly config: RunConfig }) {
    this.tensors = run.tensors;
    this.drives = run.tensors.map(() => new NormDrive());
    this.theory = new TheoryLine(run.config);
    const ofTensor = ({ name, filterCount }: TensorDescription) => {
      const layer = filterCount > 0 ? name.replace(/\.weight$/, '') : name;
      return TENSOR_METRICS.map((metric) => `${layer}.${metric}`);
    };
    this.names = [...RUN_METRICS, ...run.tensors.flatMap(ofTensor)];
  }

  /** Writes the row of a batch's step to the front of `row`; NaN where there is no value. Takes every step, in order. */
  write(batch: StepBatch, index: number, row: Float64Array): void {
    const { learningRate, weightDecay, momentum, loss, accuracy } = batch;
    const read = (values: Float64Array) => values[index] ?? Number.NaN;
    const hyper = [read(learningRate), read(weightDecay), read(momentum)] as const;
    const theory = this.theory.at(...hyper);
    row.set([...hyper, read(loss), read(accuracy)]);
    this.tensors.forEach((tensor, position) => {
      const offset = (index * this.tensors.length + position) * TENSOR_COLUMNS.length;
      const values = batch.tensors.subarray(offset, offset + TENSOR_COLUMNS.length);
      const at = RUN_METRICS.length + position * TENSOR_METRICS.length;
      row.set(this.tensorMetrics(tensor, position, values, theory), at);
    });
  }

  private tensorMetrics(
    tensor: TensorDescription,
    position: number,
    values: Float64Array,
    theory: StepTheory,
  ): number[] {
    const read = (name: TensorColumn) => values[COLUMN[name]] ?? Number.NaN;
    const drive = this.drives[position] ?? new NormDrive();
    const [norm, gradientNorm, vg] = [read('norm'), read('gradientNorm'), read('momentumGradient')];
    drive.push(driveOf(norm, gradientNorm, vg, theory), theory);
    return [
      read('angularUpdate'),
      tensor.filterCount > 0 ? read('filterAngularUpdate') : Number.NaN,
      theoryApplies(tensor) ? theory.angularUpdate : Number.NaN,
      norm,
      drive.equilibriumNorm(tensor, theory),
      gradientNorm,
      read('weightGradient'),
      vg,
    ];
  }
}
