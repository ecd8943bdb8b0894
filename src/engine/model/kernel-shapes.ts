/** The shapes that a network's layers and stages have as kernels: what is baked into their code. */
import type { ActivationShape } from '../kernels/activation';
import type { BatchNormShape } from '../kernels/batch-norm';
import type { ConvolutionShape } from '../kernels/convolution-shape';
import { channelGroups } from '../kernels/kernel';
import type { GlobalPoolingShape, PoolingShape } from '../kernels/pooling';
import type { LayerOf, StageOf } from './fusion';
import { inferShapes, type Network, type Shape } from './network';

/** Tensors are called by the layer whose output they are. */
export class KernelShapes {
  /** Images per step. */
  readonly batch: number;
  /** The first layer: the images themselves. */
  readonly imageName: string;
  /** The last layer. */
  readonly logitsName: string;
  readonly outputs: ReadonlyMap<string, Shape>;

  /** Throws a LabError `NETWORK_INVALID` where the layers do not fit each other. */
  constructor(network: Network, batch: number) {
    this.batch = batch;
    this.imageName = network.layers[0]?.name ?? '';
    this.logitsName = network.layers.at(-1)?.name ?? '';
    this.outputs = inferShapes(network);
  }

  output(name: string): Shape {
    return this.outputs.get(name)!;
  }

  /** Pixels of a tensor in the whole batch: the values of one of its channels. */
  rows(name: string): number {
    const { height, width } = this.output(name);
    return this.batch * height * width;
  }

  /** Floats of a tensor as stored: those of the images as they are, the channels of all others padded to four. */
  length(name: string): number {
    const { channels } = this.output(name);
    return this.rows(name) * (name === this.imageName ? channels : 4 * channelGroups(channels));
  }

  /** A dense layer is a 1×1 convolution over the batch laid out as a row of pixels. */
  convolution(layer: LayerOf<'convolution' | 'dense'>): ConvolutionShape {
    const input = this.output(layer.input);
    if (layer.kind === 'dense')
      return {
        batch: 1,
        inHeight: 1,
        inWidth: this.batch,
        inChannels: input.channels,
        outChannels: layer.features,
        kernel: 1,
        stride: 1,
        padding: 0,
        imageInput: false,
      };
    return {
      batch: this.batch,
      inHeight: input.height,
      inWidth: input.width,
      inChannels: input.channels,
      outChannels: layer.channels,
      kernel: layer.kernel,
      stride: layer.stride,
      padding: layer.padding,
      imageInput: this.readsImages(layer),
    };
  }

  /** No gradient flows to the images. */
  readsImages(layer: LayerOf<'convolution' | 'dense'>): boolean {
    return layer.input === this.imageName;
  }

  norm({ name, epsilon }: LayerOf<'batchNorm'>): BatchNormShape {
    return { rows: this.rows(name), channels: this.output(name).channels, epsilon };
  }

  activation({ norm, branch, relu, output }: StageOf<'activation'>): ActivationShape {
    return {
      rows: this.rows(output),
      channels: this.output(output).channels,
      norm: norm !== null,
      branch: branch !== null,
      relu,
    };
  }

  pooling({ kind, input, size, stride }: LayerOf<'maxPool' | 'averagePool'>): PoolingShape {
    const { channels, height, width } = this.output(input);
    return { kind, batch: this.batch, inHeight: height, inWidth: width, channels, size, stride };
  }

  globalPooling({ input }: LayerOf<'globalAveragePool'>): GlobalPoolingShape {
    const { channels, height, width } = this.output(input);
    return { batch: this.batch, pixels: height * width, channels };
  }
}
