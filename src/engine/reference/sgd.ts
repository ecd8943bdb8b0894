/**
 * Stochastic gradient descent with momentum and L2 decay in float64, in PyTorch's form.
 *
 *   d = g + λw,  v ← αv + d,  w ← w − ηv;  Nesterov: w ← w − η(d + αv) with the new v
 *
 * v starts at 0, so the first step is v = d.
 */
import type { HyperParameters } from '../../theory/hyper-parameters';

export interface SgdOptions extends HyperParameters {
  readonly nesterov: boolean;
}

export interface SgdState {
  readonly weight: Float64Array;
  /** The momentum buffer v. */
  readonly momentum: Float64Array;
}

/** One step of one tensor; all arrays have its length. @param gradient g, of the loss alone */
export function sgdStep(
  { weight, momentum }: SgdState,
  gradient: Float64Array,
  options: SgdOptions,
): SgdState {
  const { learningRate, weightDecay, momentum: keep, nesterov } = options;
  const decayed = gradient.map((value, k) => value + weightDecay * weight[k]!);
  const buffer = momentum.map((value, k) => keep * value + decayed[k]!);
  const direction = nesterov ? decayed.map((value, k) => value + keep * buffer[k]!) : buffer;
  return { weight: weight.map((value, k) => value - learningRate * direction[k]!), momentum: buffer };
}
