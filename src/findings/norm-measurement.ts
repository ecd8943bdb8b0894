/** What drives a layer's norm in a record, and what the theory makes of it. */
import { equilibriumAngularUpdate, equilibriumNorm, timeConstant } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { stateWithEmptyBuffer, step } from '../theory/norm-recursion';
import { ExponentialAverage } from '../theory/statistics';
import { angularUpdateOfNorm, angularUpdateWithoutDecay } from '../theory/transient';
import { unitGradientSquared } from '../theory/unit-gradient';
import { mean, rootMeanSquare, type Window } from './averages';
import type { TrainingRecord } from './training-record';

/** h̃ of every step. @param momentum that of the prediction; 0 gives L = ‖w‖²‖g‖². */
export function drives(record: TrainingRecord, tensor: string, momentum: number): Float64Array {
  const gradients = record.column(tensor, 'gradientNorm');
  const products = record.column(tensor, 'momentumGradient');
  return record
    .column(tensor, 'norm')
    .map((norm, at) => unitGradientSquared(norm ** 2, gradients[at]! ** 2, momentum, products[at]!));
}

/**
 * ‖w*‖² for the h̃ that the norm remembers, averaged over τ, and ‖w‖² as measured: roots of the means of their squares
 * over a stretch.
 */
export function settledNormSquared(
  record: TrainingRecord,
  tensor: string,
  { from, to }: Window,
  hyper: HyperParameters,
): { readonly predicted: number; readonly measured: number } {
  const remembered = smoothed(drives(record, tensor, hyper.momentum), Math.max(1, timeConstant(hyper)));
  const fourth = record.column(tensor, 'norm').map((norm) => norm ** 4);
  return {
    predicted: equilibriumNorm(hyper, mean(remembered.subarray(from, to))) ** 2,
    measured: Math.sqrt(mean(fourth.subarray(from, to))),
  };
}

/**
 * τ in steps as the record's norms have it: d(‖w‖⁴)/dt = −‖w‖⁴/τ + 2(η/(1−α))²·h̃, summed over the stretch and solved
 * for τ. Derived from the equation in theory/equilibrium.ts.
 */
export function measuredTimeConstant(
  record: TrainingRecord,
  tensor: string,
  { from, to }: Window,
  { learningRate, momentum }: HyperParameters,
): number {
  const fourth = record
    .column(tensor, 'norm')
    .subarray(from, to)
    .map((norm) => norm ** 4);
  const reach = learningRate / (1 - momentum);
  const push = 2 * reach ** 2 * mean(drives(record, tensor, momentum).subarray(from, to));
  const growth = (fourth.at(-1)! - fourth[0]!) / (fourth.length - 1);
  return mean(fourth) / (push - growth);
}

/**
 * RMS AU in rad over a stretch without decay: ‖w‖⁴ grows by 2(η/(1−α))²·h̃ per step from where the record begins, and
 * AU = η√(h̃/(1−α²))/‖w‖². Derived: theory/transient.ts, with h̃ as it was instead of constant.
 */
export function angleWithoutDecay(
  record: TrainingRecord,
  tensor: string,
  { from, to }: Window,
  hyper: HyperParameters,
): number {
  const drive = drives(record, tensor, hyper.momentum);
  const present = mean(drive.subarray(from, to));
  const push = 2 * (hyper.learningRate / (1 - hyper.momentum)) ** 2;
  let fourth = (record.column(tensor, 'norm')[0] ?? Number.NaN) ** 4;
  const angles = drive.map((one) => {
    const angle = angularUpdateOfNorm(hyper, present, Math.sqrt(fourth));
    fourth += push * one;
    return angle;
  });
  return rootMeanSquare(angles.subarray(from, to));
}

/** AU in rad of every step from the first norm alone, for a momentum buffer that starts empty and these h̃. */
export function recursionAngles(
  startNorm: number,
  hyper: HyperParameters,
  drivesOfSteps: ArrayLike<number>,
): Float64Array {
  let state = stateWithEmptyBuffer(startNorm ** 2);
  return Float64Array.from(drivesOfSteps, (drive) => {
    const next = step(state, hyper, drive);
    state = next.state;
    return next.angle;
  });
}

/** Running mean of a series over about `window` steps. */
export function smoothed(values: Float64Array, window: number): Float64Array {
  const average = new ExponentialAverage(window);
  return values.map((value) => average.push(value));
}

/** AU in rad of a step after decay was taken away at equilibrium, if h̃ stayed what it was. */
export function fadingAngle(before: HyperParameters, stepsSince: number): number {
  return angularUpdateWithoutDecay(before.momentum, equilibriumAngularUpdate(before), stepsSince);
}
