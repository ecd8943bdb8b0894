/** The filters' ways over the sphere since the reference step, thinned out by half whenever they grow too long. */
import { FILTER_COLUMNS, type FilterColumn } from '../engine/telemetry/step-batch';

/** Points of a trajectory; more are not told apart on a screen. */
const LONGEST = 512;
const SHORTEST = 64;
/** Numbers held for all filters together (64 MB): wide networks get shorter trajectories. */
const BUDGET = 1 << 24;

const STRIDE = FILTER_COLUMNS.length;
const KEPT = ['normAfter', 'referenceAngle', 'axisFirst', 'axisSecond'] as const satisfies FilterColumn[];
const OFFSETS = KEPT.map((name) => FILTER_COLUMNS.indexOf(name));
const NORM = FILTER_COLUMNS.indexOf('norm');

/** One filter's way; all arrays have one entry per point, oldest first. The first point is the reference itself. */
export interface Trajectory {
  /** Updates applied before the point. */
  readonly steps: Float64Array;
  /** ‖w‖. */
  readonly norm: Float32Array;
  /** Exact angle from the reference in rad. */
  readonly angle: Float32Array;
  /** ⟨w,a₁⟩ and ⟨w,a₂⟩ on the two fixed axes, in units of w: divide by `norm` for directions. */
  readonly axisFirst: Float32Array;
  readonly axisSecond: Float32Array;
}

export class Trajectories {
  /** [point][filter][KEPT]. */
  private points = new Float32Array(0);
  private steps: number[] = [];
  private stepsPerPoint = 1;
  private reference = 0;
  private readonly startNorms: Float32Array;
  /** The last step's values, shown even where it is no point. */
  private readonly latest: Float32Array;
  private latestStep = -1;
  private readonly filterCount: number;
  private readonly capacity: number;

  constructor(filterCount: number) {
    this.filterCount = filterCount;
    this.startNorms = new Float32Array(filterCount).fill(Number.NaN);
    this.latest = new Float32Array(filterCount * KEPT.length);
    const affordable = Math.floor(BUDGET / Math.max(1, filterCount * KEPT.length));
    this.capacity = Math.min(LONGEST, Math.max(SHORTEST, affordable - (affordable % 2)));
  }

  /** The step before which the reference was taken. */
  get referenceStep(): number {
    return this.reference;
  }

  /** Starts over: angles and axes are now about the weights before this step. */
  setReference(step: number): void {
    this.reference = step;
    this.steps = [];
    this.stepsPerPoint = 1;
    this.latestStep = -1;
  }

  /** Takes step `step`: `filters[offset …]` are all filters' FILTER_COLUMNS. */
  push(filters: Float32Array, offset: number, step: number): void {
    if (step < this.reference) return;
    for (let filter = 0; filter < this.filterCount; filter++) {
      const from = offset + filter * STRIDE;
      if (step === this.reference) this.startNorms[filter] = filters[from + NORM] ?? Number.NaN;
      for (const [index, column] of OFFSETS.entries()) {
        this.latest[filter * KEPT.length + index] = filters[from + column] ?? Number.NaN;
      }
    }
    this.latestStep = step + 1;
    if ((this.latestStep - this.reference) % this.stepsPerPoint !== 0) return;
    if (this.steps.length === this.capacity) this.thinOut();
    if ((this.latestStep - this.reference) % this.stepsPerPoint === 0) this.keepLatest();
  }

  /** The way of one filter, by its position among all of the run's filters; no points before the first step. */
  read(filter: number): Trajectory {
    const hasTail = this.latestStep >= 0 && this.latestStep !== this.steps.at(-1);
    const length = this.latestStep < 0 ? 0 : 1 + this.steps.length + (hasTail ? 1 : 0);
    const steps = new Float64Array(length);
    const columns = KEPT.map(() => new Float32Array(length));
    if (length > 0) {
      steps.set([this.reference, ...this.steps]);
      if (hasTail) steps[length - 1] = this.latestStep;
      columns[0]?.set([this.startNorms[filter] ?? Number.NaN]);
      for (const [index, column] of columns.entries()) {
        for (let point = 0; point < this.steps.length; point++) {
          column[point + 1] = this.points[(point * this.filterCount + filter) * KEPT.length + index] ?? 0;
        }
        if (hasTail) column[length - 1] = this.latest[filter * KEPT.length + index] ?? 0;
      }
    }
    const [norm, angle, axisFirst, axisSecond] = columns as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    return { steps, norm, angle, axisFirst, axisSecond };
  }

  /** Forgets the steps from this one on. */
  truncate(step: number): void {
    this.steps = this.steps.filter((point) => point <= step);
    this.latestStep = this.steps.at(-1) ?? -1;
    if (this.latestStep >= 0) {
      const row = this.filterCount * KEPT.length;
      const last = (this.steps.length - 1) * row;
      this.latest.set(this.points.subarray(last, last + row));
    }
  }

  private keepLatest(): void {
    const row = this.latest.length;
    const end = (this.steps.length + 1) * row;
    if (end > this.points.length) {
      const room = Math.min(this.capacity, Math.max(16, this.steps.length * 2));
      const points = new Float32Array(room * row);
      points.set(this.points);
      this.points = points;
    }
    this.points.set(this.latest, end - row);
    this.steps.push(this.latestStep);
  }

  /** Keeps every other point: those at multiples of the doubled distance from the reference. */
  private thinOut(): void {
    const row = this.latest.length;
    this.stepsPerPoint *= 2;
    let kept = 0;
    for (const [point, step] of this.steps.entries()) {
      if ((step - this.reference) % this.stepsPerPoint !== 0) continue;
      this.points.copyWithin(kept * row, point * row, (point + 1) * row);
      this.steps[kept++] = step;
    }
    this.steps.length = kept;
  }
}
