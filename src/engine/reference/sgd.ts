/**
 * Stochastic gradient descent with momentum and weight decay in float64, in PyTorch's form unless told otherwise.
 *
 *   d = g + λw,  v ← αv + (1−τ)d,  w ← w − ηv;  Nesterov: w ← w − η(d + αv) with the new v
 *   decoupled: d = g, and w − ηλw in place of w;  learning rate inside the buffer: ηd for d, and 1 for η outside
 *
 * The first buffer is d itself, undampened, and without momentum there is none.
 */
import type { HyperParameters, UpdateRule } from '../../theory/hyper-parameters';

export type SgdOptions = HyperParameters & Readonly<UpdateRule>;

export interface SgdState {
  readonly weight: Float64Array;
  /** The momentum buffer v, null before the first step. */
  readonly momentum: Float64Array | null;
}

/** One step of one tensor; all arrays have its length. @param gradient g, of the loss alone */
export function sgdStep(
  { weight, momentum }: SgdState,
  gradient: Float64Array,
  options: SgdOptions,
): { readonly weight: Float64Array; readonly momentum: Float64Array } {
  const { learningRate, weightDecay, momentum: alpha, nesterov, dampening, decoupled } = options;
  const inside = options.learningRateInBuffer ? learningRate : 1;
  const outside = options.learningRateInBuffer ? 1 : learningRate;
  const descent = gradient.map((g, k) => inside * (decoupled ? g : g + weightDecay * weight[k]!));
  const buffer =
    momentum === null || alpha === 0
      ? descent
      : momentum.map((v, k) => alpha * v + (1 - dampening) * descent[k]!);
  const direction = nesterov ? descent.map((d, k) => d + alpha * buffer[k]!) : buffer;
  const shrunk = decoupled ? weight.map((w) => w - learningRate * weightDecay * w) : weight;
  return { weight: shrunk.map((w, k) => w - outside * direction[k]!), momentum: buffer };
}
