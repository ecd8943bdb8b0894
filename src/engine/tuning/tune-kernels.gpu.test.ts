/** Timing on the adapter that is there: what it finds, what it spares itself, and the runs that follow from it. */
import { expect, test } from 'vitest';
import { runConfigSchema } from '../../config/run-config';
import { chooseVariants } from '../kernels/choose-variants';
import { defaultVariants, isCandidate, isSupported, KERNEL_VARIANTS } from '../kernels/variants';
import { kernelCases } from '../model/kernel-cases';
import { networkOf } from '../model/presets';
import { advanceTo, bitsOf, columnOf, createSmallTrainer, SMALL_BATCH } from '../testing/small-trainer';
import { testDevice } from '../testing/test-device';
import { caseWork } from './case-work';
import { chooseByTiming, ROUNDS } from './choose-by-timing';
import { timeCase } from './time-case';
import { timedVariants, tuneKernels } from './tune-kernels';

const { network: description, optimizer } = runConfigSchema.parse({ network: { channels: [6, 8, 8] } });
const trained = {
  network: networkOf(description, { channels: 1, height: 12, width: 12 }, 10),
  optimizer,
  batch: SMALL_BATCH,
  telemetry: true,
};
const cases = kernelCases(trained);
const device = await testDevice();
const { features } = device;
const presets = defaultVariants(true, features);
const base = { device, software: true, trained, pinned: {} };

test('every form of every case is timed once, and not again as long as its code is the same', async () => {
  const turns: [number, number, string][] = [];
  const onProgress = (...turn: [number, number, string]) => turns.push(turn);
  const timings = await tuneKernels({ ...base, seconds: 600, onProgress });
  expect(turns.map(([done]) => done)).toEqual(turns.map((_, index) => index));
  expect(turns.map(([, , name]) => name).sort()).toEqual(Object.keys(timings).sort());
  expect(turns.at(-1)?.[2]).toMatch(/^sgd /);
  for (const { name, operation } of cases) {
    const found = timings[name];
    // Where all forms come to the same code there is nothing to time.
    if (!found) continue;
    const candidates = Object.keys(KERNEL_VARIANTS[operation]).filter(
      (form) => isSupported(form, features) && isCandidate(operation, form, true),
    );
    expect(Object.keys(found.samples).sort(), name).toEqual(candidates.sort());
    expect(found.samples[presets[operation]], name).toHaveLength(ROUNDS);
    const times = Object.values(found.samples).flat();
    expect(
      times.every((ms) => ms > 0 && ms < 1000),
      `${name}: ${times}`,
    ).toBe(true);
  }
  turns.length = 0;
  const [first = '', second = ''] = Object.keys(timings);
  const { [first]: _, ...known } = timings;
  const stale = { ...known, [second]: { ...timings[second]!, fingerprint: 'other code' } };
  const again = await tuneKernels({ ...base, known: stale, seconds: 600, onProgress });
  expect(turns.map(([, , name]) => name).sort()).toEqual([first, second].sort());
  expect(again).toMatchObject(Object.fromEntries(Object.entries(known).filter(([name]) => name !== second)));
});

test('what is pinned is not timed; when time is over or somebody stops it, the rest keeps its default', async () => {
  const names: string[] = [];
  const onProgress = (_: number, __: number, name: string) => names.push(name);
  const pinned = {
    'convolution-forward': 'block-2',
    'convolution-backward-filter': 'threads-256',
    sgd: 'threads-16',
  };
  const timings = await tuneKernels({ ...base, pinned, seconds: 0, onProgress });
  expect(names).toEqual([expect.stringMatching(/^convolution-backward-data /)]);
  expect(Object.keys(timings)).toEqual(names);
  const controller = new AbortController();
  const stop = () => controller.abort();
  expect(await tuneKernels({ ...base, seconds: 600, signal: controller.signal, onProgress: stop })).toEqual(
    {},
  );
});

test('a form that does the work many times over loses, be it the default or not', async () => {
  const entry = cases.find(({ operation }) => operation === 'convolution-forward')!;
  const variants = chooseVariants(cases, { software: true, features, pinned: {}, known: {} });
  const once = caseWork(entry, trained, variants);
  const works = new Map([
    ['slow', Array.from({ length: 8 }, () => once).flat()],
    ['fast', once],
  ]);
  for (const preset of ['slow', 'fast']) {
    const { signal } = new AbortController();
    const samples = await timeCase({ device, software: true, works, preset, signal });
    expect(samples.slow).toHaveLength(preset === 'slow' ? ROUNDS : 1);
    expect(chooseByTiming({ fingerprint: '', samples }, preset)).toBe('fast');
  }
});

test('backward-filter is timed with the update that adds its shares', () => {
  const entry = cases.find(({ operation }) => operation === 'convolution-backward-filter')!;
  const variants = chooseVariants(cases, { software: true, features, pinned: {}, known: {} });
  const [filter, update, ...rest] = caseWork(entry, trained, variants);
  expect([filter?.kernel.label, update?.kernel.label, rest.length]).toEqual([
    entry.name,
    cases.at(-1)?.name,
    0,
  ]);
  // Of 6 filters in two groups of four.
  expect(update?.kernel.workgroups).toEqual([2, 1, 1]);
});

test('a run in forms of its own per case keeps the identity, and goes on in them from its record', async () => {
  const other = (name: string, operation: keyof typeof KERNEL_VARIANTS) =>
    Object.keys(KERNEL_VARIANTS[operation])
      .filter((form) => isSupported(form, features) && form !== presets[operation])
      .at(name.length % 2 === 0 ? 0 : -1) ?? presets[operation];
  const variants = Object.fromEntries(cases.map(({ name, operation }) => [name, other(name, operation)]));
  const trainer = await createSmallTrainer({}, undefined, true, variants);
  expect(trainer.plan.variants).toEqual(variants);
  const reports = await advanceTo(trainer, 20, 5);
  trainer.plan.layout.tensors.forEach(({ description: { name } }, tensor) => {
    const [norms, lefts, rights] = (['norm', 'identityLeft', 'identityRight'] as const).map((column) =>
      columnOf(trainer, reports, tensor, column),
    );
    for (let step = 1; step < 20; step++) {
      // The bound of the invariants' own test: what float32 norms leave of the identity.
      const size = Math.max(norms![step - 1]!, norms![step]!) ** 2;
      const residual = Math.abs(lefts![step]! - rights![step]!) / size;
      expect(residual, `${name} at step ${step - 1}`).toBeLessThanOrEqual(5e-7);
    }
  });
  const saved = await trainer.save();
  await advanceTo(trainer, 30, 5);
  const resumed = await createSmallTrainer({}, undefined, true, trainer.plan.variants);
  resumed.restore(saved);
  await advanceTo(resumed, 30, 10);
  expect(bitsOf(await resumed.save())).toEqual(bitsOf(await trainer.save()));
  trainer.destroy();
  resumed.destroy();
});

test('the forms that the timings speak for are those of the cases alone', () => {
  const [{ name, operation }] = cases as [(typeof cases)[number]];
  const rounds = (ms: number) => Array.from({ length: ROUNDS }, () => ms);
  const forms = Object.keys(KERNEL_VARIANTS[operation]);
  const better = forms.find((form) => form !== presets[operation])!;
  const samples = { [presets[operation]]: rounds(2), [better]: rounds(1) };
  const timings = { [name]: { fingerprint: '', samples }, elsewhere: { fingerprint: '', samples } };
  expect(timedVariants(timings, cases, presets)).toEqual({ [name]: better });
});
