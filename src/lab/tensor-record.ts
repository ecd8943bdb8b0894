/** What a run's charts show of one tensor, step by step, and the averages behind it. */
import type { RescaleFactors } from '../config/rescale';
import { TENSOR_COLUMNS, type TensorColumn, type TensorDescription } from '../engine/telemetry/step-batch';
import {
  type NormState,
  rescale as rescaleNorms,
  stateWithEmptyBuffer,
  step as stepNorms,
} from '../theory/norm-recursion';
import { ExponentialAverage } from '../theory/statistics';
import { Column } from './columns';
import { driveOf, NormDrive } from './norm-drive';
import { RecentSteps } from './recent-steps';
import { type StepTheory, theoryApplies } from './theory-line';

/**
 * Steps over which AU² is averaged for the lines; the root of the mean is what theory is about. The average begins
 * anew when a hyper-parameter changes: across the change it would smear the sudden drop that a cut of η makes.
 */
export const ANGLE_WINDOW = 50;
/** Steps over which the gradient that drives the transient is smoothed. */
export const DRIVE_WINDOW = 10;

export const TENSOR_SERIES = [
  /** √EMA₅₀(AU²) in rad, the tensor flattened into one vector. */
  'measured',
  /** 10 % and 90 % quantile of the live filters' √EMA₅₀(AU²). */
  'bandLow',
  'bandHigh',
  /**
   * The transient by theory: the recursion of ‖w‖², ⟨w,v⟩, ‖v‖² from the run's first step (or that which it was taken
   * back to), driven by the measured gradient size (h̃, smoothed over 10 steps), through the same average as
   * `measured`. It is not a forecast.
   */
  'transient',
  'norm',
  /** ‖w‖/‖w*‖, ‖w*‖ with the measured h̃ averaged over about τ. */
  'normRatio',
  'gradientNorm',
  /** |cos(w,g)|: zero under BatchNorm, up to its ε. */
  'absCosine',
] as const;
export type TensorSeries = (typeof TENSOR_SERIES)[number];

const COLUMN_INDEX = Object.fromEntries(TENSOR_COLUMNS.map((name, index) => [name, index])) as Record<
  TensorColumn,
  number
>;

/** The filters' part of a tensor's step. */
export interface FilterBand {
  readonly low: number;
  readonly high: number;
}

/** What a tensor's steps leave behind: it starts anew where steps are taken back. */
class Memory {
  squares = new ExponentialAverage(ANGLE_WINDOW);
  transientSquares = new ExponentialAverage(ANGLE_WINDOW);
  readonly drive = new ExponentialAverage(DRIVE_WINDOW);
  readonly normDrive = new NormDrive();
  /** State of the transient's recursion, undefined before its first step. */
  norms: NormState | undefined;
  latestNorm = Number.NaN;
}

export class TensorRecord {
  readonly tensor: TensorDescription;
  readonly columns: Readonly<Partial<Record<TensorSeries, Column>>>;
  readonly recent = new RecentSteps();
  private memory = new Memory();

  constructor(tensor: TensorDescription) {
    this.tensor = tensor;
    this.columns = Object.fromEntries(seriesOf(tensor).map((name) => [name, new Column()]));
  }

  /** √EMA₅₀(AU²) in rad after the last step, NaN before the first. */
  get measured(): number {
    return Math.sqrt(this.memory.squares.value);
  }

  /** ‖w‖ before the last step, NaN before the first. */
  get norm(): number {
    return this.memory.latestNorm;
  }

  /** EMA(h̃)/EMA(‖w‖²‖g‖²): what correlated gradients change in the drive of the norm; 1 where unknown. */
  get driveCorrelation(): number {
    return this.memory.normDrive.correlation;
  }

  /** ‖w*‖ for the measured gradients, NaN where theory does not apply. */
  equilibriumNorm(theory: StepTheory): number {
    return this.memory.normDrive.equilibriumNorm(this.tensor, theory);
  }

  /**
   * Takes one step: `values[offset …]` are its TENSOR_COLUMNS. Values that are not finite leave the averages alone.
   */
  push(values: Float64Array, offset: number, theory: StepTheory, band: FilterBand): void {
    const read = (name: TensorColumn) => values[offset + COLUMN_INDEX[name]] ?? Number.NaN;
    const angle = read('angularUpdate');
    const norm = read('norm');
    const gradientNorm = read('gradientNorm');
    const drive = driveOf(norm, gradientNorm, read('momentumGradient'), theory);
    this.memory.latestNorm = norm;
    pushFinite(this.memory.squares, angle ** 2);
    this.memory.normDrive.push(drive, theory);
    this.pushTransient(norm, theory.rule.nesterov ? drive.unit : drive.total, theory);

    const left = read('identityLeft');
    const right = read('identityRight');
    // Float32 rounds ‖w‖² before the step and after it: where the step is the longer vector, it sets the scale.
    const residual = Math.abs(left - right) / Math.max(norm ** 2, left);
    const absCosine = Math.abs(read('weightGradient')) / (norm * gradientNorm);
    this.recent.push({
      squaredAngle: angle ** 2,
      squaredRatio: (angle / theory.angularUpdate) ** 2,
      identityLeft: left,
      identityRight: right,
      residual,
      absCosine,
      scaleDeviation: read('scaleDeviation'),
      scaleRatio: read('scaleRatio'),
    });

    const { columns } = this;
    columns.measured?.push(this.measured);
    columns.bandLow?.push(band.low);
    columns.bandHigh?.push(band.high);
    columns.transient?.push(Math.sqrt(this.memory.transientSquares.value));
    columns.norm?.push(norm);
    columns.normRatio?.push(norm / this.equilibriumNorm(theory));
    columns.gradientNorm?.push(gradientNorm);
    columns.absCosine?.push(absCosine);
  }

  /** The weights and their buffers are multiplied before the next step. */
  rescale({ weights, momenta }: RescaleFactors): void {
    if (!this.tensor.scaleInvariant) return;
    const { memory } = this;
    memory.norms &&= rescaleNorms(memory.norms, weights, momenta);
  }

  /** A hyper-parameter has changed: what was averaged before belongs to the one before. */
  restartAngles(): void {
    this.memory.squares = new ExponentialAverage(ANGLE_WINDOW);
    this.memory.transientSquares = new ExponentialAverage(ANGLE_WINDOW);
  }

  /** Begins at a later step than 0. */
  startAt(step: number): void {
    for (const column of Object.values(this.columns)) column.startAt(step);
  }

  /** Forgets the steps from this one on. Averages start anew: those void steps may have grown beyond all bounds. */
  truncate(step: number): void {
    for (const column of Object.values(this.columns)) column.truncate(step);
    this.recent.clear();
    this.memory = new Memory();
  }

  private pushTransient(norm: number, drive: number, theory: StepTheory): void {
    if (!this.columns.transient || !Number.isFinite(drive)) return;
    const { memory } = this;
    memory.drive.push(drive);
    const weightDecay = this.tensor.decays ? theory.hyper.weightDecay : 0;
    // PyTorch's first buffer is not dampened.
    const rule = memory.norms ? theory.rule : { ...theory.rule, dampening: 0 };
    const { state, angle } = stepNorms(
      memory.norms ?? stateWithEmptyBuffer(norm ** 2),
      { ...theory.hyper, weightDecay },
      // A mean of few h̃ can be negative where successive gradients undo each other.
      Math.max(0, memory.drive.value),
      rule,
    );
    memory.norms = state;
    pushFinite(memory.transientSquares, angle ** 2);
  }
}

/** The series that a tensor has: bands need filters, the transient scale invariance, ‖w*‖ decay besides. */
function seriesOf(tensor: TensorDescription): readonly TensorSeries[] {
  return TENSOR_SERIES.filter((name) => {
    switch (name) {
      case 'bandLow':
      case 'bandHigh':
        return tensor.filterCount > 0;
      case 'transient':
        return tensor.scaleInvariant;
      case 'normRatio':
        return theoryApplies(tensor);
      default:
        return true;
    }
  });
}

function pushFinite(average: ExponentialAverage, value: number): void {
  if (Number.isFinite(value)) average.push(value);
}
