/** The network of a case as its peers build it: names, strides and what decays, all in PyTorch's conventions. */
import { inferShapes } from '../../src/engine/model/network';
import { networkOf } from '../../src/engine/model/presets';
import type { InitialWeights, TrainingCase } from '../cases/training-case';

export interface PeerNetwork {
  readonly batch: number;
  readonly imageShape: readonly [batch: number, channels: number, height: number, width: number];
  readonly classes: number;
  readonly convolutions: readonly {
    readonly weight: string;
    readonly norm: string;
    readonly stride: number;
  }[];
  readonly epsilon: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly parameters: readonly PeerParameter[];
}

export interface PeerParameter {
  readonly name: string;
  /** In PyTorch's order: O,I,ky,kx for a convolution, O,I for the dense layer. */
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
  readonly decays: boolean;
}

export function peerNetwork({ config, dataSet }: TrainingCase, weights: InitialWeights): PeerNetwork {
  const { network, optimizer, batchSize } = config;
  const { channels, height, width } = dataSet.train;
  const classes = dataSet.classNames.length;
  const description = networkOf(network, { channels, height, width }, classes);
  const shapes = inferShapes(description);
  const parameters: PeerParameter[] = [];
  const add = (name: string, shape: readonly number[], decays: boolean) =>
    parameters.push({ name, shape, values: weights.get(name)!, decays });
  const convolutions: { weight: string; norm: string; stride: number }[] = [];
  for (const layer of description.layers) {
    switch (layer.kind) {
      case 'convolution': {
        const inputs = shapes.get(layer.input)!.channels;
        const weight = `${layer.name}.weight`;
        add(weight, [layer.channels, inputs, layer.kernel, layer.kernel], true);
        convolutions.push({ weight, norm: layer.name.replace('conv', 'bn'), stride: layer.stride });
        break;
      }
      case 'batchNorm': {
        const { channels: features } = shapes.get(layer.name)!;
        add(`${layer.name}.weight`, [features], false);
        add(`${layer.name}.bias`, [features], false);
        break;
      }
      case 'dense':
        add('fc.weight', [layer.features, shapes.get(layer.input)!.channels], true);
        add('fc.bias', [layer.features], false);
        break;
    }
  }
  const { learningRate, momentum, weightDecay } = optimizer;
  return {
    batch: batchSize,
    imageShape: [batchSize, channels, height, width],
    classes,
    convolutions,
    epsilon: network.batchNormEpsilon,
    learningRate,
    momentum,
    weightDecay,
    parameters,
  };
}
