/**
 * The oscillation in which momentum lets the norm come back after the weights were multiplied, as the recursion has it: at
 * constant h̃ from the hyper-parameters alone.
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
 * ln(‖w‖²/‖w'‖²) before every step by the recursion: w' begins at the equilibrium of h̃ = 1, and w is w' multiplied.
 * @param weights what they are multiplied with; their momenta with 1/weights
 * @param drivesOfSteps h̃ of every step: all 1 where it is to be constant
 */
export function predictedLogNorms(
  hyper: HyperParameters,
  weights: number,
  drivesOfSteps: Float64Array,
): Float64Array {
  let unmultiplied = settle(hyper);
  let multiplied = rescale(unmultiplied, weights, 1 / weights);
  return drivesOfSteps.map((drive) => {
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

/** @param logNorms as `predictedLogNorms` gives them.  @param predicted what they are compared with, as long */
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
