/**
 * The same oscillation as measured. A layer's norm also follows h̃, which changes from batch to batch and with the angle.
 * Therefore it is held against the norm that the recursion makes of the measured h̃ without the multiplication: h̃ drops
 * out of the ratio but for what it does to the oscillation itself, which to first order averages out.
 */
import type { HyperParameters } from '../theory/hyper-parameters';
import { type NormState, stateWithEmptyBuffer, step } from '../theory/norm-recursion';
import { mean } from './averages';
import { drives } from './norm-measurement';
import { FAST_DECAY, HYPER, INITIAL_SCALE, type NormRecords, RINGING_STEPS } from './norm-trainings';
import { stateAfter } from './ring-prediction';

type RingRecords = Pick<NormRecords, 'approach' | 'settling' | 'perturbed'>;

/** ln(‖w‖²/‖w'‖²) before every step of the fork whose weights w were multiplied; w' were not. */
export function perturbedForkLogNorms(
  { approach, settling, perturbed }: RingRecords,
  tensor: string,
): Float64Array {
  const start = stateWithEmptyBuffer((approach.column(tensor, 'norm')[0] ?? Number.NaN) ** 2);
  const settled = stateAfter(start, HYPER, drives(approach, tensor, HYPER.momentum));
  const fork = stateAfter(settled, FAST_DECAY, drives(settling, tensor, FAST_DECAY.momentum));
  return logNormsOver(fork, perturbed, tensor, FAST_DECAY);
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

/** Standard deviation over mean of h̃ in the steps that shape the oscillation. */
export function driveScatter({ settling, perturbed }: RingRecords, tensor: string): number {
  const { momentum } = FAST_DECAY;
  const before = drives(settling, tensor, momentum).slice(-RINGING_STEPS);
  const values = Float64Array.of(...before, ...drives(perturbed, tensor, momentum));
  const average = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - average) ** 2))) / average;
}
