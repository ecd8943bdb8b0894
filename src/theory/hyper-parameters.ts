/** The hyper-parameters that alone set the equilibrium, and the form of the update they act in. */

/** Domain of every formula in this room: learningRate ≥ 0, weightDecay ≥ 0, 0 ≤ momentum < 1. */
export interface HyperParameters {
  /** η, per step. */
  readonly learningRate: number;
  /** λ, coefficient of L2 decay (g + λw), not of ½λ. */
  readonly weightDecay: number;
  /** α, share of the momentum buffer that is kept per step. */
  readonly momentum: number;
}

/**
 * How momentum and decay enter the step. With d = g + λw (g alone if decoupled):
 * v ← αv + (1 − dampening)·d, w ← w − ηv; Nesterov steps along d + αv instead of v.
 */
export interface UpdateRule {
  /** Step along d + αv. PyTorch allows it with dampening 0 only, and so do the formulas here. */
  readonly nesterov: boolean;
  /** Share of d kept out of the buffer (PyTorch: not on the very first step, nor without momentum). */
  readonly dampening: number;
  /** Decay acts on the weights, w ← (1 − ηλ)w, and not through the buffer (SGDW). */
  readonly decoupled: boolean;
  /** The buffer collects steps, v ← αv + ηd, w ← w − v (Sutskever, TensorFlow), not gradients (PyTorch). */
  readonly learningRateInBuffer: boolean;
}

/**
 * The share of d = g + λw that enters the buffer at a step: 1 − dampening. PyTorch keeps no buffer without momentum, and
 * its first one is d itself: both take all of it.
 * @param isFirst no buffer is there yet
 */
export function intakeShare(momentum: number, rule: UpdateRule, isFirst = false): number {
  return isFirst || momentum === 0 ? 1 : 1 - rule.dampening;
}

/** PyTorch's SGD with momentum and L2 decay. */
export const heavyBall: UpdateRule = {
  nesterov: false,
  dampening: 0,
  decoupled: false,
  learningRateInBuffer: false,
};
