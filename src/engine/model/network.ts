/** A network as data: a list of named layers in the order of computation. The last one gives the logits. */
import { labError } from '../../config/lab-error';

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

function outputSize(layer: Layer, size: number, kernel: number, stride: number, padding: number): number {
  const result = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  if (result < 1) throw labError('NETWORK_INVALID.window', layer.name, { side: size, window: kernel });
  return result;
}

function shapeOf(layer: Layer, inputs: readonly Shape[]): Shape {
  if (layer.kind === 'input') return { channels: layer.channels, height: layer.height, width: layer.width };
  const [first, second] = inputs;
  if (!first) throw labError('NETWORK_INVALID.noInput', layer.name);
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
      if (first.height !== 1 || first.width !== 1) throw labError('NETWORK_INVALID.dense', layer.name);
      return { channels: layer.features, height: 1, width: 1 };
    case 'add':
      if (
        !second ||
        second.channels !== first.channels ||
        second.height !== first.height ||
        second.width !== first.width
      )
        throw labError('NETWORK_INVALID.addition', layer.name);
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
    if (shapes.has(layer.name)) throw labError('NETWORK_INVALID.nameTwice', layer.name);
    const inputs = inputsOf(layer).map((name) => {
      const shape = shapes.get(name);
      if (!shape) throw labError('NETWORK_INVALID.order', layer.name, { input: name });
      return shape;
    });
    shapes.set(layer.name, shapeOf(layer, inputs));
  }
  return shapes;
}
