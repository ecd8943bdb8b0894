/** What a run's heat map and sphere show of its filters, and the averages behind them. */
import type { TensorDescription } from '../engine/telemetry/step-batch';
import { equilibriumNorm } from '../theory/equilibrium';
import { FilterAverages, type FilterRange } from './filter-averages';
import { HeatMap } from './heat-map';
import type { FilterBand } from './tensor-record';
import { type StepTheory, theoryApplies } from './theory-line';
import { Trajectories, type Trajectory } from './trajectories';

export interface HeatMapView {
  readonly filterCount: number;
  readonly columnCount: number;
  /** Steps in a column; the first begins at step 0. */
  readonly columnSteps: number;
  /** [column][filter]: RMS of AU/theory, NaN where there was no theory value. */
  readonly values: Float32Array;
  /** Per filter: its gradient has vanished, and theory does not apply to it. */
  readonly dead: readonly boolean[];
}

export interface FilterTrajectory extends Trajectory {
  /** Length that the unit sphere stands for. */
  readonly radius: number;
  /** ‖w*‖ of the filter; without an equilibrium ‖w‖ at the reference. */
  readonly radiusOf: 'equilibrium' | 'reference';
}

export class FilterRecord {
  private readonly filterCount: number;
  private readonly ranges: readonly FilterRange[];
  private averages: FilterAverages;
  private readonly heat: HeatMap;
  private readonly ways: Trajectories;

  /** @param filterCount of all layers  @param ranges the layers whose filters are judged together. */
  constructor(filterCount: number, ranges: readonly FilterRange[]) {
    this.filterCount = filterCount;
    this.ranges = ranges;
    this.averages = new FilterAverages(filterCount, ranges);
    this.heat = new HeatMap(filterCount);
    this.ways = new Trajectories(filterCount);
  }

  /** The step before which the sphere's reference was taken. */
  get referenceStep(): number {
    return this.ways.referenceStep;
  }

  /** Takes one step: `filters[offset …]` are all filters' FILTER_COLUMNS. @param theory AU* in rad, NaN without one */
  push(filters: Float32Array, offset: number, theory: number, step: number): void {
    this.averages.push(filters, offset);
    this.heat.push(filters, offset, theory);
    this.ways.push(filters, offset, step);
  }

  /** Begins at a later step than 0. */
  startAt(step: number): void {
    this.heat.startAt(step);
    this.ways.setReference(step);
  }

  /** The sphere's reference is the weight before this step: trajectories start over. */
  setReference(step: number): void {
    this.ways.setReference(step);
  }

  /** A hyper-parameter has changed. */
  restartAngles(): void {
    this.averages.restartAngles();
  }

  /** Forgets the steps from this one on; averages start anew. */
  truncate(step: number): void {
    this.averages = new FilterAverages(this.filterCount, this.ranges);
    this.heat.truncate(step);
    this.ways.truncate(step);
  }

  /** 10 % and 90 % quantile of a layer's live filters, see `FilterAverages`. */
  band(range: FilterRange): FilterBand {
    return this.averages.band(range);
  }

  heatMap(range: FilterRange): HeatMapView {
    return {
      filterCount: range.filterCount,
      columnCount: this.heat.columnCount,
      columnSteps: this.heat.columnSteps,
      values: this.heat.values(range.firstFilter, range.filterCount),
      dead: this.dead(range),
    };
  }

  /** Per filter of a layer whether its gradient has vanished. */
  dead({ firstFilter, filterCount }: FilterRange): readonly boolean[] {
    return Array.from({ length: filterCount }, (_, filter) => this.averages.isDead(firstFilter + filter));
  }

  /**
   * The way of one filter of a tensor since the reference step.
   * @param theory of the last step  @param driveCorrelation of the whole tensor, see `NormDrive`
   */
  trajectory(
    tensor: TensorDescription,
    filter: number,
    theory: StepTheory | undefined,
    driveCorrelation: number,
  ): FilterTrajectory {
    const position = tensor.firstFilter + filter;
    const way = this.ways.read(position);
    const equilibrium =
      theory && theoryApplies(tensor) ? this.equilibriumNorm(position, theory, driveCorrelation) : Number.NaN;
    return Number.isFinite(equilibrium) && equilibrium > 0
      ? { ...way, radius: equilibrium, radiusOf: 'equilibrium' }
      : { ...way, radius: way.norm[0] ?? Number.NaN, radiusOf: 'reference' };
  }

  /** ‖w*‖ from the filter's own ‖w‖²‖g‖², corrected for gradients' correlation in time as the whole tensor's is. */
  private equilibriumNorm(filter: number, theory: StepTheory, driveCorrelation: number): number {
    if (Number.isNaN(theory.angularUpdate)) return Number.NaN;
    const correction = theory.rule.nesterov ? 1 : driveCorrelation;
    return equilibriumNorm(theory.hyper, this.averages.unitGradient(filter) * correction, theory.rule);
  }
}
