/** What a run's charts show of one tensor, step by step, and the averages behind it. */
import { TENSOR_COLUMNS, type TensorColumn, type TensorDescription } from '../engine/telemetry/step-batch';
import { type NormState, stateWithEmptyBuffer, step as stepNorms } from '../theory/norm-recursion';
import { ExponentialAverage } from '../theory/statistics';
import { unitGradientSquared } from '../theory/unit-gradient';
import { Column } from './columns';
import { NormDrive } from './norm-drive';
import { RecentSteps } from './recent-steps';
import { type StepTheory, theoryApplies } from './theory-line';

/** Steps over which AU² is averaged for the lines; the root of the mean is what theory is about. */
export const ANGLE_WINDOW = 50;
/** Steps over which the gradient that drives the transient is smoothed. */
export const DRIVE_WINDOW = 10;

export const TENSOR_SERIES = [
  /** √EMA₅₀(AU²) in rad, the tensor flattened into one vector. */
  'measured',
  /** The same of the root mean square over its live filters. */
  'measuredFilters',
  /** 10 % and 90 % quantile of the live filters' √EMA₅₀(AU²). */
  'bandLow',
  'bandHigh',
  /**
   * The transient by theory: the recursion of ‖w‖², ⟨w,v⟩, ‖v‖² from the run's first step, driven by the measured
   * gradient size (h̃, smoothed over 10 steps), through the same average as `measured`. It is not a forecast.
   */
  'transient',
  'norm',
  /** ‖w‖/‖w*‖, ‖w*‖ with the measured h̃ averaged over about τ. */
  'normRatio',
  'gradientNorm',
  /** |cos(w,g)|: zero under BatchNorm, up to its ε. */
  'absCosine',
  /** |left − right|/‖w‖² of the exact identity. */
  'identityResidual',
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

export class TensorRecord {
  readonly tensor: TensorDescription;
  readonly columns: Readonly<Partial<Record<TensorSeries, Column>>>;
  readonly recent = new RecentSteps();
  private readonly squares = new ExponentialAverage(ANGLE_WINDOW);
  private readonly filterSquares = new ExponentialAverage(ANGLE_WINDOW);
  private readonly transientSquares = new ExponentialAverage(ANGLE_WINDOW);
  private readonly drive = new ExponentialAverage(DRIVE_WINDOW);
  private norms: NormState | undefined;
  private readonly normDrive = new NormDrive();
  private latestNorm = Number.NaN;

  constructor(tensor: TensorDescription) {
    this.tensor = tensor;
    this.columns = Object.fromEntries(seriesOf(tensor).map((name) => [name, new Column()]));
  }

  /** √EMA₅₀(AU²) in rad after the last step, NaN before the first. */
  get measured(): number {
    return Math.sqrt(this.squares.value);
  }

  /** ‖w‖ before the last step, NaN before the first. */
  get norm(): number {
    return this.latestNorm;
  }

  /** EMA(h̃)/EMA(‖w‖²‖g‖²): what correlated gradients change in the drive of the norm; 1 where unknown. */
  get driveCorrelation(): number {
    return this.normDrive.correlation;
  }

  /** ‖w*‖ for the measured gradients, NaN where theory does not apply. */
  equilibriumNorm(theory: StepTheory): number {
    return this.normDrive.equilibriumNorm(this.tensor, theory);
  }

  /**
   * Takes one step: `values[offset …]` are its TENSOR_COLUMNS. Values that are not finite leave the averages alone.
   */
  push(values: Float64Array, offset: number, theory: StepTheory, band: FilterBand): void {
    const read = (name: TensorColumn) => values[offset + COLUMN_INDEX[name]] ?? Number.NaN;
    const angle = read('angularUpdate');
    const norm = read('norm');
    const gradientNorm = read('gradientNorm');
    const momentum = theory.hyper.momentum;
    const unit = unitGradientSquared(norm ** 2, gradientNorm ** 2, 0, 0);
    const correlated = unitGradientSquared(norm ** 2, gradientNorm ** 2, momentum, read('momentumGradient'));
    this.latestNorm = norm;
    pushFinite(this.squares, angle ** 2);
    pushFinite(this.filterSquares, read('filterAngularUpdate') ** 2);
    this.normDrive.push(unit, correlated, theory);
    this.pushTransient(norm, theory.rule.nesterov ? unit : correlated, theory);

    const left = read('identityLeft');
    const right = read('identityRight');
    // Float32 rounds ‖w‖² before the step and after it: where the step is the longer vector, it sets the scale.
    const residual = Math.abs(left - right) / Math.max(norm ** 2, left);
    const absCosine = Math.abs(read('weightGradient')) / (norm * gradientNorm);
    this.recent.push({
      squaredAngle: angle ** 2,
      identityLeft: left,
      identityRight: right,
      residual,
      absCosine,
    });

    const { columns } = this;
    columns.measured?.push(this.measured);
    columns.measuredFilters?.push(Math.sqrt(this.filterSquares.value));
    columns.bandLow?.push(band.low);
    columns.bandHigh?.push(band.high);
    columns.transient?.push(Math.sqrt(this.transientSquares.value));
    columns.norm?.push(norm);
    columns.normRatio?.push(norm / this.equilibriumNorm(theory));
    columns.gradientNorm?.push(gradientNorm);
    columns.absCosine?.push(absCosine);
    columns.identityResidual?.push(residual);
  }

  /** Begins at a later step than 0. */
  startAt(step: number): void {
    for (const column of Object.values(this.columns)) column.startAt(step);
  }

  /** Forgets the steps from this one on. Averages go on from where they are: the rebuilt run repeats these steps. */
  truncate(step: number): void {
    for (const column of Object.values(this.columns)) column.truncate(step);
    this.recent.clear();
  }

  private pushTransient(norm: number, drive: number, theory: StepTheory): void {
    if (!this.columns.transient || !Number.isFinite(drive)) return;
    this.drive.push(drive);
    const weightDecay = this.tensor.decays ? theory.hyper.weightDecay : 0;
    const { state, angle } = stepNorms(
      this.norms ?? stateWithEmptyBuffer(norm ** 2),
      { ...theory.hyper, weightDecay },
      // A mean of few h̃ can be negative where successive gradients undo each other.
      Math.max(0, this.drive.value),
      theory.rule,
    );
    this.norms = state;
    pushFinite(this.transientSquares, angle ** 2);
  }
}

/** The series that a tensor has: bands need filters, the transient scale invariance, ‖w*‖ decay besides. */
function seriesOf(tensor: TensorDescription): readonly TensorSeries[] {
  return TENSOR_SERIES.filter((name) => {
    switch (name) {
      case 'measuredFilters':
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
