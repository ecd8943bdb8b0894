/** RMS of AU/theory per filter and stretch of time, in at most 300 stretches that double when they are full. */
import { FILTER_COLUMNS } from '../engine/telemetry/step-batch';

export const HEAT_MAP_COLUMNS = 300;

const STRIDE = FILTER_COLUMNS.length;
const ANGLE = FILTER_COLUMNS.indexOf('angularUpdate');

export class HeatMap {
  /** [column][filter]: Σ(AU/theory)². */
  private sums = new Float32Array(0);
  /** Per column, the steps that had a theory value. */
  private counts: number[] = [];
  private stepsPerColumn = 1;
  private steps = 0;
  private readonly filterCount: number;

  constructor(filterCount: number) {
    this.filterCount = filterCount;
  }

  get columnCount(): number {
    return this.counts.length;
  }

  /** Steps in a column; the last one may still be filling. */
  get columnSteps(): number {
    return this.stepsPerColumn;
  }

  /**
   * Takes one step: `filters[offset …]` are all filters' FILTER_COLUMNS. A theory that is not a positive number
   * leaves the step out.
   */
  push(filters: Float32Array, offset: number, theory: number): void {
    if (Math.floor(this.steps / this.stepsPerColumn) === HEAT_MAP_COLUMNS) this.mergeColumns();
    const column = Math.floor(this.steps++ / this.stepsPerColumn);
    this.reserve(column + 1);
    const hasTheory = theory > 0;
    this.counts[column] = (this.counts[column] ?? 0) + (hasTheory ? 1 : 0);
    if (!hasTheory) return;
    const base = column * this.filterCount;
    for (let filter = 0; filter < this.filterCount; filter++) {
      const ratio = (filters[offset + filter * STRIDE + ANGLE] ?? 0) / theory;
      this.sums[base + filter] = (this.sums[base + filter] ?? 0) + ratio * ratio;
    }
  }

  /** Begins at a later step than 0. Of an empty map only. */
  startAt(step: number): void {
    while (Math.ceil(step / this.stepsPerColumn) > HEAT_MAP_COLUMNS / 2) this.stepsPerColumn *= 2;
    this.steps = step;
    this.counts = Array.from({ length: Math.ceil(step / this.stepsPerColumn) }, () => 0);
    this.reserve(this.counts.length);
  }

  /** RMS of AU/theory of the filters first … first + count − 1, [column][filter]; NaN without a theory value. */
  values(first: number, count: number): Float32Array {
    const result = new Float32Array(this.columnCount * count);
    for (let column = 0; column < this.columnCount; column++) {
      const steps = this.counts[column] ?? 0;
      for (let filter = 0; filter < count; filter++) {
        const sum = this.sums[column * this.filterCount + first + filter] ?? 0;
        result[column * count + filter] = steps > 0 ? Math.sqrt(sum / steps) : Number.NaN;
      }
    }
    return result;
  }

  /** Forgets the steps from this one on; the column on the edge keeps its mean. */
  truncate(step: number): void {
    this.steps = Math.min(this.steps, step);
    this.counts.length = Math.min(this.counts.length, Math.ceil(this.steps / this.stepsPerColumn));
    this.sums.fill(0, this.counts.length * this.filterCount);
  }

  private mergeColumns(): void {
    const { filterCount, sums } = this;
    const half = HEAT_MAP_COLUMNS / 2;
    for (let column = 0; column < half; column++) {
      for (let filter = 0; filter < filterCount; filter++) {
        const first = 2 * column * filterCount + filter;
        sums[column * filterCount + filter] = (sums[first] ?? 0) + (sums[first + filterCount] ?? 0);
      }
      this.counts[column] = (this.counts[2 * column] ?? 0) + (this.counts[2 * column + 1] ?? 0);
    }
    this.counts.length = half;
    sums.fill(0, half * filterCount);
    this.stepsPerColumn *= 2;
  }

  private reserve(columns: number): void {
    if (columns * this.filterCount <= this.sums.length) return;
    const room = Math.min(HEAT_MAP_COLUMNS, Math.max(16, columns * 2));
    const sums = new Float32Array(room * this.filterCount);
    sums.set(this.sums);
    this.sums = sums;
  }
}
