/**
 * The state in which weight decay and the gradient's outward push balance.
 *
 * With R = ‖w‖², L = E(‖w‖²‖g‖²) and ⟨w,g⟩ = 0 (scale invariance), gradients uncorrelated in time give
 * dR/dt = −2X·R + (ηS₁)²·L/R and AU² = η²·S₂·L/R² (S₁, S₂: impulse-response.ts); X is the rate at which
 * the norm decays without a gradient. Everything below is the fixed point of this pair. For coupled heavy
 * ball the angular update needs no noise model at all: it holds for any gradient orthogonal to w.
 */
import { type HyperParameters, heavyBall, type UpdateRule } from './hyper-parameters';
import { impulseResponse } from './impulse-response';

/**
 * X = ηλ·S₁, for coupled heavy ball ηλ/(1−α); decoupled ηλ. Per step: ‖w‖ ~ e^(−Xt) without a gradient.
 * (Li, Lyu & Arora 2020 call ηλ the intrinsic learning rate.)
 */
export function intrinsicRate(hyper: HyperParameters, rule: UpdateRule = heavyBall): number {
  const rate = hyper.learningRate * hyper.weightDecay;
  return rule.decoupled ? rate : rate * impulseResponse(hyper.momentum, rule).sum;
}

/**
 * τ = 1/(4X) steps: deviations of ‖w‖⁴ and of AU shrink by e per τ near equilibrium. Infinity without decay.
 * Derived: dR/dt above is linear in R², with rate 4X.
 */
export function timeConstant(hyper: HyperParameters, rule: UpdateRule = heavyBall): number {
  return 1 / (4 * intrinsicRate(hyper, rule));
}

/** x = 1 − cos AU* = X·S₂/S₁², for coupled heavy ball ηλ/(1+α). Dimensionless. */
function equilibriumVersine(hyper: HyperParameters, rule: UpdateRule): number {
  const { sum, energy } = impulseResponse(hyper.momentum, rule);
  return (intrinsicRate(hyper, rule) * energy) / sum ** 2;
}

/**
 * AU*, root mean square angle per step in rad: arccos(1 − x), to leading order √(2x).
 * SGD √(2ηλ); heavy ball √(2ηλ/(1+α)) (Wan et al. 2020, theorem 3); Nesterov √(2ηλ(1+2α−2α³)/(1+α));
 * dampening d: η(1−d) for η; decoupled: times √(1−α). The last three derived.
 * Exact for coupled heavy ball and any gradient orthogonal to w: stationarity of R, ‖v‖² and ⟨w,v⟩ gives
 * E⟨w_t,w_{t+1}⟩/E‖w‖² = 1 − ηλ/(1+α). Leading order in X otherwise; Nesterov's and the decoupled form
 * assume gradients uncorrelated in time. The mean and the median lie below the RMS.
 * 0 without decay (no equilibrium but the limit), NaN where the decay alone is unstable (x > 2).
 */
export function equilibriumAngularUpdate(hyper: HyperParameters, rule: UpdateRule = heavyBall): number {
  // arccos(1−x) without the cancellation in 1−x
  return 2 * Math.asin(Math.sqrt(equilibriumVersine(hyper, rule) / 2));
}

/**
 * ‖w*‖ = (η²S₁²L/(2X))^¼·(1−x/2)^(−¼), for heavy ball (ηL/(λ(1−α)(2−ηλ/(1+α))))^¼
 * (Wan et al. 2020, theorem 2; exact there, leading order for the other rules: decoupled, it is too large by about
 * αηλ/(4(1−α)), 1 % at ηλ = 5e-3 and α = 0.9).
 * @param unitGradientSquared L = E(‖w‖²‖g‖²) for gradients uncorrelated in time; for coupled heavy ball use
 * h̃ of unit-gradient.ts, which keeps it exact for any gradient. Units of loss².
 * @returns a length in units of w; Infinity without decay, NaN with learning rate 0, where nothing moves.
 */
export function equilibriumNorm(
  hyper: HyperParameters,
  unitGradientSquared: number,
  rule: UpdateRule = heavyBall,
): number {
  const reach = hyper.learningRate * impulseResponse(hyper.momentum, rule).sum;
  const leading = (reach ** 2 * unitGradientSquared) / (2 * intrinsicRate(hyper, rule));
  return (leading / (1 - equilibriumVersine(hyper, rule) / 2)) ** 0.25;
}

/**
 * ‖g‖/‖w‖ at equilibrium = √(2X)/(ηS₁), for SGD √(2λ/η) (Defazio 2025), heavy ball √(2λ(1−α)/η) (derived).
 * The same for every layer whatever its size, for gradients uncorrelated in time. Units of 1/(lr).
 */
export function equilibriumGradientToWeight(hyper: HyperParameters, rule: UpdateRule = heavyBall): number {
  const reach = hyper.learningRate * impulseResponse(hyper.momentum, rule).sum;
  return Math.sqrt(2 * intrinsicRate(hyper, rule)) / reach;
}
