/**
 * The exact identity of SGD with momentum: it holds for every tensor, normalised or not, at every step, and so
 * tells "not at equilibrium yet" from "something is broken".
 *
 * With a = ‖w‖², Δ the step, D = ‖Δ‖², b = α·η_t/η_{t−1} (α with the learning rate inside the buffer) and q the share
 * of the gradient that enters the buffer (1 − dampening):
 *   D_t + b·D_{t−1} = (a_{t+1} − a_t) − b·(a_t − a_{t−1}) + 2η_t·q(λ·a_t + ⟨w_t,g_t⟩).
 * Derived: Δ_t = b·Δ_{t−1} − η_t·q(g_t + λw_t); take the product with w_t, and use 2⟨w_t,Δ_t⟩ = a_{t+1} − a_t − D_t
 * and 2⟨w_t,Δ_{t−1}⟩ = a_t − a_{t−1} + D_{t−1}.
 *
 * With decoupled decay it is Δ + ηλw that the buffer carries on. With c = b·η_{t−1}λ_{t−1} and
 * 2⟨w_t,w_{t−1}⟩ = a_t + a_{t−1} − D_{t−1} likewise
 *   D_t + (b − c)·D_{t−1} = (a_{t+1} − a_t) − b·(a_t − a_{t−1}) − c·(a_t + a_{t−1}) + 2η_t(λ·a_t + q⟨w_t,g_t⟩).
 *
 * It can be fed in two ways, which prove different things:
 *  - a_{t+1} measured, as the norm the next step starts from. Then it fails also if anything but the update moved
 *    the weights, or if ‖w‖², ⟨w,Δ⟩ and ‖Δ‖² disagree. Its noise is the float32 error of the two norms (≤ 5e-7·a
 *    per step); summed over a window the norms telescope and that error is spent only once.
 *  - a_{t+1} implied, as a_t + 2⟨w_t,Δ_t⟩ + D_t. Then D_t drops out, and what is left is the update rule along w:
 *    ⟨w_t,Δ_t⟩ = b⟨w_t,Δ_{t−1}⟩ − η_t(λa_t + ⟨w_t,g_t⟩). It still fails for a wrong η, λ, α or ⟨w,g⟩ and for a wrong
 *    D_{t−1}, but it cannot see a wrong D_t at α = 0, nor weights changed between steps.
 * Neither shows that the gradient is right: the loss and the norm do.
 */
import { heavyBall, type UpdateRule } from './hyper-parameters';

/** One tensor's sums at one step, and the hyper-parameters that this step used. */
export interface IdentityRecord {
  /** a_t = ‖w_t‖², before the step. */
  readonly normSquared: number;
  /** ⟨w_t,Δ_t⟩. */
  readonly dot: number;
  /** D_t = ‖Δ_t‖². */
  readonly deltaSquared: number;
  /** ⟨w_t,g_t⟩, g without the decay term. */
  readonly weightDotGradient: number;
  readonly learningRate: number;
  /** λ as applied to this tensor: 0 where it is not decayed. */
  readonly weightDecay: number;
  readonly momentum: number;
  /** q, the share of the gradient that this step put into the buffer (`intakeShare`); 1 without dampening. */
  readonly intake: number;
}

export interface IdentitySides {
  /** D_t + (b − c)·D_{t−1}, units of ‖w‖². */
  readonly left: number;
  /** The other side of the identity, units of ‖w‖². */
  readonly right: number;
  /** (left − right)/a_t: at most about 5e-7 in magnitude for a correct float32 run. */
  readonly residual: number;
}

/** Nesterov's step would need ⟨w_t,g_{t−1}⟩ as well. */
export function identityApplies(rule: UpdateRule): boolean {
  return !rule.nesterov;
}

/**
 * Both sides of the identity for the step `current`.
 * @param previous the step before; undefined for the first step after the buffer was emptied (b = 0).
 * @param nextNormSquared measured a_{t+1}; without it the implied form is used (see above).
 * @returns undefined where the buffer cannot be read off the last step: that one had η = 0 and did not move.
 */
export function identitySides(
  previous: IdentityRecord | undefined,
  current: IdentityRecord,
  nextNormSquared?: number,
  rule: UpdateRule = heavyBall,
): IdentitySides | undefined {
  const carried = bufferShare(previous, current, rule);
  if (carried === undefined) return undefined;
  const { normSquared, dot, deltaSquared, weightDotGradient, learningRate, weightDecay, intake } = current;
  const growth = nextNormSquared === undefined ? 2 * dot + deltaSquared : nextNormSquared - normSquared;
  let left = deltaSquared;
  const decay = (rule.decoupled ? 1 : intake) * weightDecay;
  let right = growth + 2 * learningRate * (decay * normSquared + intake * weightDotGradient);
  if (previous) {
    const previousGrowth =
      nextNormSquared === undefined
        ? 2 * previous.dot + previous.deltaSquared
        : normSquared - previous.normSquared;
    const decayCarried = rule.decoupled ? carried * previous.learningRate * previous.weightDecay : 0;
    left += (carried - decayCarried) * previous.deltaSquared;
    right -= carried * previousGrowth + decayCarried * (2 * previous.normSquared + previousGrowth);
  }
  return { left, right, residual: (left - right) / normSquared };
}

/** b, the share of the last step that this step repeats: α·η_t/η_{t−1}, or α with the learning rate inside. */
function bufferShare(
  previous: IdentityRecord | undefined,
  current: IdentityRecord,
  rule: UpdateRule,
): number | undefined {
  if (!previous || current.momentum === 0) return 0;
  if (rule.learningRateInBuffer) return current.momentum;
  if (previous.learningRate === 0) return undefined;
  return (current.momentum * current.learningRate) / previous.learningRate;
}

/**
 * The identity over a run, always in its measured form: a step is judged when the next one's norm is known.
 * Feed it every step of one tensor, in order, starting at an empty buffer (or call `skip` first).
 */
export class IdentityAccumulator {
  private readonly lefts: Float64Array;
  private readonly rights: Float64Array;
  private readonly residuals: Float64Array;
  private judged = 0;
  private previous: IdentityRecord | undefined;
  private pending: IdentityRecord | undefined;
  private previousKnown = true;
  /** Whether the buffer is not the one that the last step left. */
  private isBroken = false;
  private rescaledBy = 1;
  private readonly rule: UpdateRule;

  /** @param window how many judged steps `ratio` and `worstResidual` look back, ≥ 1. */
  constructor(window: number, rule: UpdateRule = heavyBall) {
    this.lefts = new Float64Array(window);
    this.rights = new Float64Array(window);
    this.residuals = new Float64Array(window);
    this.rule = rule;
  }

  /** Takes step t and returns the sides of step t−1, if that one could be judged. */
  push(record: IdentityRecord): IdentitySides | undefined {
    let sides: IdentitySides | undefined;
    if (this.pending) {
      if (this.previousKnown) {
        const nextNormSquared = record.normSquared / this.rescaledBy ** 2;
        sides = identitySides(this.previous, this.pending, nextNormSquared, this.rule);
      }
      this.previous = this.pending;
      this.previousKnown = !this.isBroken;
    }
    this.pending = record;
    this.isBroken = false;
    this.rescaledBy = 1;
    if (sides) {
      const slot = this.judged++ % this.lefts.length;
      this.lefts[slot] = sides.left;
      this.rights[slot] = sides.right;
      this.residuals[slot] = sides.residual;
    }
    return sides;
  }

  /**
   * Call when weights were multiplied between two steps, and their buffer by whatever: only the next step is not judged.
   * @param weights what they were multiplied with, not 0
   */
  rescale(weights: number): void {
    this.rescaledBy *= weights;
    this.isBroken = true;
  }

  /**
   * Call when weights or buffers were changed between two steps (a restored checkpoint) or steps are missing: the steps
   * on both sides of the break are not judged.
   */
  skip(): void {
    this.previous = undefined;
    this.pending = undefined;
    this.previousKnown = false;
  }

  /** Σleft/Σright over the window: 1 if all is well. NaN before the first judged step and while nothing moves. */
  ratio(): number {
    return sum(this.lefts) / sum(this.rights);
  }

  /**
   * Does the identity hold over the window? |Σleft − Σright| ≤ tolerance·Σleft + 1e-6·‖w‖²: the second term is what
   * the float32 errors of the norms at both ends leave when hardly anything moves. True while nothing was judged,
   * false with a NaN.
   */
  holds(tolerance = 1e-4): boolean {
    if (this.judged === 0 || !this.pending) return true;
    const left = sum(this.lefts);
    return Math.abs(left - sum(this.rights)) <= tolerance * left + normNoise * this.pending.normSquared;
  }

  /** The largest |residual| in the window, relative to ‖w‖²; 0 before the first judged step, NaN if one is NaN. */
  worstResidual(): number {
    return this.residuals.reduce((worst, residual) => Math.max(worst, Math.abs(residual)), 0);
  }
}

/** Relative float32 error of the difference of two summed norms, with room to spare. */
const normNoise = 1e-6;

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
