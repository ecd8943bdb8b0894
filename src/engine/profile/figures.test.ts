import { expect, test } from 'vitest';
import type { Accesses } from './count-accesses';
import { stepFigures } from './figures';
import { type KernelProfile, movedBytes, type StepProfile } from './step-profile';

const time = (median: number) => ({ median, least: median, most: median, count: 5 });

const accesses = (bindings: Accesses['bindings'], scalarLoads: number): Accesses => ({
  loads: { 'storage f32': scalarLoads, 'storage vec4f': 0, 'workgroup f32': 0, 'workgroup vec4f': 0 },
  stores: { f32: 0, vec4f: 0 },
  bindings,
});

const kernel = (changes: Partial<KernelProfile>): KernelProfile => ({
  label: 'test',
  code: '',
  variant: '',
  count: 1,
  workgroups: [1, 1, 1],
  threads: 64,
  buffers: [],
  time: time(1),
  flop: 0,
  accesses: null,
  ...changes,
});

const profile = (kernels: readonly KernelProfile[], step: number): StepProfile => ({
  step: 0,
  timestamps: true,
  features: [],
  rates: {
    peakGflops: 10,
    loadRates: { storage: { f32: 1, vec4f: 4 }, workgroup: { f32: 0.5, vec4f: 2 } },
    storeRates: { f32: 1, vec4f: 4 },
    overlap: 1,
    storeOverlap: 1,
    emptyDispatchMicroseconds: 1,
    probes: [],
  },
  time: time(step),
  kernels,
});

test('a kernel counts as often as it is dispatched; what is left of the step comes between', () => {
  const figures = stepFigures(profile([kernel({ count: 3, time: time(2) }), kernel({ time: time(4) })], 12));
  expect(figures).toMatchObject({ sum: 10, rest: 2, dispatches: 4 });
  expect(figures.kernels.map(({ milliseconds, share }) => [milliseconds, share])).toEqual([
    [6, 0.6],
    [4, 0.4],
  ]);
});

test('rates are those of one dispatch', () => {
  const buffers = [{ label: 'x', bytes: 4e6, access: 'read' as const }];
  const counted = accesses([{ binding: 0, loaded: 1e6, stored: 0 }], 1e6);
  const [figures] = stepFigures(
    profile([kernel({ count: 2, time: time(4), flop: 2e7, buffers, accesses: counted })], 8),
  ).kernels;
  // 20 Mflop and 4 MB in 4 ms; at 10 Gflop/s the arithmetic would take 2 ms, the 1e6 loads at 1 G/s 1 ms.
  expect(figures).toMatchObject({ gflops: 5, bytes: 4e6, gigabytesPerSecond: 1, fraction: 0.5 });
  expect(figures?.bound?.limit).toBe('arithmetic');
});

test('faster than its bound stays more than 1', () => {
  const [figures] = stepFigures(
    profile([kernel({ time: time(1), flop: 2e7, accesses: accesses([], 0) })], 1),
  ).kernels;
  expect(figures?.fraction).toBe(2);
});

test('without counts there is neither a bound nor a number of bytes', () => {
  const [figures] = stepFigures(profile([kernel({ flop: 1e7 })], 1)).kernels;
  expect(figures).toMatchObject({ bound: null, fraction: Number.NaN, bytes: Number.NaN });
});

test('bytes moved: each way at most the part that is bound, and no more than is loaded or stored', () => {
  const buffers = [
    { label: 'a data set of which a batch is read', bytes: 1e6, access: 'read' as const },
    { label: 'inputs that every thread reads', bytes: 100, access: 'read' as const },
    { label: 'sums that are updated', bytes: 40, access: 'write' as const },
  ];
  const counted = accesses(
    [
      { binding: 0, loaded: 8, stored: 0 },
      { binding: 1, loaded: 1000, stored: 0 },
      { binding: 2, loaded: 10, stored: 10 },
    ],
    0,
  );
  expect(movedBytes({ buffers, accesses: counted })).toBe(32 + 100 + 80);
});
