import { expect, test } from 'vitest';
import type { StepProfile } from '../../../engine/profile/step-profile';
import { kernelRows, nextOrder } from './kernel-rows';

const time = (median: number) => ({ median, least: median, most: median, count: 5 });
const loads = { 'storage f32': 0, 'storage vec4f': 0, 'workgroup f32': 0, 'workgroup vec4f': 0 };

const kernel = (label: string, milliseconds: number, count: number, counted: boolean) => ({
  label,
  code: label,
  variant: '',
  count,
  workgroups: [1, 1, 1] as const,
  threads: 64,
  buffers: [],
  time: time(milliseconds),
  flop: 1e6,
  accesses: counted ? { loads, stores: { f32: 0, vec4f: 0 }, bindings: [] } : null,
});

const profile: StepProfile = {
  step: 0,
  timestamps: true,
  features: [],
  rates: {
    peakGflops: 1,
    loadRates: { storage: { f32: 1, vec4f: 1 }, workgroup: { f32: 1, vec4f: 1 } },
    storeRates: { f32: 1, vec4f: 1 },
    overlap: 1,
    storeOverlap: 1,
    emptyDispatchMicroseconds: 1,
    probes: [],
  },
  time: time(20),
  kernels: [kernel('b 10', 1, 8, true), kernel('b 9', 2, 1, false), kernel('a', 4, 1, true)],
};

const labels = (...order: Parameters<typeof kernelRows>) =>
  kernelRows(...order).map(({ kernel: { label } }) => label);

test('by share: what is dispatched often counts as often', () => {
  expect(labels(profile, { column: 'share', descending: true })).toEqual(['b 10', 'a', 'b 9']);
  expect(labels(profile, { column: 'milliseconds', descending: true })).toEqual(['a', 'b 9', 'b 10']);
});

test('by name, numbers in it as numbers', () => {
  expect(labels(profile, { column: 'label', descending: false })).toEqual(['a', 'b 9', 'b 10']);
});

test('what is not known stands last in either direction', () => {
  expect(labels(profile, { column: 'fraction', descending: true })).toEqual(['b 10', 'a', 'b 9']);
  expect(labels(profile, { column: 'fraction', descending: false })).toEqual(['a', 'b 10', 'b 9']);
});

test('a head pressed again turns the order round; another one begins with the largest, or the first name', () => {
  const start = { column: 'share', descending: true } as const;
  expect(nextOrder(start, 'share')).toEqual({ column: 'share', descending: false });
  expect(nextOrder(start, 'bytes')).toEqual({ column: 'bytes', descending: true });
  expect(nextOrder(start, 'label')).toEqual({ column: 'label', descending: false });
});
