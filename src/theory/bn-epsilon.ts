/** How far BatchNorm's ε breaks scale invariance: the radial gradient that it leaves. */

/**
 * ⟨w_c,∂Loss/∂w_c⟩ of one filter followed by BatchNorm ŷ = (z−μ)/√(σ²+ε), y = γŷ + β:
 * ε/(σ²+ε)·Σᵢ ŷᵢ·∂Loss/∂ŷᵢ = ε/(σ²+ε)·γ·∂Loss/∂γ. Derived: scaling w by 1+s scales z−μ, and so multiplies
 * ŷ by 1 + s·ε/(σ²+ε); 0 for ε = 0, where the loss does not see the scale at all.
 * Units of loss.
 * @param variance biased batch variance σ² of the filter's output.
 * @param gammaGradient ∂Loss/∂γ of the same batch, without decay.
 */
export function radialGradientFromEpsilon(
  epsilon: number,
  variance: number,
  gamma: number,
  gammaGradient: number,
): number {
  return (epsilon / (variance + epsilon)) * gamma * gammaGradient;
}

/**
 * Share ε/(σ²+ε) of the scale that BatchNorm lets through, 0 (scale-invariant) to 1. Dimensionless. Keep σ² ≥ 1e-2
 * at ε = 1e-5: |cos(w,g)| then stays below about 0.3 %.
 */
export function scaleLeakage(epsilon: number, variance: number): number {
  return epsilon / (variance + epsilon);
}
