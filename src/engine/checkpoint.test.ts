/** Checkpoints on the CPU: names, layouts, what is refused and by which name; and rescaled states. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../config/run-config';
import { stream } from '../data/random';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../data/safetensors';
import {
  type CheckpointRun,
  checkpointState,
  checkSampler,
  readCheckpoint,
  samplerStateAt,
  writeCheckpoint,
} from './checkpoint';
import { backwardFilterShares } from './kernels/convolution';
import { forEachElement, layOutParameters } from './model/parameter-layout';
import { networkOf } from './model/presets';
import { sphereFrame } from './model/sphere-frame';
import { rescale } from './rescale';
import type { TrainerState } from './trainer-state';

const config = runConfigSchema.parse({
  network: { channels: [5, 6, 8] },
  batchSize: 8,
  events: [
    { step: 2, field: 'rescale', value: { weights: 0.5, momenta: 2, runningStatistics: 0.5 } },
    { step: 3, field: 'learningRate', value: 0.02 },
  ],
});
const layoutOf = (channels: [number, number, number]) =>
  layOutParameters(
    networkOf({ ...config.network, channels }, { channels: 3, height: 12, width: 12 }, 10),
    config.optimizer,
    8,
    (shape) => backwardFilterShares(shape, { kind: 'direct', threads: 256 }),
  );
const layout = layoutOf([5, 6, 8]);

/** Values everywhere that a tensor has an element; zero where its storage is filled up. */
function randomState(step: number): TrainerState {
  const random = stream(3, 'state');
  const weights = new Float32Array(4 * layout.length);
  const momenta = new Float32Array(weights.length);
  for (const tensor of layout.tensors)
    forEachElement(tensor, (stored) => {
      weights[4 * tensor.start + stored] = random.gaussian();
      momenta[4 * tensor.start + stored] = random.gaussian();
    });
  const running = new Float32Array(4 * layout.runningLength);
  for (const { start, channels } of layout.running.values())
    for (let channel = 0; channel < channels; channel++) {
      running[4 * start + channel] = random.gaussian();
      running[4 * (start + Math.ceil(channels / 4)) + channel] = random.gaussian() ** 2;
    }
  return { step, weights, momenta, running, axes: sphereFrame(layout, weights, momenta, 1) };
}

const state = randomState(7);
const run: CheckpointRun = {
  config,
  step: 7,
  sampler: samplerStateAt(7, 45, 8),
  adapter: { vendor: 'test' },
  variants: {},
};
const bytes = writeCheckpoint(state, layout, run);
const tensors = () => new Map(readSafetensors(bytes, 'run').tensors);
const metadata = () => new Map(readSafetensors(bytes, 'run').metadata);

describe('a checkpoint', () => {
  it('comes back bit for bit, with its run', () => {
    const checkpoint = readCheckpoint(bytes, 'run');
    expect(checkpoint.run).toEqual(run);
    expect(checkpointState(checkpoint, layout, 1)).toEqual(state);
    expect(() => checkSampler(checkpoint, 45)).not.toThrow();
  });

  it('has the names and shapes of PyTorch', () => {
    const shapes = Object.fromEntries([...tensors()].map(([name, { shape }]) => [name, shape]));
    expect(shapes).toMatchObject({
      'conv1.weight': [5, 3, 3, 3],
      'bn2.weight': [6],
      'bn2.bias': [6],
      'bn2.running_mean': [6],
      'bn2.running_var': [6],
      'fc.weight': [10, 8],
      'fc.bias': [10],
      'momentum.conv3.weight': [8, 6, 3, 3],
    });
    expect(metadata().get('format')).toBe('pt');
  });

  it('of plain weights starts a run at step 0 with empty momenta', () => {
    const names = [...layout.tensors.map(({ description }) => description.name), 'bn1.running_mean'];
    const plain = new Map([...tensors()].filter(([name]) => names.includes(name) || /running/.test(name)));
    plain.set('bn1.num_batches_tracked', { shape: [], values: BigInt64Array.of(7n) });
    const checkpoint = readCheckpoint(writeSafetensors(plain, new Map([['format', 'pt']])), 'weights');
    expect(checkpoint.run).toBeNull();
    const found = checkpointState(checkpoint, layout, 1);
    expect(found).toMatchObject({ step: 0, weights: state.weights, running: state.running });
    expect(found.momenta.every((value) => value === 0)).toBe(true);
    expect(found.axes).toEqual(sphereFrame(layout, state.weights, found.momenta, 1));
  });
});

const PYTORCH = '../shared/oracle/init.safetensors';

it.skipIf(!existsSync(PYTORCH))('PyTorch’s own file of weights starts a run', () => {
  const checkpoint = readCheckpoint(readFileSync(PYTORCH), 'init');
  const input = { channels: 1, height: 28, width: 28 };
  const network = networkOf({ ...config.network, channels: [16, 32, 64] }, input, 10);
  const fashion = layOutParameters(network, config.optimizer, 64, () => 4);
  const state = checkpointState(checkpoint, fashion, 1);
  const run = {
    config,
    step: 0,
    sampler: { epoch: 0, position: 0 },
    adapter: {},
    variants: {},
  };
  const written = readSafetensors(writeCheckpoint(state, fashion, run), 'written').tensors;
  for (const [name, tensor] of checkpoint.tensors) expect(written.get(name), name).toEqual(tensor);
});

describe('what is refused', () => {
  const filled = (shape: number[], value: number): StoredTensor => ({
    shape,
    values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value),
  });
  it.each<[string, string, StoredTensor | null, RegExp]>([
    ['a missing tensor', 'bn3.running_var', null, /missing/],
    ['a missing momentum', 'momentum.fc.weight', null, /missing/],
    ['another shape', 'conv2.weight', filled([6, 4, 3, 3], 1), /\[6,4,3,3\].*\[6,5,3,3\]/],
    ['a surplus tensor', 'layer1.0.conv1.weight', filled([2], 1), /no such tensor/],
    ['a value that is not finite', 'fc.bias', filled([10], Number.NaN), /element 0 is NaN/],
    ['a negative variance', 'bn1.running_var', filled([5], -1), /negative/],
    ['other values than float32', 'fc.bias', { shape: [10], values: new Int32Array(10) }, /float32/],
  ])('%s, by its name', (_, name, tensor, message) => {
    const changed = tensors();
    if (tensor) changed.set(name, tensor);
    else changed.delete(name);
    const checkpoint = readCheckpoint(writeSafetensors(changed, metadata()), 'run');
    const attempt = () => checkpointState(checkpoint, layout, 1);
    expect(attempt).toThrow(expect.objectContaining({ code: 'CHECKPOINT_TENSOR', where: name }));
    expect(attempt).toThrow(message);
  });

  it.each([
    ['version', '2', 'CHECKPOINT_METADATA'],
    ['step', '-1', 'CHECKPOINT_METADATA'],
    ['sampler', '{"epoch":0}', 'CHECKPOINT_METADATA'],
    ['variants', '[', 'CHECKPOINT_METADATA'],
    ['config', '{"batchSize":0}', 'CONFIG_INVALID'],
  ])('metadata: %s', (field, value, code) => {
    const changed = metadata().set(field, value);
    const where = field === 'config' ? 'batchSize' : field;
    expect(() => readCheckpoint(writeSafetensors(tensors(), changed), 'run')).toThrow(
      expect.objectContaining({ code, where }),
    );
  });

  it('weights of another network, and another number of images', () => {
    const checkpoint = readCheckpoint(bytes, 'run');
    expect(() => checkpointState(checkpoint, layoutOf([5, 8, 8]), 1)).toThrow(/conv2.weight/);
    expect(() => checkSampler(checkpoint, 80)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_DATA', where: 'sampler' }),
    );
  });
});

it('rescale multiplies scale-invariant tensors and the statistics behind them, and nothing else', () => {
  const changed = rescale(state, layout, { weights: 2, momenta: 0.5, runningStatistics: 2 });
  const written = readSafetensors(writeCheckpoint(changed, layout, run), 'changed').tensors;
  for (const [name, { values }] of tensors()) {
    const isConvolution = /conv\d\.weight$/.test(name);
    const weight = isConvolution ? 2 : 1;
    const momentum = isConvolution ? 0.5 : 1;
    const expected = name.startsWith('momentum')
      ? momentum
      : name.endsWith('running_var')
        ? 4
        : name.endsWith('running_mean')
          ? 2
          : weight;
    expect(written.get(name)?.values, name).toEqual(
      Float32Array.from(values as Float32Array, (v) => v * expected),
    );
  }
});
