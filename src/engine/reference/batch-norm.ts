/**
 * Batch normalisation in float64 (Ioffe & Szegedy 2015, arXiv 1502.03167) with PyTorch's conventions.
 *
 *   x̂ = (x − mean)/√(variance + ε),  y = γ·x̂ + β,  per channel over the M = N·H·W values of a batch
 *
 * γ is PyTorch's `weight`, β its `bias`. The normalising variance is the biased one (÷M).
 */
import { labError } from '../../config/lab-error';
import { type BatchShape, sizeOf } from './batch-shape';

/** Per channel: [C] each. */
export interface ChannelStatistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

export interface BatchNormParameters {
  /** γ, [C]. */
  readonly weight: Float64Array;
  /** β, [C]. */
  readonly bias: Float64Array;
  /** ε, added to the variance. */
  readonly epsilon: number;
}

export interface BatchNormGradients {
  /** ∂L/∂x, [N,C,H,W]. */
  readonly input: Float64Array;
  /** ∂L/∂γ, [C]. */
  readonly weight: Float64Array;
  /** ∂L/∂β, [C]. */
  readonly bias: Float64Array;
}

/** Share of the batch in each update of the running statistics: PyTorch's default. */
export const RUNNING_MOMENTUM = 0.1;

/** Mean and biased variance of each channel in two passes. @param input [N,C,H,W] */
export function batchStatistics(input: Float64Array, shape: BatchShape): ChannelStatistics {
  const count = valuesPerChannel(shape);
  const mean = new Float64Array(shape.channels);
  const variance = new Float64Array(shape.channels);
  forEachPlane(shape, (channel, start, end) => {
    for (let k = start; k < end; k++) mean[channel]! += input[k]! / count;
  });
  forEachPlane(shape, (channel, start, end) => {
    for (let k = start; k < end; k++) variance[channel]! += (input[k]! - mean[channel]!) ** 2 / count;
  });
  return { mean, variance };
}

/**
 * y of the formula above. With the batch's own statistics this is the training pass, with the running ones inference.
 * @param input [N,C,H,W]  @returns [N,C,H,W]
 */
export function batchNormForward(
  input: Float64Array,
  statistics: ChannelStatistics,
  { weight, bias, epsilon }: BatchNormParameters,
  shape: BatchShape,
): Float64Array {
  const output = new Float64Array(sizeOf(shape));
  forEachPlane(shape, (channel, start, end) => {
    const mean = statistics.mean[channel]!;
    const slope = weight[channel]! / Math.sqrt(statistics.variance[channel]! + epsilon);
    for (let k = start; k < end; k++) output[k] = slope * (input[k]! - mean) + bias[channel]!;
  });
  return output;
}

/**
 * The running statistics after a batch: 0.9·running + 0.1·batch, the variance unbiased first (× M/(M−1)).
 * Throws a LabError where M = 1: a single value has no variance (PyTorch refuses it as well).
 */
export function updateRunningStatistics(
  running: ChannelStatistics,
  batch: ChannelStatistics,
  shape: BatchShape,
): ChannelStatistics {
  const count = valuesPerChannel(shape);
  if (count < 2) {
    throw labError('BATCH_NORM_SINGLE_VALUE', 'batchNorm');
  }
  const blend = (old: number, fresh: number) => (1 - RUNNING_MOMENTUM) * old + RUNNING_MOMENTUM * fresh;
  return {
    mean: running.mean.map((old, channel) => blend(old, batch.mean[channel]!)),
    variance: running.variance.map((old, channel) =>
      blend(old, (batch.variance[channel]! * count) / (count - 1)),
    ),
  };
}

/**
 * The gradients of the training pass; mean and variance depend on x, too:
 * ∂L/∂x = γ/√(variance + ε) · (∂L/∂y − mean(∂L/∂y) − x̂·mean(∂L/∂y·x̂)).
 * @param input x, [N,C,H,W]  @param statistics of this x  @param outputGradient ∂L/∂y, [N,C,H,W]
 */
export function batchNormBackward(
  input: Float64Array,
  statistics: ChannelStatistics,
  { weight, epsilon }: Omit<BatchNormParameters, 'bias'>,
  outputGradient: Float64Array,
  shape: BatchShape,
): BatchNormGradients {
  const count = valuesPerChannel(shape);
  const inverseDeviation = statistics.variance.map((variance) => 1 / Math.sqrt(variance + epsilon));
  const normalised = (k: number, channel: number) =>
    (input[k]! - statistics.mean[channel]!) * inverseDeviation[channel]!;
  const weightGradient = new Float64Array(shape.channels);
  const biasGradient = new Float64Array(shape.channels);
  forEachPlane(shape, (channel, start, end) => {
    for (let k = start; k < end; k++) {
      weightGradient[channel]! += outputGradient[k]! * normalised(k, channel);
      biasGradient[channel]! += outputGradient[k]!;
    }
  });
  const inputGradient = new Float64Array(sizeOf(shape));
  forEachPlane(shape, (channel, start, end) => {
    const slope = weight[channel]! * inverseDeviation[channel]!;
    const mean = biasGradient[channel]! / count;
    const projection = weightGradient[channel]! / count;
    for (let k = start; k < end; k++)
      inputGradient[k] = slope * (outputGradient[k]! - mean - normalised(k, channel) * projection);
  });
  return { input: inputGradient, weight: weightGradient, bias: biasGradient };
}

function valuesPerChannel({ batch, height, width }: BatchShape): number {
  return batch * height * width;
}

/** Calls `visit` with the channel and the index range [start, end) of each of the N·C planes. */
function forEachPlane(
  { batch, channels, height, width }: BatchShape,
  visit: (channel: number, start: number, end: number) => void,
): void {
  const plane = height * width;
  for (let index = 0; index < batch * channels; index++)
    visit(index % channels, index * plane, (index + 1) * plane);
}
