/**
 * The angular update after the learning rate is divided by k, from equilibrium, at constant L.
 *
 * AU* falls by √k only, but the step at once by k: the norm is still the one of the old learning rate. Dividing the
 * norm by k^¼ at the cut (Wan et al. 2020, section 4.1) puts the weight where it will end up.
 */
import { intrinsicRate } from './equilibrium';
import { type HyperParameters, heavyBall, type UpdateRule } from './hyper-parameters';
import { relaxedRatio, stepsUntilWithin } from './transient';

export interface RescaleFactors {
  /** For scale-invariant weights, whose loss does not see it: k^(−1/4) (Wan et al. 2020). */
  readonly weight: number;
  /** For their momentum buffers: k^(1/4), since gradients grow as 1/‖w‖. Derived; the paper does not say. */
  readonly buffer: number;
  /** For the running mean of the BatchNorm behind the layer, which scales with the weight. */
  readonly runningMean: number;
  /** For its running variance: k^(−1/2). */
  readonly runningVariance: number;
}

/** What to multiply with when the learning rate is divided by k > 0. Dimensionless. */
export function rescaleFactors(k: number): RescaleFactors {
  const weight = k ** -0.25;
  return { weight, buffer: 1 / weight, runningMean: weight, runningVariance: weight ** 2 };
}

/**
 * AU/AU*_new, t steps after the cut without rescaling: 1/√(1 + (k−1)e^(−4X't)), X' at the new learning rate.
 * 1/√k on the first step (t = 0), that is AU_old/k: at once, momentum or not, since PyTorch's buffer holds
 * gradients. Derived: transient.ts from AU_old/k = AU*_new/√k.
 * @param hyper the hyper-parameters after the cut.
 */
export function ratioAfterCut(
  hyper: HyperParameters,
  k: number,
  steps: number,
  rule: UpdateRule = heavyBall,
): number {
  return relaxedRatio(hyper, k ** -0.5, steps, rule);
}

/**
 * AU/AU_old at the n-th step (n ≥ 1) after the cut with the learning rate inside the buffer:
 * √(α²ⁿ + (1−α²ⁿ)/k²). The old steps run on for 1/(1−α) steps. Derived for uncorrelated gradients and
 * AU_old/(1−α) ≪ 1, n ≪ τ of the new learning rate.
 */
export function coastingRatio(momentum: number, k: number, n: number): number {
  const old = momentum ** (2 * n);
  return Math.sqrt(old + (1 - old) / k ** 2);
}

/**
 * AU/AU*_new at the n-th step (n ≥ 1) after the cut with weights rescaled by k^(−1/4) and buffers by `bufferFactor`:
 * √(1 − α²ⁿ(1 − ρ²)), ρ = bufferFactor/k^¼. With k^¼ it is 1 from the first step; 1 for a kept buffer (0.67 first,
 * at k = 10, α = 0.9) or 0 for an emptied one (0.44) need about 1/(1−α) steps. Derived: heavy ball with the learning
 * rate outside; the buffer's energy decays by α² a step towards its new equilibrium.
 */
export function ratioAfterRescale(momentum: number, k: number, n: number, bufferFactor: number): number {
  const energy = (bufferFactor * k ** -0.25) ** 2;
  return Math.sqrt(1 - momentum ** (2 * n) * (1 - energy));
}

/** Steps after a cut without rescaling until AU is within `tolerance` of AU*_new: ln((k−1)/0.108)/(4X') at 5 %. */
export function stepsAfterCut(
  hyper: HyperParameters,
  k: number,
  tolerance = 0.05,
  rule: UpdateRule = heavyBall,
): number {
  return stepsUntilWithin(hyper, k ** -0.5, tolerance, rule);
}

/**
 * The paper's count of steps to the new equilibrium, ln(k)/(2X') (Wan et al. 2020, corollary 3.1, read with the new
 * learning rate): where AU/AU*_new = 1/√(1 + (k−1)/k²), 96 % at k = 10 and 89 % at k = 2.
 */
export function paperStepsAfterCut(hyper: HyperParameters, k: number, rule: UpdateRule = heavyBall): number {
  return Math.log(k) / (2 * intrinsicRate(hyper, rule));
}
