/**
 * The exact step of the three scalars that carry a scale-invariant weight's size: ‖w‖², ⟨w,v⟩, ‖v‖².
 *
 * Taking the norms and the product of both sides of the update, with ⟨w,g⟩ = 0, closes on these three and the
 * drive h̃. Fed with the measured h̃ = ‖w‖²(‖g‖² + 2α⟨v_prev,g⟩) it is an identity for heavy ball; fed with the
 * mean L of gradients uncorrelated in time it is exact in expectation, to first order in fluctuations of ‖w‖.
 */
import { type HyperParameters, heavyBall, intakeShare, type UpdateRule } from './hyper-parameters';

export interface NormState {
  /** A = ‖w‖². */
  readonly normSquared: number;
  /** B = ⟨w,v⟩ with v the buffer the last step left behind, in the units of the rule's own buffer. */
  readonly normDotBuffer: number;
  /** C = ‖v‖². */
  readonly bufferSquared: number;
}

/** A weight with an empty momentum buffer, as at the start of a run. */
export function stateWithEmptyBuffer(normSquared: number): NormState {
  return { normSquared, normDotBuffer: 0, bufferSquared: 0 };
}

/** The state after w ← weightFactor·w, v ← bufferFactor·v. */
export function rescale(state: NormState, weightFactor: number, bufferFactor: number): NormState {
  return {
    normSquared: state.normSquared * weightFactor ** 2,
    normDotBuffer: state.normDotBuffer * weightFactor * bufferFactor,
    bufferSquared: state.bufferSquared * bufferFactor ** 2,
  };
}

/**
 * One optimizer step. For heavy ball, with b = αB + λA:
 * C' = α²C + h̃/A + λ²A + 2αλB, A' = A − 2ηb + η²C', B' = b − ηC',
 * angle = atan2(η√(C' − b²/A), (A − ηb)/√A). Derived; other rules likewise. A learning rate inside the buffer
 * is the same with η·g, η·λ for g, λ and 1 for η outside; a change of hyper-parameters is just another `hyper`.
 * The first step of a dampened rule is not dampened: pass dampening 0 for it.
 * @param drive h̃ (or L) of unit-gradient.ts, units of loss². Nesterov's step needs L: its two gradient terms
 * weigh differently, so that a measured h̃ does not make it an identity.
 * @returns the next state and the step's angle in rad.
 */
export function step(
  state: NormState,
  hyper: HyperParameters,
  drive: number,
  rule: UpdateRule = heavyBall,
): { readonly state: NormState; readonly angle: number } {
  const { normSquared: A, normDotBuffer: B, bufferSquared: C } = state;
  const { learningRate, weightDecay, momentum: alpha } = hyper;
  const intake = intakeShare(alpha, rule) * (rule.learningRateInBuffer ? learningRate : 1);
  const stepSize = rule.learningRateInBuffer ? 1 : learningRate;
  const decayIn = rule.decoupled ? 0 : intake * weightDecay;
  const keep = rule.decoupled ? 1 - learningRate * weightDecay : 1;

  // d = intake·g + decayIn·w enters the buffer; `fresh` holds its gradient's terms, cross term included
  const fresh = (intake ** 2 * drive) / A;
  const nextC = alpha ** 2 * C + fresh + decayIn ** 2 * A + 2 * alpha * decayIn * B;
  const weightDotBuffer = alpha * B + decayIn * A;

  // u is what the weights move along: v, or for Nesterov d + αv
  let uDotU = nextC;
  let uDotW = weightDotBuffer;
  let uDotV = nextC;
  if (rule.nesterov) {
    const dDotD = fresh + decayIn ** 2 * A;
    const dDotV = alpha * decayIn * B + dDotD;
    uDotU = dDotD + 2 * alpha * dDotV + alpha ** 2 * nextC;
    uDotW = decayIn * A + alpha * weightDotBuffer;
    uDotV = dDotV + alpha * nextC;
  }
  const perpendicular = stepSize * Math.sqrt(Math.max(0, uDotU - uDotW ** 2 / A));
  const along = (keep * A - stepSize * uDotW) / Math.sqrt(A);
  return {
    state: {
      normSquared: keep ** 2 * A - 2 * keep * stepSize * uDotW + stepSize ** 2 * uDotU,
      normDotBuffer: keep * weightDotBuffer - stepSize * uDotV,
      bufferSquared: nextC,
    },
    angle: Math.atan2(perpendicular, along),
  };
}
