/**
 * One number per step, for as long as a run lasts, in bounded memory: every step by itself at first; when the
 * column is full, neighbouring rows merge into their least and greatest value, so that no peak is ever lost.
 */

/** Rows of a full column. A chart shows 300 points, so that each stands for 27 rows at least once rows merge. */
export const COLUMN_CAPACITY = 1 << 14;

const FIRST_ROWS = 256;

export class Column {
  private lows = new Float32Array(FIRST_ROWS);
  /** The same array as `lows` while every row is a single step. */
  private highs = this.lows;
  private stepsHeld = 0;
  private stepsPerRow = 1;
  private readonly capacity: number;

  /** @param capacity greatest number of rows, even, ≥ 2. */
  constructor(capacity = COLUMN_CAPACITY) {
    this.capacity = capacity;
  }

  /** Number of steps held: they are 0 … length − 1. */
  get length(): number {
    return this.stepsHeld;
  }

  /** Steps per row, a power of two. */
  get stride(): number {
    return this.stepsPerRow;
  }

  get rowCount(): number {
    return Math.ceil(this.stepsHeld / this.stepsPerRow);
  }

  /** Least value of a row, NaN where it holds no number. */
  low(row: number): number {
    return this.lows[row] ?? Number.NaN;
  }

  /** Greatest value of a row, NaN where it holds no number. */
  high(row: number): number {
    return this.highs[row] ?? Number.NaN;
  }

  /** The value at a step (float32); the middle of its row's extremes where rows were merged, NaN beyond the end. */
  at(step: number): number {
    if (!(step >= 0 && step < this.stepsHeld)) return Number.NaN;
    const row = Math.floor(step / this.stepsPerRow);
    const low = this.low(row);
    return this.stepsPerRow === 1 ? low : low + (this.high(row) - low) / 2;
  }

  push(value: number): void {
    if (Math.floor(this.stepsHeld / this.stepsPerRow) === this.capacity) this.mergeRows();
    const row = Math.floor(this.stepsHeld / this.stepsPerRow);
    if (row >= this.lows.length) this.grow();
    if (this.stepsHeld % this.stepsPerRow === 0) {
      this.lows[row] = value;
      this.highs[row] = value;
    } else {
      this.lows[row] = lesser(this.low(row), value);
      this.highs[row] = greater(this.high(row), value);
    }
    this.stepsHeld++;
  }

  /** Begins at a later step than 0: those before it are unknown, NaN. Of an empty column only. */
  startAt(step: number): void {
    while (Math.ceil(step / this.stepsPerRow) > this.capacity / 2) this.stepsPerRow *= 2;
    const isMerged = this.stepsPerRow > 1;
    // Merged rows have two arrays, which do not grow.
    const rows = isMerged ? this.capacity : Math.min(this.capacity, Math.max(FIRST_ROWS, 2 * step));
    this.lows = new Float32Array(rows).fill(Number.NaN);
    this.highs = isMerged ? this.lows.slice() : this.lows;
    this.stepsHeld = step;
  }

  /** Forgets all steps from this one on. A merged row on the edge keeps its extremes. */
  truncate(length: number): void {
    this.stepsHeld = Math.min(this.stepsHeld, Math.max(0, length));
  }

  private mergeRows(): void {
    const rows = this.capacity / 2;
    const highs = this.highs === this.lows ? new Float32Array(this.lows.length) : this.highs;
    for (let row = 0; row < rows; row++) {
      // Both sides are read before either is written: `highs` may still be `lows`.
      const low = lesser(this.low(2 * row), this.low(2 * row + 1));
      const high = greater(this.high(2 * row), this.high(2 * row + 1));
      this.lows[row] = low;
      highs[row] = high;
    }
    this.highs = highs;
    this.stepsPerRow *= 2;
  }

  private grow(): void {
    // Rows merge only in a full column, so a growing one has a single array.
    const lows = new Float32Array(Math.min(this.lows.length * 2, this.capacity));
    lows.set(this.lows);
    this.lows = lows;
    this.highs = lows;
  }
}

/** The lesser of two values, passing over NaN. */
export function lesser(first: number, second: number): number {
  return first <= second || Number.isNaN(second) ? first : second;
}

/** The greater of two values, passing over NaN. */
export function greater(first: number, second: number): number {
  return first >= second || Number.isNaN(second) ? first : second;
}
