/**
 * The engine on the GPU against the trajectory that the float64 twin left in the repository: the checks of
 * `pytorch-trajectory.gpu.test.ts` for those who have no files of PyTorch's.
 */
import { expect, onTestFinished, test } from 'vitest';
import { readSafetensors, type StoredTensor } from '../data/safetensors';
import { checkpointState } from './checkpoint';
import { engineGradients, engineOutput, engineState, relativeError } from './testing/engine-tensors';
import fixtureUrl from './testing/fixtures/twin-trajectory.safetensors?url';
import { noteComparison } from './testing/oracle-table';
import { advanceTo } from './testing/small-trainer';
import { testDevice } from './testing/test-device';
import { fixtureConfig, fixtureImages, RESTART_STEP } from './testing/twin-fixture';
import { Trainer } from './trainer';

const response = await fetch(fixtureUrl);
const { tensors, metadata } = readSafetensors(
  new Uint8Array(await response.arrayBuffer()),
  'twin-trajectory',
);
const tolerances: Readonly<Record<string, number>> = JSON.parse(metadata.get('tolerances')!);

/** The tensors under a prefix, by the rest of their names. */
function under(prefix: string): Map<string, StoredTensor> {
  const entries = [...tensors].filter(([name]) => name.startsWith(`${prefix}.`));
  return new Map(entries.map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]));
}

/** A trainer with the weights under a prefix, rounded to float32, before a step. */
async function start(prefix: string, step: number): Promise<Trainer> {
  const images = tensors.get('images')!.values as Float32Array;
  const dataSet = fixtureImages(images, tensors.get('labels')!.values as Uint8Array);
  const device = await testDevice();
  const trainer = await Trainer.create({ device, config: fixtureConfig, dataSet, software: true });
  onTestFinished(() => trainer.destroy());
  const { layout } = trainer.plan;
  const shapes = new Map(layout.tensors.map(({ description: { name, shape } }) => [name, shape]));
  const stored = [...under(prefix)].map(([name, { shape, values }]): [string, StoredTensor] => [
    name,
    {
      shape: shapes.get(name.replace('momentum.', '')) ?? shape,
      values: Float32Array.from(values as Float32Array),
    },
  ]);
  const checkpoint = { where: prefix, tensors: new Map(stored), run: null };
  trainer.restore({ ...checkpointState(checkpoint, layout, fixtureConfig.seed), step });
  return trainer;
}

/** All tensors of a prefix. */
function expectAll(prefix: string, found: ReadonlyMap<string, ArrayLike<number>>): void {
  const expected = under(prefix);
  expect(expected.size).toBeGreaterThan(0);
  for (const [name, { values }] of expected) {
    if (name.startsWith('grad.')) continue;
    const label = `${prefix}.${name}`;
    const error = relativeError(found.get(name)!, values as Float64Array);
    noteComparison("The engine against the twin's trajectory, per tensor", label, error / tolerances[label]!);
    expect(error, label).toBeLessThanOrEqual(tolerances[label]!);
  }
}

test('activations, gradients, loss and state of the first step; the state after a change of the learning rate', async () => {
  const trainer = await start('init', 0);
  const [report] = await advanceTo(trainer, 1, 1);
  const outputs = new Map<string, ArrayLike<number>>();
  for (const layer of under('fwd').keys())
    outputs.set(layer, await engineOutput(trainer, layer, fixtureConfig.batchSize));
  expectAll('fwd', outputs);
  const gradients = await engineGradients(trainer);
  expectAll('grad', gradients.set('loss', [report!.batch.loss[0]!]));
  expectAll('after1', engineState(trainer, await trainer.save()));
  await advanceTo(trainer, RESTART_STEP, 2);
  expectAll('after3', engineState(trainer, await trainer.save()));
});

test('one step from a stored state, with momentum in the buffers', async () => {
  const trainer = await start(`after${RESTART_STEP}`, RESTART_STEP);
  const [report] = await advanceTo(trainer, RESTART_STEP + 1, 1);
  const gradients = await engineGradients(trainer);
  expectAll('restart.grad', gradients.set('loss', [report!.batch.loss[0]!]));
  expectAll('restart', engineState(trainer, await trainer.save()));
});
