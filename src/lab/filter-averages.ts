/** Running averages of every filter: its angular update, and its gradient, by which the dead ones are told. */
import { FILTER_COLUMNS } from '../engine/telemetry/step-batch';
import type { FilterBand } from './tensor-record';

/** Steps of both averages. */
const WINDOW = 50;
/** A filter is dead whose mean ‖w‖²‖g‖² lies below this share of its layer's median. */
const DEAD_SHARE = 1e-3;
/** Steps between two looks for dead filters. */
const DEAD_INTERVAL = 25;

const STRIDE = FILTER_COLUMNS.length;
const ANGLE = FILTER_COLUMNS.indexOf('angularUpdate');
const NORM = FILTER_COLUMNS.indexOf('norm');
const GRADIENT = FILTER_COLUMNS.indexOf('gradientNorm');

const NO_BAND: FilterBand = { low: Number.NaN, high: Number.NaN };

/** A layer's part of all filters. */
export interface FilterRange {
  readonly firstFilter: number;
  readonly filterCount: number;
}

export class FilterAverages {
  private readonly squares: Float64Array;
  private readonly unitGradients: Float64Array;
  private readonly dead: Uint8Array;
  private readonly scratch: Float64Array;
  private readonly ranges: readonly FilterRange[];
  private angleWeight = 0;
  private weight = 0;
  private steps = 0;

  /** @param ranges the layers whose filters are judged together. */
  constructor(filterCount: number, ranges: readonly FilterRange[]) {
    this.squares = new Float64Array(filterCount);
    this.unitGradients = new Float64Array(filterCount);
    this.dead = new Uint8Array(filterCount);
    this.scratch = new Float64Array(filterCount);
    this.ranges = ranges.filter((range) => range.filterCount > 0);
  }

  /** Takes one step: `filters[offset …]` are all filters' FILTER_COLUMNS. What is not finite changes no average. */
  push(filters: Float32Array, offset: number): void {
    const share = 1 / WINDOW;
    const before = this.weight;
    const angleBefore = this.angleWeight;
    this.weight += share * (1 - this.weight);
    this.angleWeight += share * (1 - this.angleWeight);
    for (let filter = 0; filter < this.squares.length; filter++) {
      const from = offset + filter * STRIDE;
      const square = (filters[from + ANGLE] ?? Number.NaN) ** 2;
      const unit = ((filters[from + NORM] ?? Number.NaN) * (filters[from + GRADIENT] ?? Number.NaN)) ** 2;
      this.squares[filter] = average(this.squares[filter] ?? 0, square, share, angleBefore, this.angleWeight);
      this.unitGradients[filter] = average(this.unitGradients[filter] ?? 0, unit, share, before, this.weight);
    }
    if (this.steps++ % DEAD_INTERVAL === 0) for (const range of this.ranges) this.markDead(range);
  }

  /** The angles' averages begin anew, as the layers' do when a hyper-parameter changes. */
  restartAngles(): void {
    this.squares.fill(0);
    this.angleWeight = 0;
  }

  isDead(filter: number): boolean {
    return this.dead[filter] === 1;
  }

  /** Mean ‖w‖²‖g‖² of a filter, NaN before the first step. */
  unitGradient(filter: number): number {
    return (this.unitGradients[filter] ?? 0) / this.weight;
  }

  /** 10 % and 90 % quantile of √EMA₅₀(AU²) in rad over a layer's live filters; NaN where none lives. */
  band({ firstFilter, filterCount }: FilterRange): FilterBand {
    let live = 0;
    for (let filter = firstFilter; filter < firstFilter + filterCount; filter++) {
      if (this.dead[filter] === 0) this.scratch[live++] = (this.squares[filter] ?? 0) / this.angleWeight;
    }
    if (live === 0) return NO_BAND;
    const sorted = this.scratch.subarray(0, live).sort();
    return { low: Math.sqrt(quantile(sorted, 0.1)), high: Math.sqrt(quantile(sorted, 0.9)) };
  }

  private markDead({ firstFilter, filterCount }: FilterRange): void {
    const gradients = this.unitGradients.subarray(firstFilter, firstFilter + filterCount);
    this.scratch.set(gradients);
    const limit = DEAD_SHARE * quantile(this.scratch.subarray(0, filterCount).sort(), 0.5);
    for (let filter = 0; filter < filterCount; filter++) {
      this.dead[firstFilter + filter] = (gradients[filter] ?? 0) < limit ? 1 : 0;
    }
  }
}

/** The next value of a sum that, divided by its weight, is the mean; a value that is no number repeats that mean. */
function average(sum: number, value: number, share: number, before: number, after: number): number {
  if (Number.isFinite(value)) return (1 - share) * sum + share * value;
  return before > 0 ? (sum * after) / before : 0;
}

/** Linearly interpolated quantile of ascending values. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}
