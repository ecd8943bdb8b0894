/** The cases of a network: each once, named by operation and shape. */
import { expect, test } from 'vitest';
import { runConfigSchema } from '../../config/run-config';
import { kernelCases } from './kernel-cases';
import { networkOf } from './presets';

const casesOf = (kind: 'conv3' | 'resnet20', batch: number) => {
  const { network, optimizer } = runConfigSchema.parse({ network: { kind, channels: [8, 16, 32] } });
  const described = networkOf(network, { channels: 1, height: 28, width: 28 }, 10);
  return kernelCases({ network: described, optimizer, batch, telemetry: true }).map(({ name }) => name);
};

const normCases = (rows: number, channels: number) =>
  ['forward', 'backward'].map((pass) => `batch-norm-${pass}-coefficients ${rows}×${channels}`);

test('the plain net: no gradient flows to the images, and the update stands last', () => {
  expect(casesOf('conv3', 32)).toEqual([
    'convolution-forward 28×28×1→8 3×3/1 ×32',
    'convolution-backward-filter 28×28×1→8 3×3/1 ×32',
    ...normCases(25088, 8),
    'convolution-forward 28×28×8→16 3×3/2 ×32',
    'convolution-backward-filter 28×28×8→16 3×3/2 ×32',
    'convolution-backward-data 28×28×8→16 3×3/2 ×32',
    ...normCases(6272, 16),
    'convolution-forward 14×14×16→32 3×3/2 ×32',
    'convolution-backward-filter 14×14×16→32 3×3/2 ×32',
    'convolution-backward-data 14×14×16→32 3×3/2 ×32',
    ...normCases(1568, 32),
    'convolution-forward 1×32×32→10 1×1/1 ×1',
    'convolution-backward-filter 1×32×32→10 1×1/1 ×1',
    'convolution-backward-data 1×32×32→10 1×1/1 ×1',
    expect.stringMatching(/^sgd with telemetry \d+×4$/),
  ]);
});

test('layers of one shape are one case, and another batch is another', () => {
  const names = casesOf('resnet20', 16);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name.startsWith('convolution-forward'))).toHaveLength(9);
  expect(casesOf('resnet20', 8).filter((name) => names.includes(name))).toEqual([names.at(-1)]);
});
