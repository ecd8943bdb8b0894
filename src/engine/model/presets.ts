/** The lab's networks as descriptions: a plain three-convolution net and the CIFAR-form ResNets (torchvision's names). */
import type { NetworkConfig } from '../../config/run-config';
import type { Layer, Network, Shape } from './network';

class NetworkBuilder {
  readonly layers: Layer[] = [];
  private readonly config: NetworkConfig;

  constructor(config: NetworkConfig, input: Shape) {
    this.config = config;
    this.layers.push({ kind: 'input', name: 'input', ...input });
  }

  /** A convolution and, unless the config switches it off, its BatchNorm. */
  convolution(
    name: string,
    norm: string,
    input: string,
    channels: number,
    kernel: 1 | 3,
    stride: 1 | 2,
  ): string {
    const padding = kernel === 3 ? 1 : 0;
    this.layers.push({ kind: 'convolution', name, input, channels, kernel, stride, padding });
    if (!this.config.batchNorm) return name;
    this.layers.push({ kind: 'batchNorm', name: norm, input: name, epsilon: this.config.batchNormEpsilon });
    return norm;
  }

  relu(name: string, input: string): string {
    this.layers.push({ kind: 'relu', name, input });
    return name;
  }

  /** Global average pooling and the dense layer that gives the logits. */
  classifier(input: string, classes: number): Network {
    this.layers.push({ kind: 'globalAveragePool', name: 'gap', input });
    this.layers.push({ kind: 'dense', name: 'fc', input: 'gap', features: classes });
    return { layers: this.layers };
  }
}

function convolutionNet(config: NetworkConfig, input: Shape, classes: number): Network {
  const builder = new NetworkBuilder(config, input);
  let last = 'input';
  config.channels.forEach((channels, index) => {
    const number = index + 1;
    const stride = config.strides[index] ?? 1;
    const pooled = stride === 2 && config.downsampling !== 'stride';
    const norm = builder.convolution(`conv${number}`, `bn${number}`, last, channels, 3, pooled ? 1 : stride);
    last = builder.relu(`relu${number}`, norm);
    if (pooled) {
      const kind = config.downsampling === 'max-pool' ? 'maxPool' : 'averagePool';
      builder.layers.push({ kind, name: `pool${number}`, input: last, size: 2, stride: 2 });
      last = `pool${number}`;
    }
  });
  return builder.classifier(last, classes);
}

/** ResNet for small images (He et al. 2016, section 4.2) with a 1×1 convolution and BN where a shortcut changes shape. */
function residualNet(config: NetworkConfig, blocksPerStage: number, input: Shape, classes: number): Network {
  const builder = new NetworkBuilder(config, input);
  const firstChannels = config.channels[0];
  let last = builder.relu('relu', builder.convolution('conv1', 'bn1', 'input', firstChannels, 3, 1));
  let lastChannels = firstChannels;
  config.channels.forEach((channels, stage) => {
    for (let block = 0; block < blocksPerStage; block++) {
      const prefix = `layer${stage + 1}.${block}`;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const first = builder.convolution(`${prefix}.conv1`, `${prefix}.bn1`, last, channels, 3, stride);
      const middle = builder.relu(`${prefix}.relu1`, first);
      const second = builder.convolution(`${prefix}.conv2`, `${prefix}.bn2`, middle, channels, 3, 1);
      const shortcut =
        stride === 2 || channels !== lastChannels
          ? builder.convolution(`${prefix}.downsample.0`, `${prefix}.downsample.1`, last, channels, 1, stride)
          : last;
      builder.layers.push({ kind: 'add', name: `${prefix}.add`, inputs: [second, shortcut] });
      last = builder.relu(`${prefix}.relu2`, `${prefix}.add`);
      lastChannels = channels;
    }
  });
  return builder.classifier(last, classes);
}

/** The network that a config describes, for images of the given shape and a number of classes. */
export function networkOf(config: NetworkConfig, input: Shape, classes: number): Network {
  switch (config.kind) {
    case 'conv3':
      return convolutionNet(config, input, classes);
    case 'resnet8':
      return residualNet(config, 1, input, classes);
    case 'resnet20':
      return residualNet(config, 3, input, classes);
  }
}
