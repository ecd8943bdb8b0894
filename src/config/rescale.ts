/**
 * Weights under BatchNorm, multiplied in the course of a run: the function that the network computes stays the same, the
 * sphere that the weights lie on does not (Wan et al. 2020, section 4.1: with w/k^¼ an lr cut by k needs no second
 * transient).
 */
import { z } from 'zod';
import { configIssues } from '../messages';

const factor = z.number().min(-1e6).max(1e6);

export const rescaleSchema = z.strictObject({
  /** Of the scale-invariant weights; not 0. */
  weights: factor.refine((value) => value !== 0, configIssues.zeroWeights).default(1),
  /** Of their momentum buffers; 0 empties them. Gradients grow as 1/‖w‖: 1/weights keeps their share of a step. */
  momenta: factor.default(1),
  /**
   * c of the running statistics behind them, mean·c and variance·c²: equal to `weights` for the same function with
   * running statistics.
   */
  runningStatistics: factor.default(1),
});

export type RescaleFactors = Readonly<z.output<typeof rescaleSchema>>;
