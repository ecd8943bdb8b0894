/** A run as CSV: a line per step, numbers with as many digits as bring back the same float64, empty where none is. */
import type { StepBatch } from '../engine/telemetry/step-batch';
import { MetricRows } from './metric-rows';

type Run = ConstructorParameters<typeof MetricRows>[0];

/** The first line, its end included: `step,lr,weight_decay,…`. */
export function csvHeader(names: readonly string[]): string {
  return `step,${names.join(',')}\n`;
}

/** The line of a step, its end included. */
export function csvLine(step: number, row: ArrayLike<number>): string {
  let line = String(step);
  for (let index = 0; index < row.length; index++) {
    const value = row[index] ?? Number.NaN;
    line += Number.isNaN(value) ? ',' : `,${value}`;
  }
  return `${line}\n`;
}

/** The last line of a file that lacks steps, its end included. */
export function thinnedComment(stepsPerRow: number): string {
  return `# Only steps divisible by ${stepsPerRow}: all would have taken too much memory.\n`;
}

/** Lines for whoever writes them while the run goes on. */
export class CsvRows {
  private readonly metrics: MetricRows;
  private readonly row: Float64Array;

  constructor(run: Run) {
    this.metrics = new MetricRows(run);
    this.row = new Float64Array(this.metrics.names.length);
  }

  header(): string {
    return csvHeader(this.metrics.names);
  }

  /** The lines of a batch; of every `interval`-th step only, counted from step 0. Give it every batch, in order. */
  rows(batch: StepBatch, interval = 1): string {
    let lines = '';
    for (let index = 0; index < batch.count; index++) {
      const step = batch.firstStep + index;
      this.metrics.write(batch, index, this.row);
      if (step % interval === 0) lines += csvLine(step, this.row);
    }
    return lines;
  }
}
