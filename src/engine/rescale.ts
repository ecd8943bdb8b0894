/**
 * Weights under BatchNorm, multiplied: the function that the network computes stays the same, the sphere that the
 * weights lie on does not (Wan et al. 2020, section 4.1: with w/k^¼ an lr cut by k needs no second transient).
 */
import { z } from 'zod';
import { channelGroups } from './kernels/kernel';
import type { ParameterLayout } from './model/parameter-layout';
import type { TrainerState } from './trainer';

const factor = z.number().min(-1e6).max(1e6);

export const rescaleSchema = z.strictObject({
  /** Of the scale-invariant weights; not 0. */
  weights: factor.refine((value) => value !== 0, 'must not be 0'),
  /** Of their momentum buffers; 0 empties them. Gradients grow as 1/‖w‖: 1/weights keeps their share of a step. */
  momenta: factor,
  /**
   * c of the running statistics behind them, mean·c and variance·c²: equal to `weights` for the same function with
   * running statistics.
   */
  runningStatistics: factor,
});

export type RescaleFactors = Readonly<z.infer<typeof rescaleSchema>>;

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
