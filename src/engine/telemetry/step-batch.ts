/**
 * What the engine reports of a stretch of steps: plain columns in typed arrays, ready to be transferred between
 * threads. The GPU writes sums, the angles are finished in float64 before they get here.
 */

/** Per tensor and step, in the order of `StepBatch.tensors`. All are taken before the step's update, at w_t. */
export const TENSOR_COLUMNS = [
  /** Angle in radians between w_t and w_{t+1}, the tensor flattened into one vector. */
  'angularUpdate',
  /** Root of the mean over the live filters of their squared angular updates. */
  'filterAngularUpdate',
  /** ‖w_t‖. */
  'norm',
  /** ‖g_t‖, the gradient of the loss alone (without weight decay). */
  'gradientNorm',
  /** ⟨w_t, g_t⟩: zero under BN, up to BN's ε. */
  'weightGradient',
  /** ⟨v_{t−1}, g_t⟩, v the momentum buffer: enters h̃ = ‖w‖²(‖g‖² + 2α⟨v,g⟩). */
  'momentumGradient',
  /** D_t = ‖w_{t+1} − w_t‖² of the stored weights. */
  'deltaSquared',
  /**
   * The exact identity of the step *before* this one (it needs this step's norm), relative to nothing: for PyTorch's form
   * D_{t−1} + b·D_{t−2}, and (a_t−a_{t−1}) − b(a_{t−1}−a_{t−2}) + 2η_{t−1}(λa_{t−1} + ⟨w_{t−1},g_{t−1}⟩), a = ‖w‖²;
   * theory/identity.ts has the other forms. NaN where it can't be judged: at the first step, after a break, with
   * Nesterov momentum.
   */
  'identityLeft',
  'identityRight',
  /**
   * ⟨w,g⟩ against what BN's ε makes it, over the filters of a convolution under BN: the largest difference relative to
   * ‖w‖‖g‖, and relative to its error bound (at most 1). NaN elsewhere.
   */
  'scaleDeviation',
  'scaleRatio',
] as const;
export type TensorColumn = (typeof TENSOR_COLUMNS)[number];

/** Per filter and step, in the order of `StepBatch.filters`. A filter is an output channel of a conv or dense layer. */
export const FILTER_COLUMNS = [
  /** Angle in radians between the filter before and after the step. */
  'angularUpdate',
  /** ‖w_t‖ of the filter. */
  'norm',
  /** ‖g_t‖ of the filter. */
  'gradientNorm',
  /** ⟨w_t, g_t⟩ and ⟨v_{t−1}, g_t⟩ of the filter. */
  'weightGradient',
  'momentumGradient',
  /** Exact angle in radians between w_{t+1} and the filter at the reference step. */
  'referenceAngle',
  /** ⟨w_{t+1}, a₁⟩ and ⟨w_{t+1}, a₂⟩ on two fixed unit axes orthogonal to the reference and to each other. */
  'axisFirst',
  'axisSecond',
  /** ‖w_{t+1}‖ of the filter. */
  'normAfter',
] as const;
export type FilterColumn = (typeof FILTER_COLUMNS)[number];

/** The kind of a tensor decides whether theory applies to it and whether it decays. */
export type TensorKind = 'convolution' | 'dense' | 'batchNorm' | 'bias';

export interface TensorDescription {
  /** PyTorch's name, e.g. `conv1.weight`, `layer1.0.bn1.bias`. */
  readonly name: string;
  readonly kind: TensorKind;
  /** PyTorch's shape: OIHW for convolutions, [out, in] for dense, [C] otherwise. */
  readonly shape: readonly number[];
  /** True where a BatchNorm follows directly: then the theory's line applies. */
  readonly scaleInvariant: boolean;
  /** Whether weight decay acts on it. */
  readonly decays: boolean;
  /** Position of its first filter among all filters of the run, and their number (0 for one-dimensional tensors). */
  readonly firstFilter: number;
  readonly filterCount: number;
}

export interface StepBatch {
  /** Index of the first step in the batch; steps count from 0. */
  readonly firstStep: number;
  readonly count: number;
  /** [count]: training loss (mean over the batch) and share of correct predictions, training mode. */
  readonly loss: Float64Array<ArrayBuffer>;
  readonly accuracy: Float64Array<ArrayBuffer>;
  /** [count]: the hyper-parameters with which each step was computed. */
  readonly learningRate: Float64Array<ArrayBuffer>;
  readonly weightDecay: Float64Array<ArrayBuffer>;
  readonly momentum: Float64Array<ArrayBuffer>;
  /** [count][tensors][TENSOR_COLUMNS]. */
  readonly tensors: Float64Array<ArrayBuffer>;
  /** [count][filters][FILTER_COLUMNS]. */
  readonly filters: Float32Array<ArrayBuffer>;
}

/** The buffers of a batch, for `postMessage`'s transfer list. */
export function transferables(batch: StepBatch): ArrayBuffer[] {
  const { loss, accuracy, learningRate, weightDecay, momentum, tensors, filters } = batch;
  return [loss, accuracy, learningRate, weightDecay, momentum, tensors, filters].map((array) => array.buffer);
}
