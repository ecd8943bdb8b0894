/** What the layers with weights are called, before there is a network: settings name them. */

interface NetworkShape {
  readonly kind: 'conv3' | 'resnet8' | 'resnet20';
  readonly channels: readonly number[];
}

const BLOCKS_PER_STAGE = { resnet8: 1, resnet20: 3 } as const;

/** Names of the convolutions and the dense layer, in the network's order: `conv1`, `layer2.0.conv1`, `fc`. */
export function weightedLayers({ kind, channels }: NetworkShape): string[] {
  if (kind === 'conv3') return [...channels.map((_, index) => `conv${index + 1}`), 'fc'];
  const names = ['conv1'];
  channels.forEach((_, stage) => {
    for (let block = 0; block < BLOCKS_PER_STAGE[kind]; block++) {
      const prefix = `layer${stage + 1}.${block}`;
      names.push(`${prefix}.conv1`, `${prefix}.conv2`);
      // The shortcut into a new stage changes shape, by a convolution of its own.
      if (block === 0 && stage > 0) names.push(`${prefix}.downsample.0`);
    }
  });
  return [...names, 'fc'];
}
