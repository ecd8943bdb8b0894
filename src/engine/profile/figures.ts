/** The arithmetic of a profile: what its times, counts and rates say together. */
import { type Bound, boundOf } from './bound';
import { type KernelProfile, movedBytes, type StepProfile } from './step-profile';

export interface KernelFigures {
  /** Of all its dispatches in a step. */
  readonly milliseconds: number;
  /** Of the sum over the kernels. */
  readonly share: number;
  readonly gflops: number;
  /** Of one dispatch, see `movedBytes`. */
  readonly bytes: number;
  readonly gigabytesPerSecond: number;
  /** null where its loads and stores could not be counted. */
  readonly bound: Bound | null;
  /** Bound over time; NaN without a bound. Above 1 a probe was too slow. */
  readonly fraction: number;
}

export interface StepFigures {
  /** The kernels, each timed alone and taken as often as a step dispatches it, ms. */
  readonly sum: number;
  /** Time of the step beyond that sum, ms: what comes between the kernels. Negative where alone they are slower. */
  readonly rest: number;
  readonly dispatches: number;
  readonly kernels: readonly KernelFigures[];
}

/** Figures of the step, and of its kernels in the profile's order. */
export function stepFigures({ kernels, time, rates }: StepProfile): StepFigures {
  const sum = kernels.reduce((total, kernel) => total + totalTime(kernel), 0);
  return {
    sum,
    rest: time.median - sum,
    dispatches: kernels.reduce((total, { count }) => total + count, 0),
    kernels: kernels.map((kernel) => kernelFigures(kernel, sum, rates)),
  };
}

const totalTime = ({ count, time }: KernelProfile): number => count * time.median;

function kernelFigures(kernel: KernelProfile, sum: number, rates: StepProfile['rates']): KernelFigures {
  const { time, flop, accesses } = kernel;
  const milliseconds = totalTime(kernel);
  const bytes = movedBytes(kernel);
  const bound = accesses && boundOf({ flop, ...accesses }, rates);
  return {
    milliseconds,
    share: milliseconds / sum,
    gflops: flop / time.median / 1e6,
    bytes,
    gigabytesPerSecond: bytes / time.median / 1e6,
    bound,
    fraction: bound ? bound.ms / time.median : Number.NaN,
  };
}
