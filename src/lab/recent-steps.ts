/** The last steps of a tensor in full float64: what its readout is computed from. */

/** Steps kept; more than 4τ wherever a run of some thousand steps can settle at all. */
export const RECENT_STEPS = 2048;

const RECENT_COLUMNS = [
  'squaredAngle',
  /** AU²/AU*², each step with its own AU*: a schedule moves it. */
  'squaredRatio',
  'identityLeft',
  'identityRight',
  'residual',
  'absCosine',
  'scaleDeviation',
  'scaleRatio',
] as const;
type RecentColumn = (typeof RECENT_COLUMNS)[number];

export type RecentStep = Readonly<Record<RecentColumn, number>>;

export class RecentSteps {
  private readonly columns: Record<RecentColumn, Float64Array> = {
    squaredAngle: new Float64Array(RECENT_STEPS),
    squaredRatio: new Float64Array(RECENT_STEPS),
    identityLeft: new Float64Array(RECENT_STEPS),
    identityRight: new Float64Array(RECENT_STEPS),
    residual: new Float64Array(RECENT_STEPS),
    absCosine: new Float64Array(RECENT_STEPS),
    scaleDeviation: new Float64Array(RECENT_STEPS),
    scaleRatio: new Float64Array(RECENT_STEPS),
  };
  private pushed = 0;

  push(step: RecentStep): void {
    const slot = this.pushed++ % RECENT_STEPS;
    for (const name of RECENT_COLUMNS) this.columns[name][slot] = step[name];
  }

  /** The finite values of the last `count` steps (fewer if there are fewer), oldest first. */
  last(name: RecentColumn, count: number): Float64Array {
    const available = Math.min(count, this.pushed, RECENT_STEPS);
    const values = new Float64Array(available);
    let kept = 0;
    for (let age = available; age > 0; age--) {
      const value = this.columns[name][(this.pushed - age) % RECENT_STEPS] ?? Number.NaN;
      if (Number.isFinite(value)) values[kept++] = value;
    }
    return values.subarray(0, kept);
  }

  clear(): void {
    this.pushed = 0;
  }
}
