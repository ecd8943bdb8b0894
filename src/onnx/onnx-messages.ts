/**
 * The messages of an ONNX file that a network needs. Field numbers and enums are those of onnx.proto
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */
import type { TensorShape } from './layer-tensors';
import { ProtobufMessage } from './protobuf';

const FLOAT_ELEMENTS = 1;

/** ModelProto around a graph. */
export function modelMessage(
  graph: ProtobufMessage,
  versions: { readonly ir: number; readonly opset: number },
  metadata: Readonly<Record<string, string>>,
): ProtobufMessage {
  const model = new ProtobufMessage()
    .integer(1, versions.ir)
    .text(2, 'SMD Lab')
    .message(7, graph)
    .message(8, new ProtobufMessage().text(1, '').integer(2, versions.opset));
  for (const [key, value] of Object.entries(metadata)) {
    model.message(14, new ProtobufMessage().text(1, key).text(2, value));
  }
  return model;
}

/** GraphProto. */
export function graphMessage(parts: {
  readonly name: string;
  readonly nodes: readonly ProtobufMessage[];
  readonly initializers: readonly ProtobufMessage[];
  readonly input: ProtobufMessage;
  readonly output: ProtobufMessage;
}): ProtobufMessage {
  const graph = new ProtobufMessage();
  for (const node of parts.nodes) graph.message(1, node);
  graph.text(2, parts.name);
  for (const tensor of parts.initializers) graph.message(5, tensor);
  return graph.message(11, parts.input).message(12, parts.output);
}

/** NodeProto. */
export function node(
  operator: string,
  name: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly ProtobufMessage[] = [],
): ProtobufMessage {
  const message = new ProtobufMessage();
  for (const input of inputs) message.text(1, input);
  message.text(2, output).text(3, name).text(4, operator);
  for (const attribute of attributes) message.message(5, attribute);
  return message;
}

/** AttributeProto: the value has a field per type, and field 20 says which type it is. */
export const floatAttribute = (name: string, value: number) =>
  new ProtobufMessage().text(1, name).float(2, value).integer(20, 1);
export const integerAttribute = (name: string, value: number) =>
  new ProtobufMessage().text(1, name).integer(3, value).integer(20, 2);
export const integersAttribute = (name: string, values: readonly number[]) =>
  new ProtobufMessage().text(1, name).integers(8, values).integer(20, 7);

/** TensorProto with the values as raw little-endian bytes: the order in memory of every platform with WebGPU. */
export function initializer({ name, shape }: TensorShape, values: Float32Array): ProtobufMessage {
  return new ProtobufMessage()
    .integers(1, shape)
    .integer(2, FLOAT_ELEMENTS)
    .text(8, name)
    .bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** ValueInfoProto of a float tensor; a dimension given by a name is free. */
export function valueInfo(name: string, dimensions: readonly (number | string)[]): ProtobufMessage {
  const shape = new ProtobufMessage();
  for (const dimension of dimensions) {
    const message = new ProtobufMessage();
    shape.message(
      1,
      typeof dimension === 'string' ? message.text(2, dimension) : message.integer(1, dimension),
    );
  }
  const tensor = new ProtobufMessage().integer(1, FLOAT_ELEMENTS).message(2, shape);
  return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
}
