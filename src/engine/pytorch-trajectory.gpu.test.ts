/**
 * The engine on the GPU against trajectories that PyTorch computed on Fashion-MNIST. Its files lie beside the repository
 * where they were made; elsewhere this is skipped, and `twin-fixture.gpu.test.ts` checks the same on a smaller network.
 */
import { describe, expect, onTestFinished, test } from 'vitest';
import { type RunConfig, runConfigSchema } from '../config/run-config';
import { checkpointState } from './checkpoint';
import { unpackTensor } from './model/parameter-layout';
import { type BackwardResult, ReferenceNetwork, type StepResult } from './reference/reference-network';
import { engineGradients, engineOutput, engineState, relativeError } from './testing/engine-tensors';
import { noteComparison } from './testing/oracle-table';
import { type Configuration, labelOf, type Manifest, normalised } from './testing/pytorch-manifest';
import { manifest as found, load, numbers, trajectoryImages } from './testing/pytorch-oracle';
import { advanceTo, float64Tensors } from './testing/small-trainer';
import { testDevice } from './testing/test-device';
import { type StepsReport, Trainer } from './trainer';

/** Only read where it is there. */
const manifest = found as Manifest;

/**
 * How many times PyTorch's own rounding a correct engine may be off, from the float64 values: twice or less what a second
 * correct implementation needed after one step (3.8), six times its need after twenty, where rounding has grown.
 */
const AFTER_FEW = 5;
const AFTER_TWENTY = 30;
/** The images' constant background cancels in this one. */
const FIRST_GRADIENT = 1e-3;
/** Values are stored as float32. */
const STORED = 1e-7;

function configOf(configuration: Configuration): RunConfig {
  const { eta, lam, alpha } = manifest.configs[configuration];
  return runConfigSchema.parse({
    batchSize: manifest.batch,
    data: { order: 'sequential' },
    optimizer: { learningRate: eta, weightDecay: lam, momentum: alpha },
  });
}

/** A trainer with PyTorch's start (or the state of a file), whose batches are the stored ones in their order. */
async function start(configuration: Configuration, file = 'init', step = 0): Promise<Trainer> {
  const dataSet = await trajectoryImages();
  const config = configOf(configuration);
  const trainer = await Trainer.create({ device: await testDevice(), config, dataSet, software: true });
  onTestFinished(() => trainer.destroy());
  const checkpoint = { where: file, tensors: await load(file), run: null };
  trainer.restore({ ...checkpointState(checkpoint, trainer.plan.layout, config.seed), step });
  return trainer;
}

/** One comparison, noted for the table before it is judged. */
function expectNear(label: string, found: ArrayLike<number>, expected: ArrayLike<number>, bound: number) {
  const error = relativeError(found, expected);
  noteComparison('The engine against PyTorch, per tensor', label, error / bound);
  expect(error, `${label}: relative error of at most ${bound}`).toBeLessThanOrEqual(bound);
}

/**
 * The float64 twin with the engine's decisions: where an input of a ReLU lies within rounding of zero the two may take
 * different sides, and from there on they are on different trajectories, both of them right.
 */
class DecidedTwin extends ReferenceNetwork {
  readonly outputs = new Map<string, Float64Array>();
  /** Decisions of the last steps that were not its own. */
  foreign = 0;

  override backward(labels: ArrayLike<number>): BackwardResult {
    for (const [layer, outputs] of this.outputs) {
      const own = this.records.get(layer)!.output;
      const limit = AFTER_FEW * manifest.configs.T1.tolerance[`step1/fwd.${layer}.out`]!.max_abs;
      outputs.forEach((value, k) => {
        if (value > 0 === own[k]! > 0) return;
        expect(Math.abs(value - own[k]!), `${layer}[${k}] lies within rounding of zero`).toBeLessThan(limit);
        own[k] = value;
        this.foreign++;
      });
    }
    return super.backward(labels);
  }
}

/** Makes the next step, by the twin as well. */
async function stepWithTwin(
  trainer: Trainer,
  twin: DecidedTwin,
  configuration: Configuration,
): Promise<{ reports: StepsReport[]; result: StepResult }> {
  const { batch } = manifest;
  const { pixels, labels, channels, height, width } = trainer.dataSet.train;
  const first = trainer.step * batch;
  const reports = await advanceTo(trainer, trainer.step + 1, 1);
  for (const layer of ['relu1', 'relu2', 'relu3'])
    twin.outputs.set(layer, await engineOutput(trainer, layer, batch));
  const size = channels * height * width;
  const images = normalised(pixels.subarray(first * size, (first + batch) * size));
  const result = twin.step(images, labels.subarray(first, first + batch), configOf(configuration).optimizer);
  return { reports, result };
}

const twinOf = async (trainer: Trainer): Promise<DecidedTwin> => {
  const state = await trainer.save();
  const twin = new DecidedTwin(trainer.network, float64Tensors(trainer, state));
  for (const tensor of trainer.plan.layout.tensors)
    twin.momentum.set(tensor.description.name, Float64Array.from(unpackTensor(tensor, state.momenta)));
  return twin;
};

/**
 * A tensor of PyTorch's against the engine's; the tolerance counts from PyTorch's float64 values, so that its own rounding
 * is added. Where ReLU inputs were decided differently the twin, with the engine's decisions, stands for PyTorch: that it
 * is PyTorch's equal without them `pytorch-trajectory.test.ts` shows.
 */
function expectTensor(
  label: string,
  found: ArrayLike<number>,
  expected: Float64Array,
  { twin, values }: { twin: DecidedTwin; values: ArrayLike<number> },
) {
  const { rel_l2 } = manifest.configs[label.startsWith('T0') ? 'T0' : 'T1'].tolerance[label]!;
  const multiple = label.endsWith('grad.conv1.weight') ? FIRST_GRADIENT / rel_l2 : AFTER_FEW;
  if (twin.foreign > 0) {
    const what = `${label} (${twin.foreign} ReLU input within rounding of zero decided differently)`;
    return expectNear(what, found, values, multiple * rel_l2);
  }
  const distance = relativeError(values, expected);
  expect(distance, `${label} of the twin`).toBeLessThan(1.01 * rel_l2 + STORED);
  return expectNear(label, found, expected, multiple * rel_l2 + distance);
}

/** The engine's state against a file's, with the twin beside it. */
async function expectState(trainer: Trainer, twin: DecidedTwin, file: string): Promise<void> {
  const state = engineState(trainer, await trainer.save());
  for (const [name, stored] of await load(file)) {
    if (name.startsWith('grad.')) continue;
    const isMomentum = name.startsWith('momentum.');
    const values = isMomentum ? twin.momentum.get(name.slice('momentum.'.length)) : twin.parameters.get(name);
    const label = `${file.replace('.', '/')}/${labelOf(name)}`;
    expectTensor(label, state.get(name)!, numbers(stored), { twin, values: values! });
  }
}

/** The gradients of the last step against a file's. */
async function expectGradients(
  trainer: Trainer,
  twin: DecidedTwin,
  { gradients }: StepResult,
  file: string,
  prefix: string,
) {
  const found = await engineGradients(trainer);
  for (const [name, stored] of await load(file)) {
    if (!name.startsWith('grad.')) continue;
    const bare = name.slice('grad.'.length);
    expectTensor(`${prefix}/${name}`, found.get(bare)!, numbers(stored), {
      twin,
      values: gradients.get(bare)!,
    });
  }
}

/**
 * The losses of a configuration's first steps. A loss is one number, whose own rounding happens to be anything down to 0:
 * the largest of the steps so far counts.
 */
function expectLosses(reports: readonly StepsReport[], configuration: Configuration): void {
  const found = reports.flatMap(({ batch }) => [...batch.loss]);
  const hits = reports.flatMap(({ batch }) => [...batch.accuracy]);
  const { steps, loss_f32 } = manifest.configs[configuration];
  let rounding = 0;
  found.forEach((value, step) => {
    const { loss, correct } = steps.f64[step]!;
    rounding = Math.max(rounding, Math.abs(loss_f32[step]! / loss - 1));
    const bound = (step < 5 ? AFTER_FEW : AFTER_TWENTY) * rounding;
    expectNear(`${configuration}/loss of step ${step + 1}`, [value], [loss], bound);
    expect(hits[step], `hits of step ${step + 1}`).toBeCloseTo(correct / manifest.batch, 9);
  });
}

const TITLE =
  found === null
    ? 'PyTorch trajectories (SKIPPED: no ../shared/oracle beside the repository)'
    : 'PyTorch trajectories';

describe.skipIf(found === null)(TITLE, () => {
  test('T0: activations, gradients, state and loss of the first step; later steps; inference', async () => {
    const trainer = await start('T0');
    const twin = await twinOf(trainer);
    const { reports, result } = await stepWithTwin(trainer, twin, 'T0');
    for (const [name, stored] of await load('step1')) {
      if (!name.startsWith('fwd.')) continue;
      const layer = name === 'fwd.logits' ? 'fc' : name.split('.')[1]!;
      const found = await engineOutput(trainer, layer, manifest.batch);
      const values = twin.records.get(layer)!.output;
      expectTensor(`step1/${name}`, found, numbers(stored), { twin, values });
    }
    await expectGradients(trainer, twin, result, 'step1-f64', 'step1');
    await expectState(trainer, twin, 'T0.after1');
    while (trainer.step < 5) reports.push(...(await stepWithTwin(trainer, twin, 'T0')).reports);
    await expectState(trainer, twin, 'T0.after5');

    reports.push(...(await advanceTo(trainer, 20, 15)));
    const state = engineState(trainer, await trainer.save());
    for (const [name, stored] of await load('T0.after20-f64')) {
      const label = `T0/after20/${labelOf(name)}`;
      const bound = AFTER_TWENTY * manifest.configs.T0.tolerance[label]!.rel_l2;
      expectNear(label, state.get(name)!, numbers(stored), bound);
    }
    expectLosses(reports, 'T0');
    const { logits } = await trainer.inference(64);
    const expected = numbers((await load('T0.eval-logits')).get('logits_f64')!);
    const bound = AFTER_TWENTY * manifest.configs.T0.tolerance['T0/eval_logits']!.rel_l2;
    expectNear('T0/eval_logits', logits, expected, bound);
  });

  test('T1: state after the first step, and the losses before rounding grows', async () => {
    const trainer = await start('T1');
    const twin = await twinOf(trainer);
    const { reports } = await stepWithTwin(trainer, twin, 'T1');
    await expectState(trainer, twin, 'T1.after1');
    reports.push(...(await advanceTo(trainer, 3, 2)));
    expectLosses(reports, 'T1');
  });

  test('T1: one step from a stored state, with momentum in the buffers', async () => {
    const trainer = await start('T1', 'T1.after20', 20);
    const twin = await twinOf(trainer);
    const { reports, result } = await stepWithTwin(trainer, twin, 'T1');
    await expectGradients(trainer, twin, result, 'T1.restart', 'T1/restart');
    await expectState(trainer, twin, 'T1.restart');
    const { f32, f64 } = manifest.configs.T1.restart!;
    const { loss, accuracy } = reports[0]!.batch;
    expectNear('T1/restart/loss', [loss[0]!], [f64.loss], AFTER_FEW * Math.abs(f32.loss / f64.loss - 1));
    expect(accuracy[0]).toBeCloseTo(f64.correct / manifest.batch, 9);
  });
});
