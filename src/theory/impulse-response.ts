/** What one gradient does to the weights over all later steps: all that the theory needs to know of a rule. */
import { heavyBall, intakeShare, type UpdateRule } from './hyper-parameters';

export interface ImpulseResponse {
  /** S₁ = Σcᵢ: the whole way a gradient moves the weights, in units of ηg. */
  readonly sum: number;
  /** S₂ = Σcᵢ²: E‖Δw‖² = η²·S₂·E‖g‖² for gradients uncorrelated in time. */
  readonly energy: number;
}

/**
 * A gradient moves the weights by η·cᵢ·g in the i-th step after it. With q = 1 − dampening (1 without momentum):
 * heavy ball cᵢ = q·αⁱ, so S₁ = q/(1−α), S₂ = q²/(1−α²);
 * Nesterov c₀ = 1+α, cᵢ = αⁱ⁺¹, so S₁ = 1/(1−α), S₂ = (1+2α−2α³)/(1−α²). Derived (geometric sums).
 * Dimensionless. The place of the learning rate and decoupling do not matter here.
 */
export function impulseResponse(momentum: number, rule: UpdateRule = heavyBall): ImpulseResponse {
  const fullSum = 1 / (1 - momentum);
  const fullEnergy = 1 / (1 - momentum ** 2);
  if (rule.nesterov) {
    return { sum: fullSum, energy: (1 + 2 * momentum - 2 * momentum ** 3) * fullEnergy };
  }
  const kept = intakeShare(momentum, rule);
  return { sum: kept * fullSum, energy: kept ** 2 * fullEnergy };
}
