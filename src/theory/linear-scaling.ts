/**
 * Scaling learning rate and batch size together by k, with λ and α fixed: what changes and what does not.
 *
 * Not "AU is invariant": per step it grows as √k. What stays is the rotation per number of samples.
 */
import { netAngle } from './direction-memory';
import type { HyperParameters } from './hyper-parameters';

export interface ScalingRatios {
  /** AU* per step: √k, always. */
  readonly angularUpdate: number;
  /** Sum of the angles of an epoch's steps (length of the path): 1/√k, always. */
  readonly pathPerEpoch: number;
  /** Sum of squared angles of an epoch's steps: 1, always. */
  readonly squaredAnglePerEpoch: number;
  /** ‖w*‖: 1 if gradients are noise (L ~ 1/batch), up to k^¼ if they are signal. */
  readonly equilibriumNorm: number;
  /** τ in samples: 1. */
  readonly timeConstantInSamples: number;
  /** Momentum's memory in samples: k. */
  readonly momentumMemoryInSamples: number;
}

/**
 * (η, batch) → (kη, k·batch): ratios new/old at equilibrium, to leading order in X. Derived from equilibrium.ts.
 * They fail when kX nears the ringing threshold or AU* the width of the landscape's wells.
 * @param noiseShare share of L at the old batch size that is batch noise and falls as 1/batch, 0…1.
 */
export function scalingRatios(k: number, noiseShare = 1): ScalingRatios {
  const unitGradientRatio = noiseShare / k + (1 - noiseShare);
  return {
    angularUpdate: Math.sqrt(k),
    pathPerEpoch: 1 / Math.sqrt(k),
    squaredAnglePerEpoch: 1,
    equilibriumNorm: (k * unitGradientRatio) ** 0.25,
    timeConstantInSamples: 1,
    momentumMemoryInSamples: k,
  };
}

/** The hyper-parameters with the learning rate scaled by k. */
export function scaled(hyper: HyperParameters, k: number): HyperParameters {
  return { ...hyper, learningRate: hyper.learningRate * k };
}

/**
 * Angle of k small steps over the angle of the one step at k times learning rate and batch, same samples:
 * arccos ρ_k(η)/arccos ρ₁(kη). SGD: about 1. Momentum: grows as √k while k ≪ 1/(1−α) and saturates at
 * √((1+α)/(1−α)). Derived, for gradients uncorrelated in time.
 */
export function smallOverLargeStep(hyper: HyperParameters, k: number): number {
  return netAngle(hyper, k) / netAngle(scaled(hyper, k), 1);
}

/**
 * Net angle of `steps` small steps over that of steps/k large ones: 1 once steps/k ≫ 1/(1−α). Derived, as above.
 * @param steps a multiple of k.
 */
export function smallOverLargeTrajectory(hyper: HyperParameters, k: number, steps: number): number {
  return netAngle(hyper, steps) / netAngle(scaled(hyper, k), steps / k);
}
