/** A profile on a real adapter: it changes nothing, covers the whole step, and its times add up. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunConfigInput, runConfigSchema } from '../../config/run-config';
import { requestAdapter } from '../gpu/device';
import { madeUpRates } from '../testing/made-up-rates';
import {
  advanceTo,
  bitsOf,
  createSmallTrainer,
  SMALL_BATCH,
  SMALL_SEED,
  smallDataSet,
} from '../testing/small-trainer';
import { testDevice } from '../testing/test-device';
import type { StepsReport, Trainer } from '../trainer';
import { stepFigures } from './figures';
import { type ProfileOptions, profileRun } from './profile-run';
import type { StepProfile } from './step-profile';

/** Its second and third layer have one shape: most of their kernels are the same, and are timed once. */
const network = { channels: [8, 8, 8], strides: [2, 1, 1] } satisfies RunConfigInput['network'];
const config = runConfigSchema.parse({ batchSize: SMALL_BATCH, seed: SMALL_SEED, network });
const AT = 9;
const END = 24;

async function optionsOf(trainer: Trainer): Promise<ProfileOptions> {
  const device = await testDevice();
  const { variants } = trainer.plan;
  return {
    device,
    config,
    dataSet: smallDataSet,
    software: true,
    variants,
    state: await trainer.save(),
    measured: madeUpRates,
  };
}

const numbersOf = (reports: readonly StepsReport[]) =>
  (['loss', 'accuracy', 'tensors', 'filters'] as const).map((key) =>
    reports.flatMap(({ batch }) => Array.from(batch[key])),
  );

describe('profileRun', () => {
  let trainer: Trainer;
  let profile: StepProfile;
  const progress: (readonly [number, number])[] = [];

  beforeAll(async () => {
    trainer = await createSmallTrainer({ network });
    await advanceTo(trainer, AT, 4);
    const onProgress = (done: number, total: number) => progress.push([done, total]);
    profile = await profileRun({ ...(await optionsOf(trainer)), onProgress });
  });
  afterAll(() => trainer.destroy());

  test('training with a profile in its middle comes to the bits of training without', async () => {
    const rest = await advanceTo(trainer, END, 4);
    const plain = await createSmallTrainer({ network });
    await advanceTo(plain, AT, 4);
    const plainRest = await advanceTo(plain, END, 4);
    expect(bitsOf(await trainer.save())).toEqual(bitsOf(await plain.save()));
    expect(numbersOf(rest)).toEqual(numbersOf(plainRest));
    plain.destroy();
  });

  test('every dispatch of the step is in it, once, with its code, its grid and its buffers', () => {
    const { train } = trainer.plan;
    expect(profile.step).toBe(AT);
    expect(stepFigures(profile).dispatches).toBe(train.length);
    expect(profile.kernels.length).toBeLessThan(train.length);
    for (const { code, count, workgroups, buffers, label } of profile.kernels) {
      const dispatches = train.filter(({ kernel }) => kernel.code === code);
      expect(dispatches, label).toHaveLength(count);
      expect(dispatches[0]!.kernel).toMatchObject({ label, workgroups });
      expect(buffers).toHaveLength(dispatches[0]!.buffers.length);
    }
  });

  test('every kernel has taken time and moved bytes, and all its accesses are counted', () => {
    for (const kernel of profile.kernels) {
      expect(kernel.time.least, kernel.label).toBeGreaterThan(0);
      expect(kernel.accesses, kernel.label).not.toBeNull();
      expect(kernel.buffers.every(({ bytes }) => bytes > 0)).toBe(true);
    }
    for (const { bytes, fraction } of stepFigures(profile).kernels) {
      expect(bytes).toBeGreaterThan(0);
      expect(fraction).toBeGreaterThan(0);
    }
  });

  test('the kernels of the update and of the convolutions have the forms of the run', () => {
    const chosen = Object.entries(trainer.plan.variants);
    expect(chosen.map(([name]) => name.split(' ')[0])).toContain('sgd');
    for (const [name, form] of chosen)
      expect(profile.kernels.find(({ label }) => label === name)?.variant, name).toBe(form);
    expect(profile.kernels.find(({ label }) => label.startsWith('gather-images'))?.variant).toBe('');
  });

  test('the rates are those of its own rounds', () => {
    expect(profile.rates.probes).toEqual(madeUpRates.rates.probes);
    expect(profile.rates.peakGflops).toBeLessThan(madeUpRates.rates.peakGflops);
  });

  test('the times of the kernels add up to that of the step', () => {
    const { sum, kernels } = stepFigures(profile);
    // Alone a kernel finds its inputs in the cache, and the machine is not the same from pass to pass; yet if a repeat
    // were counted as none or as two, or the heavier half of the kernels were left out, the ratio would leave this range.
    expect(sum / profile.time.median).toBeGreaterThan(0.5);
    expect(sum / profile.time.median).toBeLessThan(2);
    expect(kernels.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 10);
  });

  test('progress comes to its end, and not beyond', () => {
    expect(progress.map(([done]) => done)).toEqual(progress.map((_, index) => index + 1));
    expect(progress.at(-1)![0]).toBe(progress.at(-1)![1]);
  });

  test('a device without timestamp-query is timed on our clock, and the profile says so', async () => {
    const device = await (await requestAdapter(navigator.gpu)).requestDevice();
    // One kernel with tiles in workgroup memory: software adapters take seconds to compile each.
    const name = Object.keys(trainer.plan.variants).find((key) => key.startsWith('convolution-forward'))!;
    const tiled = { ...config, variants: { [name]: 'tile-32' } };
    const timed = await profileRun({ ...(await optionsOf(trainer)), config: tiled, device });
    expect([profile.timestamps, timed.timestamps]).toEqual([
      (await testDevice()).features.has('timestamp-query'),
      false,
    ]);
    expect(timed.features).toEqual([]);
    const inTiles = timed.kernels.find(({ label }) => label === name);
    expect(inTiles?.accesses?.loads['workgroup vec4f']).toBeGreaterThan(0);
    for (const { label, time, accesses } of timed.kernels) {
      expect(time.least, label).toBeGreaterThan(0);
      expect(accesses, label).not.toBeNull();
    }
    device.destroy();
  });

  test('a profile that is stopped leaves nothing behind', async () => {
    const device = await testDevice();
    const made: GPUBuffer[] = [];
    const create = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = create(descriptor);
      made.push(buffer);
      return buffer;
    };
    const destroyed = new Set<GPUBuffer>();
    const { destroy } = GPUBuffer.prototype;
    GPUBuffer.prototype.destroy = function (this: GPUBuffer) {
      destroyed.add(this);
      return destroy.call(this);
    };
    try {
      const options = await optionsOf(trainer);
      made.length = 0;
      const onProgress = () => {
        throw new Error('stopped');
      };
      await expect(profileRun({ ...options, onProgress })).rejects.toThrow('stopped');
      expect(made.length).toBeGreaterThan(0);
      expect(made.filter((buffer) => !destroyed.has(buffer)).map(({ label }) => label)).toEqual([]);
    } finally {
      GPUBuffer.prototype.destroy = destroy;
      Reflect.deleteProperty(device, 'createBuffer');
    }
  });
});
