/** The mean size of a tensor's gradients, as its norm remembers it: what sets the norm of the equilibrium. */
import type { TensorDescription } from '../engine/telemetry/step-batch';
import { equilibriumNorm } from '../theory/equilibrium';
import { type StepTheory, theoryApplies } from './theory-line';

/** Bounds in steps of the average, which else is τ: what the norm itself remembers. */
const SHORTEST_WINDOW = 50;
const LONGEST_WINDOW = 1000;

export class NormDrive {
  private unitSum = 0;
  private driveSum = 0;
  private weight = 0;

  /**
   * Takes a step; values that are not finite are passed over.
   * @param unit ‖w‖²‖g‖²  @param drive h̃ = ‖w‖²(‖g‖² + 2α⟨v,g⟩)
   */
  push(unit: number, drive: number, theory: StepTheory): void {
    if (!Number.isFinite(unit) || !Number.isFinite(drive)) return;
    const window = Math.min(Math.max(theory.timeConstant, SHORTEST_WINDOW), LONGEST_WINDOW);
    const keep = 1 - 1 / window;
    this.unitSum = keep * this.unitSum + unit / window;
    this.driveSum = keep * this.driveSum + drive / window;
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
