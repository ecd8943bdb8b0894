/** Means with honest errors: angular updates of successive steps are correlated and scatter by 10 to 50 %. */

/**
 * Exponential moving average over about `window` steps, without the bias towards 0 of its first values.
 * For a curve of the angular update average AU² and draw the root: the theory is about the RMS.
 */
export class ExponentialAverage {
  private readonly decay: number;
  private weighted = 0;
  private weight = 0;

  /** @param window time constant in steps, ≥ 1. */
  constructor(window: number) {
    this.decay = 1 - 1 / window;
  }

  push(value: number): number {
    this.weighted = this.decay * this.weighted + (1 - this.decay) * value;
    this.weight = this.decay * this.weight + (1 - this.decay);
    return this.value;
  }

  /** NaN before the first value. */
  get value(): number {
    return this.weighted / this.weight;
  }
}

export interface Estimate {
  readonly mean: number;
  /** Standard error of the mean, in the units of the series; Infinity where too few values to tell. */
  readonly standardError: number;
}

/** Fewer blocks leave the error of the error above 27 %. */
const fewestBlocks = 8;

/**
 * Mean and standard error of a correlated series by block averaging (Flyvbjerg & Petersen 1989): the largest
 * s/√n over blocks of 1, 2, 4, … values, as long as 8 blocks remain. Correlation over more than about an eighth
 * of the series is out of its sight.
 */
export function blockEstimate(series: ArrayLike<number>): Estimate {
  let mean = 0;
  for (let i = 0; i < series.length; i++) mean += series[i]! / series.length;
  if (series.length < fewestBlocks) return { mean, standardError: Number.POSITIVE_INFINITY };
  let largest = 0;
  let blocks = Array.from(series);
  while (blocks.length >= fewestBlocks) {
    largest = Math.max(largest, standardErrorOfIndependent(blocks));
    blocks = pairMeans(blocks);
  }
  return { mean, standardError: largest };
}

function standardErrorOfIndependent(values: readonly number[]): number {
  const count = values.length;
  let mean = 0;
  for (const value of values) mean += value / count;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (count * (count - 1)));
}

/** Means of neighbours; of an odd number the oldest value is left out. */
function pairMeans(values: readonly number[]): number[] {
  const means: number[] = [];
  for (let i = values.length % 2; i + 1 < values.length; i += 2)
    means.push((values[i]! + values[i + 1]!) / 2);
  return means;
}

export interface RatioEstimate {
  readonly ratio: number;
  readonly standardError: number;
}

/**
 * RMS/theory and its standard error, from a series of squares: r = √(mean)/theory, with r·se(mean)/(2·mean)
 * as its error (derivative of the root).
 * @param squares AU² per step in rad², oldest first.  @param theory AU* in rad.
 */
export function rmsRatio(squares: ArrayLike<number>, theory: number): RatioEstimate {
  const { mean, standardError } = blockEstimate(squares);
  const ratio = Math.sqrt(mean) / theory;
  return { ratio, standardError: (ratio * standardError) / (2 * mean) };
}

export interface SettledVerdict extends RatioEstimate {
  readonly settled: boolean;
}

/** 95 % quantile of Student's t with the 7 degrees of freedom of 8 blocks, 1.90, rounded up. */
const quantile = 2;

/**
 * Is the weight at its equilibrium? A test of equivalence: settled only if the data exclude, at 5 % each, that the
 * true ratio lies below 1 − tolerance or above 1 + tolerance. Noise can thus delay the verdict but not cause it, and
 * a window too short for an error is never settled.
 * @param squares AU² per step in rad² of the last steps, oldest first.  @param theory AU* in rad, > 0.
 * @param tolerance relative; 0.1 because 50-step windows of real layers at rest scatter by 3 to 8 %.
 */
export function settled(squares: ArrayLike<number>, theory: number, tolerance = 0.1): SettledVerdict {
  const { ratio, standardError } = rmsRatio(squares, theory);
  return { ratio, standardError, settled: Math.abs(ratio - 1) + quantile * standardError <= tolerance };
}
