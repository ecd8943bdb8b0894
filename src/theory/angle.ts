/**
 * The angle a weight vector turns in one step, finished in float64.
 *
 * Neither arccos of a dot product nor a float32 atan2 of unit vectors resolves the 1e-4 rad that matter here:
 * near 1 a float32 cosine has no angles between 0 and 3.5e-4. Sums over the difference Δ of the *stored*
 * vectors do: subtracting neighbouring floats is exact or nearly so, and nothing cancels afterwards.
 */

export interface TurnSums {
  /** ‖w‖² before the step. */
  readonly normSquared: number;
  /** ⟨w,Δ⟩. */
  readonly dot: number;
  /** ‖Δ⊥‖², Δ⊥ = Δ − (⟨w,Δ⟩/‖w‖²)·w; all of ‖Δ‖² where w = 0. */
  readonly perpendicularSquared: number;
}

/**
 * Angle in rad, [0, π], between w and w + Δ: atan2(‖Δ⊥‖, ‖w‖ + ⟨w,Δ⟩/‖w‖). Exact given its sums.
 * @param normSquared ‖w‖²  @param dot ⟨w,Δ⟩  @param perpendicularSquared ‖Δ⊥‖²
 * @returns NaN where w = 0: there is no direction to turn from.
 */
export function angleFromSums(normSquared: number, dot: number, perpendicularSquared: number): number {
  const norm = Math.sqrt(normSquared);
  return Math.atan2(Math.sqrt(perpendicularSquared), norm + dot / norm);
}

/** ‖Δ‖² = ‖Δ⊥‖² + ⟨w,Δ⟩²/‖w‖²: a sum of two squares, so nothing cancels. */
export function deltaSquaredFromSums(normSquared: number, dot: number, perpendicularSquared: number): number {
  return normSquared === 0 ? perpendicularSquared : perpendicularSquared + dot ** 2 / normSquared;
}

/**
 * The sums of a whole tensor from those of its filters (one entry per filter, same order in all three):
 * ‖w‖² = Σ‖w_c‖², ⟨w,Δ⟩ = Σ⟨w_c,Δ_c⟩, ‖Δ⊥‖² = Σ‖Δ⊥,c‖² + Σ(p_c − p̄)²‖w_c‖²,
 * p_c = ⟨w_c,Δ_c⟩/‖w_c‖², p̄ = ⟨w,Δ⟩/‖w‖². Derived: Δ_c = p_c·w_c + Δ⊥,c, so Δ − p̄·w has the parts
 * (p_c − p̄)·w_c and Δ⊥,c, all orthogonal. Only non-negative terms are added, unlike in ‖Δ‖² − ⟨w,Δ⟩²/‖w‖².
 * A filter with w_c = 0 has no p_c and adds its ‖Δ‖² only.
 */
export function mergeFilters(
  normSquared: ArrayLike<number>,
  dot: ArrayLike<number>,
  perpendicularSquared: ArrayLike<number>,
): TurnSums {
  let norms = 0;
  let dots = 0;
  let perpendiculars = 0;
  for (let c = 0; c < normSquared.length; c++) {
    norms += normSquared[c]!;
    dots += dot[c]!;
    perpendiculars += perpendicularSquared[c]!;
  }
  const meanStretch = norms === 0 ? 0 : dots / norms;
  for (let c = 0; c < normSquared.length; c++) {
    const filterNorm = normSquared[c]!;
    if (filterNorm > 0) perpendiculars += (dot[c]! / filterNorm - meanStretch) ** 2 * filterNorm;
  }
  return { normSquared: norms, dot: dots, perpendicularSquared: perpendiculars };
}

/**
 * Reference: the angle in rad between two vectors of equal length by Kahan's formula
 * 2·atan2(‖w₀|w₁| − w₁|w₀|‖, ‖w₀|w₁| + w₁|w₀|‖), accumulated in float64; accurate at every angle.
 * For angles far from a reference step as well, where the sums above would have to be kept per step.
 */
export function angleBetween(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let firstSquared = 0;
  let secondSquared = 0;
  for (let i = 0; i < first.length; i++) {
    firstSquared += first[i]! ** 2;
    secondSquared += second[i]! ** 2;
  }
  const firstNorm = Math.sqrt(firstSquared);
  const secondNorm = Math.sqrt(secondSquared);
  let difference = 0;
  let sum = 0;
  for (let i = 0; i < first.length; i++) {
    const a = first[i]! * secondNorm;
    const b = second[i]! * firstNorm;
    difference += (a - b) ** 2;
    sum += (a + b) ** 2;
  }
  return 2 * Math.atan2(Math.sqrt(difference), Math.sqrt(sum));
}
