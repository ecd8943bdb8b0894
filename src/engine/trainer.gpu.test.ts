/** The whole step on the GPU against its float64 twin: loss, gradients, update, statistics and telemetry. */
import { describe, expect, test } from 'vitest';
import { type RunConfigInput, runConfigSchema } from '../config/run-config';
import { scheduledAt } from '../config/schedule';
import type { DataSet } from '../data/data-set';
import { batchAt } from './reference/batch-at';
import { ReferenceNetwork } from './reference/reference-network';
import { FILTER_COLUMNS, TENSOR_COLUMNS } from './telemetry/step-batch';
import { syntheticImages } from './testing/synthetic-images';
import { testDevice } from './testing/test-device';
import { type StepsReport, Trainer } from './trainer';

const gray = syntheticImages({ count: 40, channels: 1, height: 12, width: 12, classes: 10 });
const colour = syntheticImages({ count: 24, channels: 3, height: 11, width: 9, classes: 5 });

const MOMENTUM_GRADIENT = FILTER_COLUMNS.indexOf('momentumGradient');

/** |a − b| / (|b| + floor), 2-norms. */
function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>, floor = 0): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(difference) / (Math.sqrt(size) + floor || 1);
}

async function createTrainer(input: RunConfigInput, dataSet: DataSet) {
  const config = runConfigSchema.parse(input);
  const trainer = await Trainer.create({ device: await testDevice(), config, dataSet, software: true });
  return { config, trainer };
}

const cases: { name: string; dataSet: DataSet; input: RunConfigInput }[] = [
  { name: 'conv3', dataSet: gray, input: { network: { channels: [8, 16, 32] }, batchSize: 8 } },
  {
    name: 'conv3, widths not of four',
    dataSet: colour,
    input: { network: { channels: [5, 7, 6] }, batchSize: 5 },
  },
  {
    name: 'conv3, max pooling',
    dataSet: gray,
    input: { network: { channels: [4, 8, 8], downsampling: 'max-pool' }, batchSize: 6 },
  },
  {
    name: 'conv3, average pooling, odd sides',
    dataSet: colour,
    input: { network: { channels: [4, 8, 8], downsampling: 'average-pool' }, batchSize: 6 },
  },
  {
    name: 'conv3 without BN',
    dataSet: gray,
    input: { network: { channels: [4, 8, 8], batchNorm: false }, batchSize: 8 },
  },
  {
    name: 'conv3, Nesterov, decay on everything',
    dataSet: gray,
    input: {
      network: { channels: [4, 8, 8] },
      optimizer: { nesterov: true, decay: { batchNorm: true, bias: true } },
      batchSize: 8,
    },
  },
  {
    // Seed 2: with seed 1 one input of a ReLU lies within rounding of zero, and the two sides decide differently.
    name: 'resnet8',
    dataSet: colour,
    input: { network: { kind: 'resnet8', channels: [8, 12, 16] }, seed: 2, batchSize: 6 },
  },
  {
    name: 'resnet8 without BN',
    dataSet: gray,
    input: { network: { kind: 'resnet8', channels: [4, 8, 8], batchNorm: false }, batchSize: 4 },
  },
];

/** Every form of the optimizer, with factors per group, on a network of which one layer starts large, one small. */
const optimizers: { name: string; optimizer: RunConfigInput['optimizer'] }[] = [
  { name: 'dampening', optimizer: { dampening: 0.3 } },
  { name: 'decoupled decay', optimizer: { decayForm: 'decoupled' } },
  { name: 'learning rate in the buffer', optimizer: { learningRateIn: 'buffer' } },
  { name: 'Nesterov in the buffer', optimizer: { nesterov: true, learningRateIn: 'buffer' } },
  {
    name: 'all but Nesterov',
    optimizer: { dampening: 0.3, decayForm: 'decoupled', learningRateIn: 'buffer', decay: { bias: true } },
  },
];
const optimizerCases = optimizers.map(({ name, optimizer }) => ({
  name,
  dataSet: gray,
  input: {
    network: { channels: [4, 8, 8], initialScales: { conv1: 0.5, conv2: 2, fc: 1.5 } },
    optimizer: {
      ...optimizer,
      weightDecay: 0.05,
      learningRateFactor: { convolution: 1.5, dense: 0.3, batchNorm: 2, bias: 0.7 },
    },
    schedule: { kind: 'cosine', warmUp: 2, length: 5, factor: 0.1, decayFollowsLearningRate: true },
    batchSize: 8,
  } satisfies RunConfigInput,
}));

describe('one step equals its float64 twin', () => {
  test.each([
    ...cases.map((one) => ({ ...one, before: 0 })),
    ...optimizerCases.flatMap((one) => [0, 3].map((before) => ({ ...one, before }))),
  ])('$name, after $before steps', async ({ dataSet, input, before }) => {
    const { config, trainer } = await createTrainer(input, dataSet);
    for (let step = 0; step < before; step++) await trainer.advance(1);
    const start = await trainer.save();
    await trainer.settled();
    const asFloat64 = (tensors: Map<string, Float32Array>) =>
      new Map([...tensors].map(([name, values]) => [name, Float64Array.from(values)]));
    const twin = new ReferenceNetwork(trainer.network, asFloat64(trainer.tensorsOf(start)));
    const buffers = trainer.tensorsOf({ ...start, weights: start.momenta });
    if (before > 0)
      for (const { description } of trainer.plan.layout.tensors)
        twin.momentum.set(description.name, Float64Array.from(buffers.get(description.name)!));
    const reports: StepsReport[] = [];
    trainer.onSteps = (report) => reports.push(report);
    const { images, labels } = batchAt(dataSet, config.seed, config.batchSize, before);
    const twinBufferSquared = new Map(
      [...buffers].map(([name, values]) => [name, values.reduce((sum, value) => sum + value ** 2, 0)]),
    );
    const values = scheduledAt(config, before);
    const expected = twin.step(images, labels, { ...config.optimizer, ...values });
    await trainer.advance(1);
    const after = await trainer.save();
    await trainer.settled();

    const batch = reports[0]!.batch;
    expect(batch.loss[0]).toBeCloseTo(expected.loss, 5);
    expect(batch.accuracy[0]).toBeCloseTo(expected.correct / config.batchSize, 10);
    const weights = trainer.tensorsOf(after);
    const momenta = trainer.tensorsOf({ ...after, weights: after.momenta });
    // A running mean near zero carries the rounding of values of size 1.
    for (const [name, values] of twin.parameters)
      expect(relativeDistance(weights.get(name)!, values, name.endsWith('mean') ? 1 : 0), name).toBeLessThan(
        2e-6,
      );
    for (const [name, values] of twin.momentum)
      expect(relativeDistance(momenta.get(name)!, values), `momentum of ${name}`).toBeLessThan(5e-5);
    trainer.plan.layout.tensors.forEach(({ description: { name } }, position) => {
      const columns = batch.tensors.subarray(position * TENSOR_COLUMNS.length);
      const sums = expected.telemetry.get(name)!.tensor;
      expect(columns[TENSOR_COLUMNS.indexOf('norm')], name).toBeCloseTo(Math.sqrt(sums.normSquared), 4);
      const { firstFilter, filterCount } = trainer.plan.layout.byName.get(name)!.description;
      const products = Array.from(
        { length: filterCount },
        (_, filter) => batch.filters[(firstFilter + filter) * FILTER_COLUMNS.length + MOMENTUM_GRADIENT]!,
      );
      const filters = expected.telemetry.get(name)!.filters;
      const size = Math.sqrt(sums.gradientSquared) * Math.sqrt(twinBufferSquared.get(name)!);
      products.forEach((product, filter) => {
        expect(Math.abs(product - filters[filter]!.momentumGradient), name).toBeLessThanOrEqual(5e-5 * size);
      });
    });
    trainer.destroy();
  });
});
