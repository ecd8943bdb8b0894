/**
 * Every step of a run in full precision, for its export. Memory is bounded: where the rows would take more, every
 * other one is dropped, and the export says so.
 */
import type { StepBatch } from '../engine/telemetry/step-batch';
import { csvHeader, csvLine, thinnedComment } from './export-csv';
import { MetricRows } from './metric-rows';

/** About 180 000 steps of three convolutions with BatchNorm, 30 000 of a ResNet-20. */
const BUDGET_BYTES = 128 * 2 ** 20;
/** Rows allocated, and formatted, at a time. */
const CHUNK_ROWS = 512;

/** Rows of a run as numbers: what a CSV holds, before it is text. */
export interface RowTable {
  /** Names of a row's numbers, the step in front of them not among them. */
  readonly names: readonly string[];
  /** [rows][1 + names]: the step, then the row; NaN where there is no value. */
  readonly values: Float64Array<ArrayBuffer>;
  /** Only every so many steps have a row; 1 where all have. */
  readonly stepsPerRow: number;
}

export class ExactRows {
  private readonly metrics: MetricRows;
  private readonly width: number;
  private readonly capacity: number;
  private chunks: Float64Array[] = [];
  private readonly steps: number[] = [];
  private nextStep = -1;
  private stride = 1;

  constructor(run: ConstructorParameters<typeof MetricRows>[0], budgetBytes = BUDGET_BYTES) {
    this.metrics = new MetricRows(run);
    this.width = this.metrics.names.length;
    this.capacity = Math.max(2, Math.floor(budgetBytes / (8 * this.width)));
  }

  /** Number of rows held. */
  get length(): number {
    return this.steps.length;
  }

  /** Only every so many steps have a row; 1 as long as all fit. */
  get stepsPerRow(): number {
    return this.stride;
  }

  /** Takes the next steps; steps that are there already are replaced. */
  append(batch: StepBatch): void {
    if (batch.firstStep < this.nextStep) this.truncate(batch.firstStep);
    for (let index = 0; index < batch.count; index++) {
      const step = batch.firstStep + index;
      if (this.steps.length === this.capacity && step % this.stride === 0) this.thinOut();
      // The averages behind some columns need every step: the row is written, and kept only if it is due.
      this.metrics.write(batch, index, this.row(this.steps.length));
      if (step % this.stride === 0) this.steps.push(step);
    }
    this.nextStep = batch.firstStep + batch.count;
  }

  /** Forgets the steps from this one on; averages go on from where they are. */
  truncate(step: number): void {
    const kept = this.steps.findIndex((held) => held >= step);
    if (kept >= 0) this.steps.length = kept;
    this.nextStep = Math.min(this.nextStep, step);
  }

  /** The parts of the CSV file, in order. Rows that were dropped are named in a comment at its end. */
  *csv(): Generator<string> {
    yield csvHeader(this.metrics.names);
    for (let first = 0; first < this.steps.length; first += CHUNK_ROWS) {
      const steps = this.steps.slice(first, first + CHUNK_ROWS);
      yield steps.map((step, index) => csvLine(step, this.row(first + index))).join('');
    }
    if (this.stride > 1) yield thinnedComment(this.stride);
  }

  /**
   * The rows in at most `limitBytes`: of every step, or where that is more, as they were measured at every 2ᵏ-th. Averaging
   * them instead would make columns whose differences and extremes nobody could trust.
   */
  table(limitBytes: number): RowTable {
    const rowLength = 1 + this.width;
    const limit = Math.max(1, Math.floor(limitBytes / (8 * rowLength)));
    let stepsPerRow = this.stride;
    const held = () => this.steps.filter((step) => step % stepsPerRow === 0).length;
    while (held() > limit) stepsPerRow *= 2;
    const values = new Float64Array(held() * rowLength);
    let offset = 0;
    for (const [index, step] of this.steps.entries()) {
      if (step % stepsPerRow !== 0) continue;
      values[offset] = step;
      values.set(this.row(index), offset + 1);
      offset += rowLength;
    }
    return { names: this.metrics.names, values, stepsPerRow };
  }

  private row(index: number): Float64Array {
    const chunk = Math.floor(index / CHUNK_ROWS);
    const values = this.chunks[chunk] ?? new Float64Array(CHUNK_ROWS * this.width);
    this.chunks[chunk] = values;
    const offset = (index % CHUNK_ROWS) * this.width;
    return values.subarray(offset, offset + this.width);
  }

  /** Keeps the rows of every other step. */
  private thinOut(): void {
    this.stride *= 2;
    let kept = 0;
    for (const [index, step] of this.steps.entries()) {
      if (step % this.stride !== 0) continue;
      this.row(kept).set(this.row(index));
      this.steps[kept++] = step;
    }
    this.steps.length = kept;
    this.chunks.length = Math.ceil(kept / CHUNK_ROWS);
  }
}
