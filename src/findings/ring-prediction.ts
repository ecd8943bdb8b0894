/**
 * The oscillation in which momentum lets the norm come back after the weights were multiplied, as the hyper-parameters
 * alone predict it, and how far a scatter of h̃ from step to step moves it.
 */
import { equilibriumNorm } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { type NormState, rescale, stateWithEmptyBuffer, step } from '../theory/norm-recursion';

/** The state that steps with these h̃ make of another. */
export function stateAfter(
  state: NormState,
  hyper: HyperParameters,
  drivesOfSteps: ArrayLike<number>,
): NormState {
  return Array.from(drivesOfSteps).reduce((last, drive) => step(last, hyper, drive).state, state);
}

/**
 * ln(‖w‖²/‖w'‖²) by the recursion: w' begins at the equilibrium of h̃ = 1, and w is w' multiplied some steps later.
 * @param weights what they are multiplied with; their momenta with 1/weights
 * @param drivesOfSteps h̃ of every step, from the equilibrium on
 * @param at steps before the multiplication
 * @returns values before every step from there on
 */
export function perturbedLogNorms(
  hyper: HyperParameters,
  weights: number,
  drivesOfSteps: Float64Array,
  at: number,
): Float64Array {
  let unmultiplied = stateAfter(settle(hyper), hyper, drivesOfSteps.subarray(0, at));
  let multiplied = rescale(unmultiplied, weights, 1 / weights);
  return drivesOfSteps.slice(at).map((drive) => {
    const logNorm = Math.log(multiplied.normSquared / unmultiplied.normSquared);
    multiplied = step(multiplied, hyper, drive).state;
    unmultiplied = step(unmultiplied, hyper, drive).state;
    return logNorm;
  });
}

/** The recursion's fixed point at h̃ = 1: after 40 τ, or 40 times the buffer's memory if that is longer. */
function settle(hyper: HyperParameters): NormState {
  const rate = Math.min(
    (4 * hyper.learningRate * hyper.weightDecay) / (1 - hyper.momentum),
    (1 - hyper.momentum) / 2,
  );
  const start = stateWithEmptyBuffer(equilibriumNorm(hyper, 1) ** 2);
  return stateAfter(start, hyper, new Float64Array(Math.ceil(40 / rate)).fill(1));
}

/** Two numbers of an oscillation. */
export interface Ring {
  /** Steps until it first falls through 0, linear between two; NaN where it does not. */
  readonly crossing: number;
  /** Least-squares factor on the predicted one, from that one's crossing on: 1 is as predicted, 0 is none. */
  readonly amplitude: number;
}

/** @param logNorms as `perturbedLogNorms` gives them.  @param predicted what they are compared with, as long */
export function ringOf(logNorms: Float64Array, predicted: Float64Array): Ring {
  let [products, squares] = [0, 0];
  for (let at = Math.ceil(crossingOf(predicted)); at < predicted.length; at++) {
    products += predicted[at]! * logNorms[at]!;
    squares += predicted[at]! ** 2;
  }
  return { crossing: crossingOf(logNorms), amplitude: products / squares };
}

function crossingOf(values: Float64Array): number {
  const at = values.findIndex((value) => value < 0);
  if (at < 1) return Number.NaN;
  const before = values[at - 1]!;
  return at - 1 + before / (before - values[at]!);
}

export interface RingPrediction {
  /** At constant h̃, before every step from the multiplication on. */
  readonly logNorms: Float64Array;
  readonly ring: Ring;
  /** Of the ring's numbers, per relative standard deviation of h̃. */
  readonly standardErrors: Ring;
}

/** Relative change of h̃ by which derivatives are taken. */
const SMALL = 1e-4;

/**
 * The oscillation at constant h̃ and, by the propagation of errors, its standard errors where h̃ scatters from step to
 * step: √Σ(∂/∂h̃ₜ)² over the steps t. Derived for h̃ uncorrelated in time and a scatter below 1.
 */
export function predictedRing(hyper: HyperParameters, weights: number, steps: number): RingPrediction {
  // What came before moves the norm as long as its own oscillation is there: as many steps again.
  const constant = new Float64Array(2 * steps).fill(1);
  const logNorms = perturbedLogNorms(hyper, weights, constant, steps);
  const ring = ringOf(logNorms, logNorms);
  let [crossing, amplitude] = [0, 0];
  for (let at = 0; at < constant.length; at++) {
    const changed = ringOf(perturbedLogNorms(hyper, weights, constant.with(at, 1 + SMALL), steps), logNorms);
    crossing += ((changed.crossing - ring.crossing) / SMALL) ** 2;
    amplitude += ((changed.amplitude - ring.amplitude) / SMALL) ** 2;
  }
  const standardErrors = { crossing: Math.sqrt(crossing), amplitude: Math.sqrt(amplitude) };
  return { logNorms, ring, standardErrors };
}
