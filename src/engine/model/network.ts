/** A network as data: a list of named layers in the order of computation. The last one gives the logits. */
import { LabError } from '../../config/lab-error';

export type Layer =
  | {
      readonly kind: 'input';
      readonly name: string;
      readonly channels: number;
      readonly height: number;
      readonly width: number;
    }
  | {
      readonly kind: 'convolution';
      readonly name: string;
      readonly input: string;
      readonly channels: number;
      readonly kernel: 1 | 3;
      readonly stride: 1 | 2;
      readonly padding: 0 | 1;
    }
  | { readonly kind: 'batchNorm'; readonly name: string; readonly input: string; readonly epsilon: number }
  | { readonly kind: 'relu'; readonly name: string; readonly input: string }
  | { readonly kind: 'add'; readonly name: string; readonly inputs: readonly [string, string] }
  | {
      readonly kind: 'maxPool' | 'averagePool';
      readonly name: string;
      readonly input: string;
      readonly size: 2 | 3;
      readonly stride: 1 | 2;
    }
  | { readonly kind: 'globalAveragePool'; readonly name: string; readonly input: string }
  | { readonly kind: 'dense'; readonly name: string; readonly input: string; readonly features: number };

/** Channels, height and width of a layer's output; a dense layer's features are its channels (1×1). */
export interface Shape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export interface Network {
  readonly layers: readonly Layer[];
}

/** Names of the layers that a layer reads. */
export function inputsOf(layer: Layer): readonly string[] {
  if (layer.kind === 'input') return [];
  return layer.kind === 'add' ? layer.inputs : [layer.input];
}

function invalid(layer: Layer, message: string): LabError {
  return new LabError({
    code: 'NETWORK_INVALID',
    message: `Layer ${layer.name}: ${message}`,
    fix: 'Choose fewer strides or a larger image, or correct the network description.',
    where: layer.name,
  });
}

function outputSize(layer: Layer, size: number, kernel: number, stride: number, padding: number): number {
  const result = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  if (result < 1) throw invalid(layer, `an image side of ${size} is too small for a window of ${kernel}`);
  return result;
}

function shapeOf(layer: Layer, inputs: readonly Shape[]): Shape {
  if (layer.kind === 'input') return { channels: layer.channels, height: layer.height, width: layer.width };
  const [first, second] = inputs;
  if (!first) throw invalid(layer, 'has no input');
  const side = (size: number, kernel: number, stride: number, padding: number) =>
    outputSize(layer, size, kernel, stride, padding);
  switch (layer.kind) {
    case 'convolution': {
      const { kernel, stride, padding } = layer;
      return {
        channels: layer.channels,
        height: side(first.height, kernel, stride, padding),
        width: side(first.width, kernel, stride, padding),
      };
    }
    case 'maxPool':
    case 'averagePool':
      return {
        channels: first.channels,
        height: side(first.height, layer.size, layer.stride, 0),
        width: side(first.width, layer.size, layer.stride, 0),
      };
    case 'globalAveragePool':
      return { channels: first.channels, height: 1, width: 1 };
    case 'dense':
      if (first.height !== 1 || first.width !== 1) throw invalid(layer, 'reads an image that is not 1×1');
      return { channels: layer.features, height: 1, width: 1 };
    case 'add':
      if (
        !second ||
        second.channels !== first.channels ||
        second.height !== first.height ||
        second.width !== first.width
      )
        throw invalid(layer, 'adds tensors of different shapes');
      return first;
    case 'batchNorm':
    case 'relu':
      return first;
  }
}

/**
 * The shape of every layer's output by its name.
 * Throws a LabError `NETWORK_INVALID` if a name is used twice or unknown, or a window does not fit.
 */
export function inferShapes(network: Network): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const layer of network.layers) {
    if (shapes.has(layer.name)) throw invalid(layer, 'its name is used twice');
    const inputs = inputsOf(layer).map((name) => {
      const shape = shapes.get(name);
      if (!shape) throw invalid(layer, `reads ${name}, which is not computed before it`);
      return shape;
    });
    shapes.set(layer.name, shapeOf(layer, inputs));
  }
  return shapes;
}
