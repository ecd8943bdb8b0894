/** How far the direction wanders at equilibrium over many steps, while gradients are noise. Coupled heavy ball. */
import type { HyperParameters } from './hyper-parameters';

/**
 * ρ_n = E⟨w_t,w_{t+n}⟩/E‖w‖², n = 0…steps: ρ₀ = 1, ρ₁ = 1 − ηλ/(1+α), ρ_n = (1+α−ηλ)ρ_{n−1} − αρ_{n−2};
 * about e^(−Xn) for n ≫ 1/(1−α). Derived: with gradients uncorrelated in time w is an autoregression of order 2.
 * A real loss pulls back: the angle then reaches only a part of what this says.
 */
export function directionCorrelation(hyper: HyperParameters, steps: number): number {
  const { momentum } = hyper;
  const rate = hyper.learningRate * hyper.weightDecay;
  let before = 1;
  let correlation = steps === 0 ? 1 : 1 - rate / (1 + momentum);
  for (let n = 2; n <= steps; n++) {
    const next = (1 + momentum - rate) * correlation - momentum * before;
    before = correlation;
    correlation = next;
  }
  return correlation;
}

/** Angle in rad between the weights now and `steps` steps later: arccos ρ_n, at most about π/2. */
export function netAngle(hyper: HyperParameters, steps: number): number {
  return Math.acos(directionCorrelation(hyper, steps));
}
