/**
 * A network and its weights as an ONNX model that computes the logits of a batch, as in inference.
 * Operators are those of opset 17 (https://onnx.ai/onnx/operators/), whose IR version is 8: older than what
 * today's runtimes need, so that all of them read the file.
 */
import { labError } from '../config/lab-error';
import { inferShapes, inputsOf, type Layer, type Network } from '../engine/model/network';
import { places } from '../messages';
import { tensorsOf, tensorValues, type Weights } from './layer-tensors';
import {
  floatAttribute,
  graphMessage,
  initializer,
  integerAttribute,
  integersAttribute,
  modelMessage,
  node,
  valueInfo,
} from './onnx-messages';
import type { ProtobufMessage } from './protobuf';

const IR_VERSION = 8;
const OPSET = 17;

export interface OnnxModelOptions {
  readonly network: Network;
  /** Tensors that the network does not need are left out. */
  readonly weights: Weights;
  /** Name of the model's input; `images` by default. */
  readonly inputName?: string;
  /** Written into the file as `metadata_props`, e.g. the run's config as JSON. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The encoded model: float32 input [N, C, H, W] with a free batch size N, already normalised, and output `logits`
 * [N, classes]. BatchNorm uses the running statistics; pools drop an incomplete window (floor mode).
 *
 * Throws a LabError: `TENSOR_MISSING` or `TENSOR_SIZE` with the tensor's name, `ONNX_NETWORK` if the network does not
 * go from an input layer to a dense layer, `NETWORK_INVALID` if its shapes do not fit.
 */
export function onnxModel(options: OnnxModelOptions): Uint8Array<ArrayBuffer> {
  const { network, weights, inputName = 'images', metadata = {} } = options;
  const shapes = inferShapes(network);
  const { input, output } = endsOf(network);
  const valueNames = new Map([
    [input.name, inputName],
    [output.name, 'logits'],
  ]);
  const valueName = (name: string) => valueNames.get(name) ?? name;

  const nodes: ProtobufMessage[] = [];
  const initializers: ProtobufMessage[] = [];
  for (const layer of network.layers) {
    if (layer.kind === 'input') continue;
    const inputs = inputsOf(layer);
    const tensors = tensorsOf(layer, shapes.get(inputs[0]!)!);
    const readNames = [...inputs.map(valueName), ...tensors.map(({ name }) => name)];
    nodes.push(...nodesOf(layer, readNames, valueName(layer.name)));
    initializers.push(...tensors.map((tensor) => initializer(tensor, tensorValues(weights, tensor))));
  }
  const graph = graphMessage({
    name: 'network',
    nodes,
    initializers,
    input: valueInfo(inputName, ['N', input.channels, input.height, input.width]),
    output: valueInfo('logits', ['N', output.features]),
  });
  return modelMessage(graph, { ir: IR_VERSION, opset: OPSET }, metadata).toBytes();
}

/** The layers that give the input's shape and the logits. */
function endsOf({ layers }: Network) {
  const input = layers[0];
  const output = layers.at(-1);
  if (input?.kind === 'input' && output?.kind === 'dense') return { input, output };
  throw labError('ONNX_NETWORK', output?.name ?? places.network);
}

/** The ONNX nodes of a layer: one, but for the dense layer, whose input has to be flattened first. */
function nodesOf(
  layer: Exclude<Layer, { kind: 'input' }>,
  inputs: readonly string[],
  output: string,
): ProtobufMessage[] {
  const { name } = layer;
  switch (layer.kind) {
    case 'convolution': {
      const { kernel, stride, padding } = layer;
      return [
        node('Conv', name, inputs, output, [
          integersAttribute('kernel_shape', [kernel, kernel]),
          integersAttribute('strides', [stride, stride]),
          integersAttribute('pads', [padding, padding, padding, padding]),
        ]),
      ];
    }
    case 'batchNorm':
      return [node('BatchNormalization', name, inputs, output, [floatAttribute('epsilon', layer.epsilon)])];
    case 'relu':
      return [node('Relu', name, inputs, output)];
    case 'add':
      return [node('Add', name, inputs, output)];
    case 'maxPool':
    case 'averagePool': {
      const { size, stride } = layer;
      return [
        node(layer.kind === 'maxPool' ? 'MaxPool' : 'AveragePool', name, inputs, output, [
          integersAttribute('kernel_shape', [size, size]),
          integersAttribute('strides', [stride, stride]),
          integerAttribute('ceil_mode', 0),
        ]),
      ];
    }
    case 'globalAveragePool':
      return [node('GlobalAveragePool', name, inputs, output)];
    case 'dense': {
      const flat = `${name}.flatten`;
      const [image, ...tensors] = inputs;
      return [
        node('Flatten', flat, [image!], flat, [integerAttribute('axis', 1)]),
        node('Gemm', name, [flat, ...tensors], output, [integerAttribute('transB', 1)]),
      ];
    }
  }
}
