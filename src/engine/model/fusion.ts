/** Layers grouped into stages: what stands between two convolutions (BN, add, ReLU) is computed in one pass. */
import { labError } from '../../config/lab-error';
import { inputsOf, type Layer, type Network } from './network';

export type LayerOf<K extends Layer['kind']> = Layer & { readonly kind: K };

/** A tensor is called by the name of the layer whose output it is. */
export type Stage =
  | {
      readonly kind: 'convolution';
      readonly layer: LayerOf<'convolution' | 'dense'>;
      readonly output: string;
    }
  | {
      readonly kind: 'activation';
      readonly x: string;
      readonly norm: LayerOf<'batchNorm'> | null;
      readonly branch: string | null;
      readonly relu: boolean;
      readonly output: string;
    }
  | { readonly kind: 'pooling'; readonly layer: LayerOf<'maxPool' | 'averagePool'>; readonly output: string }
  | { readonly kind: 'globalPooling'; readonly layer: LayerOf<'globalAveragePool'>; readonly output: string };

export type StageOf<K extends Stage['kind']> = Stage & { readonly kind: K };

/**
 * The stages of a network in the order of computation.
 * Throws a LabError `NETWORK_INVALID` where an activation would overwrite a gradient that others add to.
 */
export function fuse(network: Network): Stage[] {
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const consumers = new Map<string, number>();
  for (const layer of network.layers)
    for (const name of inputsOf(layer)) consumers.set(name, (consumers.get(name) ?? 0) + 1);
  const single = (name: string) => consumers.get(name) === 1;

  // From the back: a ReLU takes in the addition or BN before it, an addition the BN of one of its sides.
  const absorbed = new Set<string>();
  for (const layer of network.layers.toReversed()) {
    const absorb = (kinds: readonly Layer['kind'][]) => {
      const name = inputsOf(layer).find(
        (input) => single(input) && kinds.includes(layers.get(input)?.kind ?? 'input'),
      );
      if (name !== undefined) absorbed.add(name);
    };
    if (layer.kind === 'relu') absorb(['add', 'batchNorm']);
    if (layer.kind === 'add') absorb(['batchNorm']);
  }

  const activation = (layer: LayerOf<'relu' | 'add' | 'batchNorm'>): Stage => {
    let last: Layer = layer;
    let branch: string | null = null;
    let norm: LayerOf<'batchNorm'> | null = null;
    let x = layer.name;
    if (last.kind === 'relu') {
      x = last.input;
      const before = absorbed.has(x) ? layers.get(x) : undefined;
      if (before) last = before;
    }
    if (last.kind === 'add') {
      const [first, second] = last.inputs;
      x = absorbed.has(first) || (!absorbed.has(second) && single(first)) ? first : second;
      branch = x === first ? second : first;
      const before = absorbed.has(x) ? layers.get(x) : undefined;
      if (before) last = before;
    }
    if (last.kind === 'batchNorm') {
      norm = last;
      x = last.input;
    }
    if (!single(x)) throw labError('NETWORK_INVALID.shared', layer.name, { input: x });
    return { kind: 'activation', x, norm, branch, relu: layer.kind === 'relu', output: layer.name };
  };

  return network.layers
    .filter((layer) => !absorbed.has(layer.name))
    .flatMap((layer): Stage[] => {
      const output = layer.name;
      switch (layer.kind) {
        case 'input':
          return [];
        case 'convolution':
        case 'dense':
          return [{ kind: 'convolution', layer, output }];
        case 'maxPool':
        case 'averagePool':
          return [{ kind: 'pooling', layer, output }];
        case 'globalAveragePool':
          return [{ kind: 'globalPooling', layer, output }];
        default:
          return [activation(layer)];
      }
    });
}
