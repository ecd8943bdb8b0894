/** Momentum makes the norm overshoot its equilibrium and oscillate ("ring") when decay is fast. Coupled heavy ball. */
import type { HyperParameters } from './hyper-parameters';

/**
 * The intrinsic rate X above which ‖w‖ and AU ring: (1−α)/(8(1+α)), 0.0066 at α = 0.9. Per step.
 * Derived from the slow modes below for α near 1; right to 4 % at α = 0.5, meaningless at α = 0: SGD does not ring.
 * AU* is the same beyond it, only the way there differs.
 */
export function ringingThreshold(momentum: number): number {
  return (1 - momentum) / (8 * (1 + momentum));
}

export interface NormMode {
  /** Per step: deviations of ‖w‖² from equilibrium shrink as e^(−decayRate·t). */
  readonly decayRate: number;
  /** Steps per oscillation; Infinity where the approach is monotone. */
  readonly period: number;
}

/**
 * The slowest mode of ‖w‖² near equilibrium at constant L: the eigenvalue μ of largest magnitude of the recursion
 * of norm-recursion.ts linearised at its fixed point; decayRate = −ln|μ|, period = 2π/arg μ. Derived.
 * For small X the rate is 4X; beyond the threshold it saturates at −½·ln α.
 * @param hyper λ > 0 and η > 0; with dampening pass η(1 − dampening) as the learning rate.
 */
export function slowestNormMode(hyper: HyperParameters): NormMode {
  const alpha = hyper.momentum;
  const x = hyper.learningRate * hyper.weightDecay;
  // At the fixed point with ‖w‖² = 1: q = η²‖v‖² and p = η⟨w,v⟩ = −q/2 (stationary ‖w‖², ‖v‖², ⟨w,v⟩)
  const q = (2 * x) / (1 + alpha);
  const drive = q * (1 - alpha ** 2) - x ** 2 + alpha * x * q;
  // Rows: how (‖w‖², p, q) of the next step answer to (‖w‖², p, q) of this one
  const qRow = [x ** 2 - drive, 2 * alpha * x, alpha ** 2] as const;
  const pRow = [x - qRow[0], alpha - qRow[1], -qRow[2]] as const;
  const aRow = [1 - 2 * x + qRow[0], -2 * alpha + qRow[1], qRow[2]] as const;

  const minor = (r: readonly number[], s: readonly number[], i: number, j: number) =>
    r[i]! * s[j]! - r[j]! * s[i]!;
  const trace = aRow[0] + pRow[1] + qRow[2];
  const minors = minor(aRow, pRow, 0, 1) + minor(aRow, qRow, 0, 2) + minor(pRow, qRow, 1, 2);
  const determinant =
    aRow[0] * minor(pRow, qRow, 1, 2) - aRow[1] * minor(pRow, qRow, 0, 2) + aRow[2] * minor(pRow, qRow, 0, 1);

  // μ³ − trace·μ² + minors·μ − determinant: one real root by bisection, the others from the quadratic left over
  let low = -2;
  let high = 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (((middle - trace) * middle + minors) * middle - determinant > 0) high = middle;
    else low = middle;
  }
  const real = (low + high) / 2;
  const half = (trace - real) / 2;
  const product = minors - 2 * half * real;
  const discriminant = half ** 2 - product;
  if (discriminant >= 0) {
    const root = Math.sqrt(discriminant);
    const largest = Math.max(Math.abs(half + root), Math.abs(half - root), Math.abs(real));
    return { decayRate: -Math.log(largest), period: Number.POSITIVE_INFINITY };
  }
  if (real ** 2 > product) return { decayRate: -Math.log(Math.abs(real)), period: Number.POSITIVE_INFINITY };
  return {
    decayRate: -Math.log(product) / 2,
    period: (2 * Math.PI) / Math.atan2(Math.sqrt(-discriminant), half),
  };
}
