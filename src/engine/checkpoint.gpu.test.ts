/**
 * A run that went through a file is the run that was not stopped: every tensor, statistic and reported number, bit
 * for bit. And a rescaled run does what scale invariance says.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunConfigInput, runConfigSchema } from '../config/run-config';
import { checkpointState, checkSampler, readCheckpoint, samplerStateAt, writeCheckpoint } from './checkpoint';
import { rescale } from './rescale';
import { type StepBatch, TENSOR_COLUMNS } from './telemetry/step-batch';
import {
  advanceTo,
  bitsOf,
  createSmallTrainer,
  SMALL_BATCH,
  SMALL_SEED,
  smallDataSet,
} from './testing/small-trainer';
import type { StepsReport, Trainer } from './trainer';

const END = 24;
/** An epoch is five steps: 12 is in mid-epoch, and the learning rate has changed at the step before. */
const STOP = 12;
const input: RunConfigInput = {
  optimizer: { momentum: 0.9 },
  events: [{ step: 11, field: 'learningRate', value: 0.03 }],
};
const config = runConfigSchema.parse({
  ...input,
  network: { channels: [6, 8, 8] },
  batchSize: SMALL_BATCH,
  seed: SMALL_SEED,
});
const IDENTITY = TENSOR_COLUMNS.indexOf('identityLeft');
const images = smallDataSet.train.count;

async function fileOf(trainer: Trainer): Promise<Uint8Array> {
  const state = await trainer.save();
  const sampler = samplerStateAt(state.step, images, SMALL_BATCH);
  const run = { config, step: state.step, sampler, adapter: {}, variants: {} };
  return writeCheckpoint(state, trainer.plan.layout, run);
}

/** What was reported of the steps from this one on; the exact identity needs the steps before, so it is left out. */
function reported(reports: readonly StepsReport[], from: number) {
  const columns = ['loss', 'accuracy', 'filters', 'tensors'] as const;
  const steps = (batch: StepBatch, column: (typeof columns)[number]) => {
    const width = batch[column].length / batch.count;
    const values = Array.from(batch[column].subarray(Math.max(0, from - batch.firstStep) * width));
    return column === 'tensors'
      ? values.filter((_, index) => index % TENSOR_COLUMNS.length < IDENTITY)
      : values;
  };
  return columns.map((column) => reports.flatMap(({ batch }) => steps(batch, column)));
}

let trainer: Trainer;
beforeAll(async () => {
  trainer = await createSmallTrainer(input);
});
afterAll(() => trainer.destroy());

test('resumed from a file in mid-epoch, one step after an lr change, with other steps per submit', async () => {
  const before = await advanceTo(trainer, STOP, 4);
  const file = await fileOf(trainer);
  const { axes } = await trainer.save();
  const after = await advanceTo(trainer, END, 3);
  const undisturbed = await trainer.save();

  const other = await createSmallTrainer(input);
  const checkpoint = readCheckpoint(file, 'file');
  expect(checkpoint.run?.config).toEqual(config);
  expect(checkpoint.run?.sampler.position).toBeGreaterThan(0);
  checkSampler(checkpoint, images);
  // The sphere's frame is not in the file; with the same one the angles on the sphere are the same too.
  other.restore({ ...checkpointState(checkpoint, other.plan.layout, config.seed), axes });
  expect(other.step).toBe(STOP);
  expect(await fileOf(other)).toEqual(file);
  const resumed = await advanceTo(other, END, 5);
  expect(bitsOf(await other.save())).toEqual(bitsOf(undisturbed));
  expect(await fileOf(other)).toEqual(await fileOf(trainer));
  expect(reported(resumed, STOP)).toEqual(reported([...before, ...after], STOP));
  other.destroy();
});

test('two futures of one step meet the same batches', async () => {
  trainer.initialise();
  await advanceTo(trainer, STOP, 12);
  const checkpoint = readCheckpoint(await fileOf(trainer), 'file');
  const future = async (learningRate: number) => {
    trainer.restore(checkpointState(checkpoint, trainer.plan.layout, config.seed));
    const reports = await advanceTo(trainer, STOP + 2, 1, () => ({ ...config.optimizer, learningRate }));
    return reports.flatMap(({ batch }) => [...batch.loss]);
  };
  const [one, other] = [await future(0.03), await future(0.003)];
  expect(one[0]).toBe(other[0]);
  expect(one[1]).not.toBe(other[1]);
});

test('w·2 and v/2 with η·4 and λ/4 is the same run on a sphere twice as large, to the bit', async () => {
  const exact = await createSmallTrainer({ network: { batchNormEpsilon: 0 } });
  await advanceTo(exact, 5, 5);
  const state = await exact.save();
  const { layout } = exact.plan;
  const values = { learningRate: 0.125, weightDecay: 0.0625, momentum: 0.5 };
  const doubled = { learningRate: 0.5, weightDecay: 0.015625, momentum: 0.5 };
  const next = async (hyper: typeof values, from = state) => {
    exact.restore(from);
    const reports = await advanceTo(exact, 6, 1, () => hyper);
    return { loss: reports[0]?.batch.loss[0], tensors: exact.tensorsOf(await exact.save()) };
  };
  const plain = await next(values);
  const factors = { weights: 2, momenta: 0.5, runningStatistics: 2 };
  const large = await next(doubled, rescale(state, layout, factors));
  expect(large.loss).toBe(plain.loss);
  for (const { description } of layout.tensors.filter((tensor) => tensor.description.scaleInvariant))
    expect(large.tensors.get(description.name)).toEqual(
      plain.tensors.get(description.name)?.map((value) => 2 * value),
    );
  expect(large.tensors.get('bn1.running_var')).toEqual(
    plain.tensors.get('bn1.running_var')?.map((value) => 4 * value),
  );
  exact.destroy();
});
