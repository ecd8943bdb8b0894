/** Forward and backward pass of each kind of layer: which operation it is, and what it keeps for its gradient. */
import { inputsOf, type Layer } from '../model/network';
import { add, reluBackward, reluForward } from './activation';
import {
  type BatchNormParameters,
  batchNormBackward,
  batchNormForward,
  batchStatistics,
  type ChannelStatistics,
} from './batch-norm';
import type { BatchShape } from './batch-shape';
import {
  type Convolution,
  convolutionBackwardData,
  convolutionBackwardFilter,
  convolutionForward,
} from './convolution';
import { type Dense, denseBackward, denseForward } from './dense';
import {
  averagePoolBackward,
  averagePoolForward,
  globalAveragePoolBackward,
  globalAveragePoolForward,
  maxPoolBackward,
  maxPoolForward,
} from './pooling';

/** Training normalises with the statistics of the batch, inference with the running ones. */
export type Mode = 'training' | 'inference';

/** A layer that computes: all but the input. */
export type ComputedLayer = Exclude<Layer, { kind: 'input' }>;

/** What a layer can look up, by names of layers and of parameters. */
export interface LayerContext {
  /** Shape of a layer's output. */
  shape(layerName: string): BatchShape;
  /** Output of a layer, [N,C,H,W]. */
  activation(layerName: string): Float64Array;
  /** PyTorch's name, e.g. `conv1.weight`, `bn1.running_var`. */
  parameter(name: string): Float64Array;
}

export interface ForwardRecord {
  readonly output: Float64Array;
  /** BatchNorm: the statistics it normalised with. */
  readonly statistics?: ChannelStatistics;
  /** Max-pooling: the index of the input value that each output value was taken from. */
  readonly source?: Int32Array;
}

export interface LayerGradients {
  /** ∂L/∂(input): of an addition, what each of its two inputs gets. */
  readonly input: Float64Array;
  /** ∂L/∂(parameter), where the layer has one. */
  readonly weight?: Float64Array;
  readonly bias?: Float64Array;
}

export function forwardLayer(layer: ComputedLayer, context: LayerContext, mode: Mode): ForwardRecord {
  const [first, second] = inputsOf(layer);
  const input = context.activation(first!);
  const shape = context.shape(first!);
  const parameter = (suffix: string) => context.parameter(`${layer.name}.${suffix}`);
  switch (layer.kind) {
    case 'convolution':
      return { output: convolutionForward(input, parameter('weight'), convolutionOf(layer, shape)) };
    case 'batchNorm': {
      const statistics =
        mode === 'training'
          ? batchStatistics(input, shape)
          : { mean: parameter('running_mean'), variance: parameter('running_var') };
      const output = batchNormForward(input, statistics, batchNormOf(layer, context), shape);
      return { output, statistics };
    }
    case 'relu':
      return { output: reluForward(input) };
    case 'add':
      return { output: add(input, context.activation(second!)) };
    case 'maxPool':
      return maxPoolForward(input, { ...layer, input: shape });
    case 'averagePool':
      return { output: averagePoolForward(input, { ...layer, input: shape }) };
    case 'globalAveragePool':
      return { output: globalAveragePoolForward(input, shape) };
    case 'dense':
      return { output: denseForward(input, parameter('weight'), parameter('bias'), denseOf(layer, shape)) };
  }
}

/** @param record of the layer's training pass  @param outgoing ∂L/∂(output) */
export function backwardLayer(
  layer: ComputedLayer,
  context: LayerContext,
  record: ForwardRecord,
  outgoing: Float64Array,
): LayerGradients {
  const [first] = inputsOf(layer);
  const input = context.activation(first!);
  const shape = context.shape(first!);
  switch (layer.kind) {
    case 'convolution': {
      const convolution = convolutionOf(layer, shape);
      return {
        input: convolutionBackwardData(outgoing, context.parameter(`${layer.name}.weight`), convolution),
        weight: convolutionBackwardFilter(input, outgoing, convolution),
      };
    }
    case 'batchNorm':
      return batchNormBackward(input, record.statistics!, batchNormOf(layer, context), outgoing, shape);
    case 'relu':
      return { input: reluBackward(record.output, outgoing) };
    case 'add':
      return { input: outgoing };
    case 'maxPool':
      return { input: maxPoolBackward(record.source!, outgoing, { ...layer, input: shape }) };
    case 'averagePool':
      return { input: averagePoolBackward(outgoing, { ...layer, input: shape }) };
    case 'globalAveragePool':
      return { input: globalAveragePoolBackward(outgoing, shape) };
    case 'dense':
      return denseBackward(input, context.parameter(`${layer.name}.weight`), outgoing, denseOf(layer, shape));
  }
}

function convolutionOf(layer: Extract<Layer, { kind: 'convolution' }>, input: BatchShape): Convolution {
  const { channels, kernel, stride, padding } = layer;
  return { input, outputChannels: channels, kernel, stride, padding };
}

function batchNormOf(
  { name, epsilon }: Extract<Layer, { kind: 'batchNorm' }>,
  context: LayerContext,
): BatchNormParameters {
  return { weight: context.parameter(`${name}.weight`), bias: context.parameter(`${name}.bias`), epsilon };
}

function denseOf(layer: Extract<Layer, { kind: 'dense' }>, input: BatchShape): Dense {
  return { batch: input.batch, inputs: input.channels, outputs: layer.features };
}
