/** The gradient's size freed from the weight's: L and h̃ = ‖w‖²‖g‖², which depend on the direction of w only. */

/**
 * h̃ = ‖w‖²(‖g‖² + 2α⟨v_prev,g⟩): what drives ‖w‖ under coupled heavy ball, for any gradient
 * (Wan et al. 2020, theorem 2). With α = 0, or its last term averaging out, it is the plain L = ‖w‖²‖g‖².
 * Units of loss². A single value can be negative; only its mean is meaningful.
 * @param bufferDotGradient ⟨v_prev,g⟩, v_prev the buffer before this step, with the learning rate outside
 * (lr inside: divide by η; dampening: divide by 1 − dampening).
 */
export function unitGradientSquared(
  normSquared: number,
  gradientSquared: number,
  momentum: number,
  bufferDotGradient: number,
): number {
  return normSquared * (gradientSquared + 2 * momentum * bufferDotGradient);
}
