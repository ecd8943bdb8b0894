/**
 * All that is known of a run's steps, in the form in which the page shows it and in bounded memory. Appending costs
 * a fixed time per step, reading a chart a fixed time per point, however long the run is.
 */
import { labError } from '../config/lab-error';
import {
  type HyperParameterValues,
  hyperParametersAt,
  type RunConfig,
  type RunEvent,
} from '../config/run-config';
import { rescalesAt, scheduledAt } from '../config/schedule';
import { FILTER_COLUMNS, type StepBatch, TENSOR_COLUMNS } from '../engine/telemetry/step-batch';
import { places } from '../messages';
import { ExponentialAverage } from '../theory/statistics';
import { checkBatch } from './check-batch';
import { Column } from './columns';
import { CHART_POINTS } from './decimate';
import { FilterRecord, type FilterTrajectory, type HeatMapView } from './filter-record';
import { MoveRecord } from './move-record';
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
import { isSudden, type StepTheory, TheoryLine, theoryApplies } from './theory-line';

export type { FilterTrajectory, HeatMapView } from './filter-record';
export type { ChartRange, ChartRow, RunSeries, SeriesRequest } from './run-chart';
export { RUN_SERIES } from './run-chart';

/** Steps over which loss and accuracy are averaged for their smooth lines and the status. */
const LOSS_WINDOW = 50;

export class RunRecord {
  readonly run: RunDescription;
  /** The first step known; those before it were computed elsewhere. */
  readonly firstStep: number;
  private stepCount: number;
  private lastChange: number;
  private theoryNow: StepTheory | undefined;
  private readonly theoryLine: TheoryLine;
  private readonly runColumns: Record<RunSeries, Column>;
  private lossAverage = new ExponentialAverage(LOSS_WINDOW);
  private accuracyAverage = new ExponentialAverage(LOSS_WINDOW);
  private readonly tensors: readonly TensorRecord[];
  private readonly filters: FilterRecord;
  private readonly moves: MoveRecord;
  private readonly runEvaluations: Evaluation[] = [];

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
    this.filters = new FilterRecord(run.filterCount, run.tensors);
    this.moves = new MoveRecord(run.config.events, firstStep);
    if (firstStep > 0) this.startAt(firstStep);
  }

  /** Updates applied at the end of the record: its steps are firstStep … steps − 1. */
  get steps(): number {
    return this.stepCount;
  }

  /** The moves of the sliders, and multiplied weights, by step; those that a replayed link still has in store included. */
  get events(): readonly RunEvent[] {
    return this.moves.all;
  }

  /** All measurements by step. The list grows in place. */
  get evaluations(): readonly Evaluation[] {
    return this.runEvaluations;
  }

  /** The run's config with all its events: what replays it. */
  get config(): RunConfig {
    return { ...this.run.config, events: [...this.events] };
  }

  /** Loss and accuracy averaged over about the last 50 steps, null before the first. */
  get recentLoss(): number | null {
    return Number.isNaN(this.lossAverage.value) ? null : this.lossAverage.value;
  }

  get recentAccuracy(): number | null {
    return Number.isNaN(this.accuracyAverage.value) ? null : this.accuracyAverage.value;
  }

  /** The hyper-parameters of the last step, after the schedule; null before the first. */
  get hyperParameters(): HyperParameterValues | null {
    return this.theoryNow ? { ...this.theoryNow.values } : null;
  }

  /** What the sliders stand at for the next step that is submitted, as far as their moves have been reported. */
  get hyperParametersInForce(): HyperParameterValues {
    return hyperParametersAt(this.config, Math.max(this.stepCount, this.moves.lastStep));
  }

  /** AU* in rad at the last step, null before the first and where there is no equilibrium. */
  get theory(): number | null {
    const value = this.theoryNow?.angularUpdate ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  }

  /** The step before which the sphere's reference was taken. */
  get referenceStep(): number {
    return this.filters.referenceStep;
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
    checkBatch(batch, this.run, this.stepCount);
    if (batch.firstStep < this.stepCount) this.rewind(batch.firstStep);
    for (let index = 0; index < batch.count; index++) this.appendStep(batch, index);
  }

  /** Takes note that an event acts; a person's ends a replay, see `MoveRecord`. */
  addEvent(event: RunEvent): void {
    this.moves.add(event);
  }

  /** Whether an event is one of the run's config that still stands, not a person's move. */
  isReplay(event: RunEvent): boolean {
    return this.moves.isReplay(event);
  }

  /** Adds a measurement; those of the same step and of later ones are void. */
  addEvaluation(evaluation: Evaluation): void {
    this.dropEvaluations(evaluation.step);
    this.runEvaluations.push(evaluation);
  }

  /** At most `limit` (≥ 2) measurements: every 2ᵏ-th, so that points stay while a run grows, and the newest. */
  evaluationsForChart(limit = CHART_POINTS): readonly Evaluation[] {
    const all = this.runEvaluations;
    let stride = 1;
    while (all.length / stride > limit - 1) stride *= 2;
    return all.filter((_, index) => index % stride === 0 || index === all.length - 1);
  }

  /** The sphere's reference is the weight before this step: trajectories start over. */
  setReference(step: number): void {
    this.filters.setReference(step);
  }

  /**
   * Forgets the steps from this one on; the run repeats them. Events stay: they belong to the run, not to a try.
   * Averages start anew: what void steps have left in them may be beyond all bounds.
   */
  rewind(step: number): void {
    if (step >= this.stepCount) return;
    this.stepCount = Math.max(0, step);
    this.lastChange = Math.min(this.lastChange, this.stepCount);
    this.moves.rewind(this.stepCount);
    this.lossAverage = new ExponentialAverage(LOSS_WINDOW);
    this.accuracyAverage = new ExponentialAverage(LOSS_WINDOW);
    for (const column of Object.values(this.runColumns)) column.truncate(this.stepCount);
    for (const tensor of this.tensors) tensor.truncate(this.stepCount);
    this.filters.truncate(this.stepCount);
    this.dropEvaluations(this.stepCount + 1);
    this.theoryNow = this.stepCount > this.firstStep ? this.theoryOf(this.stepCount - 1) : undefined;
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
    const range = this.tensorAt(tensor).tensor;
    return this.theoryApplies(tensor) && range.filterCount > 0 ? this.filters.heatMap(range) : null;
  }

  /** Per filter of a tensor whether its gradient has vanished: below a thousandth of the layer's median. */
  deadFilters(tensor: number): readonly boolean[] {
    return this.filters.dead(this.tensorAt(tensor).tensor);
  }

  /** The way of one filter of a tensor since the reference step. */
  trajectory(tensor: number, filter: number): FilterTrajectory {
    const { tensor: description, driveCorrelation } = this.tensorAt(tensor);
    return this.filters.trajectory(description, filter, this.theoryNow, driveCorrelation);
  }

  private appendStep(batch: StepBatch, index: number): void {
    const read = (column: Float64Array) => column[index] ?? Number.NaN;
    const theory = this.theoryLine.at(
      read(batch.learningRate),
      read(batch.weightDecay),
      read(batch.momentum),
    );
    const rescales = rescalesAt(this.events, this.stepCount);
    for (const factors of rescales) for (const tensor of this.tensors) tensor.rescale(factors);
    if (rescales.length > 0 || this.isChange(theory)) {
      this.lastChange = this.stepCount;
      for (const tensor of this.tensors) tensor.restartAngles();
      this.filters.restartAngles();
    }
    this.theoryNow = theory;
    this.pushRunSeries(read(batch.loss), read(batch.accuracy));

    const filterOffset = index * this.run.filterCount * FILTER_COLUMNS.length;
    this.filters.push(batch.filters, filterOffset, theory.angularUpdate, this.stepCount);
    for (const [position, tensor] of this.tensors.entries()) {
      const offset = (index * this.tensors.length + position) * TENSOR_COLUMNS.length;
      tensor.push(batch.tensors, offset, theory, this.filters.band(tensor.tensor));
    }
    this.stepCount++;
  }

  private pushRunSeries(loss: number, accuracy: number): void {
    if (Number.isFinite(loss)) this.lossAverage.push(loss);
    if (Number.isFinite(accuracy)) this.accuracyAverage.push(accuracy);
    const values: Record<RunSeries, number> = {
      loss,
      lossAverage: this.lossAverage.value,
      accuracy,
      accuracyAverage: this.accuracyAverage.value,
    };
    for (const name of RUN_SERIES) this.runColumns[name].push(values[name]);
  }

  private startAt(step: number): void {
    for (const column of Object.values(this.runColumns)) column.startAt(step);
    for (const tensor of this.tensors) tensor.startAt(step);
    this.filters.startAt(step);
  }

  /** Whether the next step's hyper-parameters are others than a schedule's small steps make them. */
  private isChange({ values }: StepTheory): boolean {
    const before = this.theoryNow?.values;
    if (before === values) return false;
    return !before || isSudden(this.run.config.schedule, this.stepCount, before, values);
  }

  private theoryOf(step: number): StepTheory {
    const { learningRate, weightDecay, momentum } = scheduledAt(this.config, step);
    return this.theoryLine.at(learningRate, weightDecay, momentum);
  }

  private dropEvaluations(fromStep: number): void {
    while ((this.runEvaluations.at(-1)?.step ?? -1) >= fromStep) this.runEvaluations.pop();
  }

  private column(request: SeriesRequest): Column | undefined {
    if (!('tensor' in request)) return this.runColumns[request.series];
    return this.tensors[request.tensor]?.columns[request.series];
  }

  private tensorAt(tensor: number): TensorRecord {
    const record = this.tensors[tensor];
    if (record) return record;
    throw labError('TENSOR_UNKNOWN', places.tensor(tensor), { tensors: this.tensors.length, index: tensor });
  }
}
