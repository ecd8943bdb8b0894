/** A state with its weights under BatchNorm multiplied, and what belongs to them. */
import type { RescaleFactors } from '../config/rescale';
import { channelGroups } from './kernels/kernel';
import type { ParameterLayout } from './model/parameter-layout';
import type { TrainerState } from './trainer-state';

/**
 * The state with its scale-invariant tensors rescaled; all others as they are. Every BatchNorm of the lab's networks
 * stands directly behind a convolution, so all running statistics belong to a rescaled tensor.
 */
export function rescale(state: TrainerState, layout: ParameterLayout, factors: RescaleFactors): TrainerState {
  const weights = state.weights.slice();
  const momenta = state.momenta.slice();
  const running = state.running.slice();
  for (const { description, start, rows, groups } of layout.tensors) {
    if (!description.scaleInvariant) continue;
    const range = [4 * start, 4 * (start + rows * groups)] as const;
    multiply(weights.subarray(...range), factors.weights);
    multiply(momenta.subarray(...range), factors.momenta);
  }
  for (const { start, channels } of layout.running.values()) {
    const means = 4 * channelGroups(channels);
    multiply(running.subarray(4 * start, 4 * start + means), factors.runningStatistics);
    multiply(running.subarray(4 * start + means, 4 * start + 2 * means), factors.runningStatistics ** 2);
  }
  return { ...state, weights, momenta, running };
}

function multiply(values: Float32Array, by: number): void {
  for (const [index, value] of values.entries()) values[index] = value * by;
}
