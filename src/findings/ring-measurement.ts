/**
 * The same oscillation as measured. A layer's norm also follows h̃, which changes from batch to batch and with the angle.
 * Therefore it is held against the norm that the recursion makes of the measured h̃ without the multiplication: h̃ drops
 * out of the ratio but for what it does to the oscillation itself. Its scatter averages out over the forks.
 */
import type { HyperParameters } from '../theory/hyper-parameters';
import { type NormState, stateWithEmptyBuffer, step } from '../theory/norm-recursion';
import { mean } from './averages';
import { drives } from './norm-measurement';
import {
  APPROACH_STEPS,
  FAST_DECAY,
  FORK_STEPS,
  HYPER,
  INITIAL_SCALE,
  type NormRecords,
} from './norm-trainings';
import { stateAfter } from './ring-prediction';

type RingRecords = Pick<NormRecords, 'approach' | 'settling' | 'perturbed'>;

/** Of each fork whose weights w were multiplied, ln(‖w‖²/‖w'‖²) before every step; w' were not. */
export function perturbedForkLogNorms(
  { approach, settling, perturbed }: RingRecords,
  tensor: string,
): Float64Array[] {
  const start = stateWithEmptyBuffer((approach.column(tensor, 'norm')[0] ?? Number.NaN) ** 2);
  const settled = stateAfter(start, HYPER, drives(approach, tensor, HYPER.momentum));
  const settlingDrives = drives(settling, tensor, FAST_DECAY.momentum);
  return perturbed.map((record, index) => {
    const before = settlingDrives.subarray(0, FORK_STEPS[index]! - APPROACH_STEPS);
    return logNormsOver(stateAfter(settled, FAST_DECAY, before), record, tensor, FAST_DECAY);
  });
}

/**
 * h̃ of every step after the multiplication, mean over the forks, over its mean under fast decay without. It is not 1:
 * weights that were made long turn slowly, the loss falls for some 20 steps, and h̃ dips to between .5 and .9 meanwhile.
 */
export function driveOfForks({ settling, perturbed }: RingRecords, tensor: string): Float64Array {
  const { momentum } = FAST_DECAY;
  const usual = mean(drives(settling, tensor, momentum).subarray(FORK_STEPS[0]! - APPROACH_STEPS));
  return meanOver(perturbed.map((record) => drives(record, tensor, momentum))).map((drive) => drive / usual);
}

/** Step by step the mean over those that have come so far. */
export function meanOver(curves: readonly Float64Array[]): Float64Array {
  const steps = Math.max(0, ...curves.map(({ length }) => length));
  return Float64Array.from({ length: steps }, (_, at) =>
    mean(curves.flatMap((curve) => (at < curve.length ? [curve[at]!] : []))),
  );
}

/** The same of the way to equilibrium, against weights that had not been multiplied at the start. */
export function approachLogNorms({ approach }: Pick<NormRecords, 'approach'>, tensor: string): Float64Array {
  const norm = (approach.column(tensor, 'norm')[0] ?? Number.NaN) / INITIAL_SCALE;
  return logNormsOver(stateWithEmptyBuffer(norm ** 2), approach, tensor, HYPER);
}

function logNormsOver(
  unmultiplied: NormState,
  record: NormRecords['approach'],
  tensor: string,
  hyper: HyperParameters,
): Float64Array {
  const drive = drives(record, tensor, hyper.momentum);
  let state = unmultiplied;
  return record.column(tensor, 'norm').map((norm, at) => {
    const logNorm = Math.log(norm ** 2 / state.normSquared);
    state = step(state, hyper, drive[at]!).state;
    return logNorm;
  });
}
