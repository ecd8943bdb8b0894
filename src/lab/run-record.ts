/**
 * All that is known of a run's steps, in the form in which the page shows it and in bounded memory. Appending costs
 * a fixed time per step, reading a chart a fixed time per point, however long the run is.
 */
import { LabError } from '../config/lab-error';
import type { HyperParameterValues, RunConfig, RunEvent } from '../config/run-config';
import { FILTER_COLUMNS, type StepBatch, TENSOR_COLUMNS } from '../engine/telemetry/step-batch';
import { equilibriumNorm } from '../theory/equilibrium';
import { ExponentialAverage } from '../theory/statistics';
import { Column } from './columns';
import { FilterAverages } from './filter-averages';
import { HeatMap } from './heat-map';
import type { Evaluation, RunDescription } from './protocol';
import {
  type ChartRange,
  type ChartRow,
  chartRows,
  RUN_SERIES,
  type RunSeries,
  type SeriesRequest,
} from './run-chart';
import { readTensor, type TensorReadout } from './tensor-readout';
import { TensorRecord } from './tensor-record';
import { type StepTheory, TheoryLine, theoryApplies } from './theory-line';
import { Trajectories, type Trajectory } from './trajectories';

export type { ChartRange, ChartRow, RunSeries, SeriesRequest } from './run-chart';
export { RUN_SERIES } from './run-chart';

/** Steps over which loss and accuracy are averaged for their smooth lines and the status. */
const LOSS_WINDOW = 50;

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

export class RunRecord {
  readonly run: RunDescription;
  /** The first step known; those before it were computed elsewhere. */
  readonly firstStep: number;
  private stepCount: number;
  private lastChange: number;
  private theoryNow: StepTheory | undefined;
  private readonly theoryLine: TheoryLine;
  private readonly runColumns: Record<RunSeries, Column>;
  private readonly lossAverage = new ExponentialAverage(LOSS_WINDOW);
  private readonly accuracyAverage = new ExponentialAverage(LOSS_WINDOW);
  private readonly tensors: readonly TensorRecord[];
  private readonly filters: FilterAverages;
  private readonly heat: HeatMap;
  private readonly ways: Trajectories;
  private runEvents: readonly RunEvent[];
  private runEvaluations: readonly Evaluation[] = [];

  /** @param firstStep of a run that goes on from a checkpoint. */
  constructor(run: RunDescription, firstStep = 0) {
    this.run = run;
    this.firstStep = firstStep;
    this.stepCount = firstStep;
    this.lastChange = firstStep;
    this.theoryLine = new TheoryLine(run.config);
    this.runColumns = Object.fromEntries(RUN_SERIES.map((name) => [name, new Column()])) as Record<
      RunSeries,
      Column
    >;
    this.tensors = run.tensors.map((tensor) => new TensorRecord(tensor));
    this.filters = new FilterAverages(run.filterCount, run.tensors);
    this.heat = new HeatMap(run.filterCount);
    this.ways = new Trajectories(run.filterCount);
    this.runEvents = run.config.events;
    if (firstStep > 0) this.startAt(firstStep);
  }

  /** Updates applied at the end of the record: its steps are firstStep … steps − 1. */
  get steps(): number {
    return this.stepCount;
  }

  /** The moves of the sliders by step, those that a replayed link still has in store included. */
  get events(): readonly RunEvent[] {
    return this.runEvents;
  }

  get evaluations(): readonly Evaluation[] {
    return this.runEvaluations;
  }

  /** The run's config with all its events: what replays it. */
  get config(): RunConfig {
    return { ...this.run.config, events: [...this.runEvents] };
  }

  /** Loss and accuracy averaged over about the last 50 steps, null before the first. */
  get recentLoss(): number | null {
    return Number.isNaN(this.lossAverage.value) ? null : this.lossAverage.value;
  }

  get recentAccuracy(): number | null {
    return Number.isNaN(this.accuracyAverage.value) ? null : this.accuracyAverage.value;
  }

  /** The hyper-parameters of the last step, null before the first. */
  get hyperParameters(): HyperParameterValues | null {
    return this.theoryNow ? { ...this.theoryNow.hyper } : null;
  }

  /** AU* in rad at the last step, null before the first and where there is no equilibrium. */
  get theory(): number | null {
    const value = this.theoryNow?.angularUpdate ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  }

  /** The step before which the sphere's reference was taken. */
  get referenceStep(): number {
    return this.ways.referenceStep;
  }

  /** Whether a theory line may be drawn for a tensor. */
  theoryApplies(tensor: number): boolean {
    return theoryApplies(this.tensorAt(tensor).tensor);
  }

  /**
   * Takes the next steps. Steps that are there already are replaced.
   * Throws a LabError `TELEMETRY_GAP` if steps are missing before it, `TELEMETRY_SHAPE` if it is not of this run.
   */
  append(batch: StepBatch): void {
    this.check(batch);
    if (batch.firstStep < this.stepCount) this.rewind(batch.firstStep);
    for (let index = 0; index < batch.count; index++) this.appendStep(batch, index);
  }

  /** Adds a slider's move; one of the same step and slider is replaced. */
  addEvent(event: RunEvent): void {
    const others = this.runEvents.filter(({ step, field }) => step !== event.step || field !== event.field);
    this.runEvents = [...others, event].sort((first, second) => first.step - second.step);
  }

  addEvaluation(evaluation: Evaluation): void {
    this.runEvaluations = [...this.runEvaluations.filter(({ step }) => step < evaluation.step), evaluation];
  }

  /** The sphere's reference is the weight before this step: trajectories start over. */
  setReference(step: number): void {
    this.ways.setReference(step);
  }

  /** Forgets the steps from this one on; the run repeats them. Events stay: they belong to the run, not to a try. */
  rewind(step: number): void {
    if (step >= this.stepCount) return;
    this.stepCount = Math.max(0, step);
    this.lastChange = Math.min(this.lastChange, this.stepCount);
    for (const column of Object.values(this.runColumns)) column.truncate(this.stepCount);
    for (const tensor of this.tensors) tensor.truncate(this.stepCount);
    this.heat.truncate(this.stepCount);
    this.ways.truncate(this.stepCount);
    this.runEvaluations = this.runEvaluations.filter((evaluation) => evaluation.step <= this.stepCount);
  }

  /** The requested lines over common steps: at most 300 rows by default, peaks kept (see decimate.ts). */
  chart(requests: readonly SeriesRequest[], range: ChartRange = {}): ChartRow[] {
    const lines = requests.map((request) => ({ key: request.key, column: this.column(request) }));
    return chartRows(lines, this.runColumns.loss, range);
  }

  /** A line's value at a step, for a cursor; null where there is none. */
  valueAt(request: SeriesRequest, step: number): number | null {
    const value = this.column(request)?.at(step) ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  }

  readout(tensor: number): TensorReadout {
    return readTensor(this.tensorAt(tensor), this.theoryNow, this.stepCount - this.lastChange);
  }

  /** Filters × time of a tensor; null where theory does not apply to it. */
  heatMap(tensor: number): HeatMapView | null {
    const { firstFilter, filterCount } = this.tensorAt(tensor).tensor;
    if (!this.theoryApplies(tensor) || filterCount === 0) return null;
    return {
      filterCount,
      columnCount: this.heat.columnCount,
      columnSteps: this.heat.columnSteps,
      values: this.heat.values(firstFilter, filterCount),
      dead: this.deadFilters(tensor),
    };
  }

  /** Per filter of a tensor whether its gradient has vanished: below a thousandth of the layer's median. */
  deadFilters(tensor: number): readonly boolean[] {
    const { firstFilter, filterCount } = this.tensorAt(tensor).tensor;
    return Array.from({ length: filterCount }, (_, filter) => this.filters.isDead(firstFilter + filter));
  }

  /** The way of one filter of a tensor since the reference step. */
  trajectory(tensor: number, filter: number): FilterTrajectory {
    const record = this.tensorAt(tensor);
    const position = record.tensor.firstFilter + filter;
    const way = this.ways.read(position);
    const equilibrium = this.filterEquilibriumNorm(record, position);
    return Number.isFinite(equilibrium) && equilibrium > 0
      ? { ...way, radius: equilibrium, radiusOf: 'equilibrium' }
      : { ...way, radius: way.norm[0] ?? Number.NaN, radiusOf: 'reference' };
  }

  /** ‖w*‖ from the filter's own ‖w‖²‖g‖², corrected for gradients' correlation in time as the whole tensor's is. */
  private filterEquilibriumNorm(record: TensorRecord, filter: number): number {
    const theory = this.theoryNow;
    if (!theory || !theoryApplies(record.tensor) || Number.isNaN(theory.angularUpdate)) return Number.NaN;
    const correction = theory.rule.nesterov ? 1 : record.driveCorrelation;
    return equilibriumNorm(theory.hyper, this.filters.unitGradient(filter) * correction, theory.rule);
  }

  private appendStep(batch: StepBatch, index: number): void {
    const read = (column: Float64Array) => column[index] ?? Number.NaN;
    const theory = this.theoryLine.at(
      read(batch.learningRate),
      read(batch.weightDecay),
      read(batch.momentum),
    );
    if (theory !== this.theoryNow) this.lastChange = this.stepCount;
    this.theoryNow = theory;
    this.pushRunSeries(read(batch.loss), read(batch.accuracy), theory);

    const filterOffset = index * this.run.filterCount * FILTER_COLUMNS.length;
    this.filters.push(batch.filters, filterOffset);
    this.heat.push(batch.filters, filterOffset, theory.angularUpdate);
    this.ways.push(batch.filters, filterOffset, this.stepCount);
    for (const [position, tensor] of this.tensors.entries()) {
      const offset = (index * this.tensors.length + position) * TENSOR_COLUMNS.length;
      tensor.push(batch.tensors, offset, theory, this.filters.band(tensor.tensor));
    }
    this.stepCount++;
  }

  private pushRunSeries(loss: number, accuracy: number, theory: StepTheory): void {
    if (Number.isFinite(loss)) this.lossAverage.push(loss);
    if (Number.isFinite(accuracy)) this.accuracyAverage.push(accuracy);
    const { learningRate, weightDecay, momentum } = theory.hyper;
    const values: Record<RunSeries, number> = {
      loss,
      lossAverage: this.lossAverage.value,
      accuracy,
      accuracyAverage: this.accuracyAverage.value,
      learningRate,
      weightDecay,
      momentum,
      theory: theory.angularUpdate,
    };
    for (const name of RUN_SERIES) this.runColumns[name].push(values[name]);
  }

  private startAt(step: number): void {
    for (const column of Object.values(this.runColumns)) column.startAt(step);
    for (const tensor of this.tensors) tensor.startAt(step);
    this.heat.startAt(step);
    this.ways.setReference(step);
  }

  private column(request: SeriesRequest): Column | undefined {
    if (!('tensor' in request)) return this.runColumns[request.series];
    return this.tensors[request.tensor]?.columns[request.series];
  }

  private tensorAt(tensor: number): TensorRecord {
    const record = this.tensors[tensor];
    if (record) return record;
    throw new LabError({
      code: 'TENSOR_UNKNOWN',
      message: `The run has ${this.tensors.length} tensors; there is none with index ${tensor}.`,
      fix: 'Select one of the run’s tensors.',
      where: `tensor ${tensor}`,
    });
  }

  private check(batch: StepBatch): void {
    const { firstStep, count } = batch;
    const where = `steps from ${firstStep}`;
    const fix = 'Reset the run; if it happens again, please report it.';
    if (firstStep > this.stepCount) {
      const message = `Steps ${this.stepCount} to ${firstStep - 1} were not reported.`;
      throw new LabError({ code: 'TELEMETRY_GAP', message, fix, where });
    }
    const tensorValues = count * this.tensors.length * TENSOR_COLUMNS.length;
    const filterValues = count * this.run.filterCount * FILTER_COLUMNS.length;
    if (batch.tensors.length !== tensorValues || batch.filters.length !== filterValues) {
      const message = `${count} steps should bring ${tensorValues} tensor and ${filterValues} filter values, not ${batch.tensors.length} and ${batch.filters.length}.`;
      throw new LabError({ code: 'TELEMETRY_SHAPE', message, fix, where });
    }
  }
}
