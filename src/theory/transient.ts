/**
 * How the angular update approaches its equilibrium: closed forms for constant hyper-parameters and constant
 * L = E(‖w‖²‖g‖²). A prediction drawn from these assumes that L stays what it was; for schedules, the first
 * steps after an empty buffer, and ringing use norm-recursion.ts.
 */
import { equilibriumAngularUpdate, intrinsicRate } from './equilibrium';
import { type HyperParameters, heavyBall, type UpdateRule } from './hyper-parameters';
import { impulseResponse } from './impulse-response';

/**
 * AU in rad of a weight of a given size: η√(S₂·L)/‖w‖², for heavy ball η√(L/(1−α²))/‖w‖². Derived for
 * gradients uncorrelated in time and a filled buffer; small angles.
 * @param unitGradientSquared L, units of loss².  @param normSquared ‖w‖².
 */
export function angularUpdateOfNorm(
  hyper: HyperParameters,
  unitGradientSquared: number,
  normSquared: number,
  rule: UpdateRule = heavyBall,
): number {
  const { energy } = impulseResponse(hyper.momentum, rule);
  return (hyper.learningRate * Math.sqrt(energy * unitGradientSquared)) / normSquared;
}

/**
 * AU(t)/AU* = 1/√(1 + (r₀⁻² − 1)·e^(−4Xt)), r₀ = AU₀/AU* = (‖w*‖/‖w₀‖)². Derived: ‖w‖⁴ relaxes exponentially
 * with rate 4X and AU ~ 1/‖w‖².
 * @param startRatio r₀ > 0.  @param steps t ≥ 0.
 */
export function relaxedRatio(
  hyper: HyperParameters,
  startRatio: number,
  steps: number,
  rule: UpdateRule = heavyBall,
): number {
  const excess = startRatio ** -2 - 1;
  return 1 / Math.sqrt(1 + excess * Math.exp(-4 * intrinsicRate(hyper, rule) * steps));
}

/** AU(t) in rad from AU₀ in rad, t steps later: AU*·relaxedRatio. Needs λ > 0; without decay see below. */
export function angularUpdateAt(
  hyper: HyperParameters,
  startAngularUpdate: number,
  steps: number,
  rule: UpdateRule = heavyBall,
): number {
  const target = equilibriumAngularUpdate(hyper, rule);
  return target * relaxedRatio(hyper, startAngularUpdate / target, steps, rule);
}

/**
 * Without decay (λ = 0): AU(t) = AU₀/√(1 + 2AU₀²·S₁²/S₂·t), which tends to √(S₂/(2S₁²·t)): for heavy ball
 * √((1−α)/(2(1+α)t)) whatever the learning rate. Derived: ‖w‖⁴ grows by 2η²S₁²L per step.
 * @param startAngularUpdate AU₀ in rad (Infinity: the limit law).  @param steps t ≥ 0.
 */
export function angularUpdateWithoutDecay(
  momentum: number,
  startAngularUpdate: number,
  steps: number,
  rule: UpdateRule = heavyBall,
): number {
  const { sum, energy } = impulseResponse(momentum, rule);
  return 1 / Math.sqrt(startAngularUpdate ** -2 + (2 * steps * sum ** 2) / energy);
}

/**
 * Steps until AU is within `tolerance` of AU*: ln(|r₀⁻² − 1| / |(1±tolerance)⁻² − 1|)/rate, rate = 4X
 * (for 5 % from below: the 0.108 of 1/0.95² − 1). Above the ringing threshold (ringing.ts) momentum limits
 * the rate to −½·ln α. Derived.
 * @param startRatio r₀ = AU₀/AU* = (‖w*‖/‖w₀‖)², > 0.
 * @returns steps ≥ 0, not rounded; 0 if already within; Infinity without decay.
 */
export function stepsUntilWithin(
  hyper: HyperParameters,
  startRatio: number,
  tolerance = 0.05,
  rule: UpdateRule = heavyBall,
): number {
  if (Math.abs(startRatio - 1) <= tolerance) return 0;
  const edge = startRatio < 1 ? 1 - tolerance : 1 + tolerance;
  const rate = Math.min(4 * intrinsicRate(hyper, rule), -Math.log(hyper.momentum) / 2);
  return Math.log((startRatio ** -2 - 1) / (edge ** -2 - 1)) / rate;
}
