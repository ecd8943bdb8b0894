/** The mean size of a tensor's gradients, as its norm remembers it: what sets the norm of the equilibrium. */
import type { TensorDescription } from '../engine/telemetry/step-batch';
import { equilibriumNorm } from '../theory/equilibrium';
import { intakeShare } from '../theory/hyper-parameters';
import { unitGradientSquared } from '../theory/unit-gradient';
import { type StepTheory, theoryApplies } from './theory-line';

/** Bounds in steps of the average, which else is τ: what the norm itself remembers. */
const SHORTEST_WINDOW = 50;
const LONGEST_WINDOW = 1000;

/** What drives the norm at a step: ‖w‖²‖g‖², and with the gradient's part along the buffer h̃. */
export interface Drive {
  readonly unit: number;
  readonly total: number;
}

/** @param bufferDotGradient ⟨v,g⟩, v the buffer before the step, in the units of the rule's own buffer */
export function driveOf(
  norm: number,
  gradientNorm: number,
  bufferDotGradient: number,
  { hyper, rule }: StepTheory,
): Drive {
  const unit = unitGradientSquared(norm ** 2, gradientNorm ** 2, 0, 0);
  const intake = intakeShare(hyper.momentum, rule) * (rule.learningRateInBuffer ? hyper.learningRate : 1);
  // No gradient enters the buffer: nothing is driven.
  if (intake === 0) return { unit, total: unit };
  const along = bufferDotGradient / intake;
  return { unit, total: unitGradientSquared(norm ** 2, gradientNorm ** 2, hyper.momentum, along) };
}

export class NormDrive {
  private unitSum = 0;
  private driveSum = 0;
  private weight = 0;

  /** Takes a step; values that are not finite are passed over. */
  push({ unit, total }: Drive, theory: StepTheory): void {
    if (!Number.isFinite(unit) || !Number.isFinite(total)) return;
    const window = Math.min(Math.max(theory.timeConstant, SHORTEST_WINDOW), LONGEST_WINDOW);
    const keep = 1 - 1 / window;
    this.unitSum = keep * this.unitSum + unit / window;
    this.driveSum = keep * this.driveSum + total / window;
    this.weight = keep * this.weight + 1 / window;
  }

  /** EMA(h̃)/EMA(‖w‖²‖g‖²): what correlated gradients change in the drive of the norm; 1 where unknown. */
  get correlation(): number {
    const ratio = this.driveSum / this.unitSum;
    return ratio > 0 ? ratio : 1;
  }

  /** ‖w*‖ for the measured gradients, NaN where theory does not apply. */
  equilibriumNorm(tensor: TensorDescription, theory: StepTheory): number {
    const mean = (theory.rule.nesterov ? this.unitSum : this.driveSum) / this.weight;
    if (!theoryApplies(tensor) || Number.isNaN(theory.angularUpdate) || !(mean > 0)) return Number.NaN;
    return equilibriumNorm(theory.hyper, mean, theory.rule);
  }
}
