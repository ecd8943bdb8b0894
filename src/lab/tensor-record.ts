/** What a run's charts show of one tensor, step by step, and the averages behind it. */
import { TENSOR_COLUMNS, type TensorColumn, type TensorDescription } from '../engine/telemetry/step-batch';
import { equilibriumNorm } from '../theory/equilibrium';
import { type NormState, stateWithEmptyBuffer, step as stepNorms } from '../theory/norm-recursion';
import { ExponentialAverage } from '../theory/statistics';
import { unitGradientSquared } from '../theory/unit-gradient';
import { Column } from './columns';
import { RecentSteps } from './recent-steps';
import { type StepTheory, theoryApplies } from './theory-line';

/** Steps over which AU² is averaged for the lines; the root of the mean is what theory is about. */
export const ANGLE_WINDOW = 50;
/** Steps over which the gradient that drives the transient is smoothed. */
export const DRIVE_WINDOW = 10;
/** Bounds in steps of the average behind ‖w*‖, which else is τ: what the norm itself remembers. */
const SHORTEST_NORM_WINDOW = 50;
const LONGEST_NORM_WINDOW = 1000;

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
  private unitSum = 0;
  private unitWeight = 0;
  private correlatedSum = 0;
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
    const ratio = this.correlatedSum / this.unitSum;
    return ratio > 0 ? ratio : 1;
  }

  /** ‖w*‖ for the measured gradients, NaN where theory does not apply. */
  equilibriumNorm(theory: StepTheory): number {
    const mean = (theory.rule.nesterov ? this.unitSum : this.correlatedSum) / this.unitWeight;
    if (!theoryApplies(this.tensor) || Number.isNaN(theory.angularUpdate) || !(mean > 0)) return Number.NaN;
    return equilibriumNorm(theory.hyper, mean, theory.rule);
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
    this.pushUnitGradient(unit, correlated, theory);
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

  /** Forgets the steps from this one on. Averages go on from where they are: the rebuilt run repeats these steps. */
  truncate(step: number): void {
    for (const column of Object.values(this.columns)) column.truncate(step);
    this.recent.clear();
  }

  private pushUnitGradient(unit: number, correlated: number, theory: StepTheory): void {
    if (!Number.isFinite(unit) || !Number.isFinite(correlated)) return;
    const window = Math.min(Math.max(theory.timeConstant, SHORTEST_NORM_WINDOW), LONGEST_NORM_WINDOW);
    const keep = 1 - 1 / window;
    this.unitSum = keep * this.unitSum + unit / window;
    this.correlatedSum = keep * this.correlatedSum + correlated / window;
    this.unitWeight = keep * this.unitWeight + 1 / window;
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
