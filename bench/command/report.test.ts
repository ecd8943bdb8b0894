import { expect, test } from 'vitest';
import type { BenchResults, CaseResult, KernelResult, StepTimes } from '../results';
import { fileName, problemsOf, tables } from './report';

const times = (median: number, loss_difference: number | null = 0): StepTimes => ({
  median,
  least: median - 1,
  most: median + 1,
  count: 7,
  steps_per_window: 3,
  first_losses: [2.3, 2.2, 2.1],
  loss_difference,
});

const oneCase: CaseResult = {
  name: 'conv3 8-16-32',
  batch: 32,
  ours_ms: 10,
  peers: { 'jax-js webgpu': 250 },
  ratio: 25,
  fastest_peer: 'jax-js webgpu',
  disagreeing: [],
  absent: { 'TensorFlow.js webgpu': 'no adapter' },
  spread: { 'SMD Lab': times(10), 'jax-js webgpu': times(250) },
};

const kernel: KernelResult = {
  name: 'convolution-forward',
  shape: '28×28×1→8 3×3/1 ×32',
  variant: 'direct',
  ms: 2,
  spread_ms: [1.9, 2.3],
  gflops: 1.7,
  fraction: 0.7,
  fraction_of_largest: 0.6,
  limit: 'loads',
  bound_ms: { arithmetic: 0.2, loads: 1.2, stores: 0.3, workgroup: 0 },
  loads: { 'storage f32': 1, 'storage vec4f': 2, 'workgroup f32': 0, 'workgroup vec4f': 0 },
  stores: { f32: 0, vec4f: 3 },
};

const rates = {
  peak_gflops: 30,
  load_rates: { storage: { f32: 0.5, vec4f: 0.6 }, workgroup: { f32: 0.1, vec4f: 0.2 } },
  store_rates: { f32: 0.7, vec4f: 0.8 },
  overlap: 0.2,
  store_overlap: 0.3,
};

const results: BenchResults = {
  adapter: 'google swiftshader',
  runtime: 'test',
  date: '2026-01-01T00:00:00Z',
  cases: [oneCase],
  ...rates,
  probes: [{ name: 'f32, 12 accumulators, fma', rate: 30 }],
  empty_dispatch_us: 25,
  kernel_rates: { 'conv3 8-16-32': { ...rates, peak_gflops: 29, store_overlap: 0.25 } },
  kernels: [kernel],
  other_kernels: [{ ...kernel, name: 'sgd', shape: 'with telemetry 1680×4' }],
};

test('the file is named after the adapter', () => {
  expect(fileName('google swiftshader SwiftShader Device (Subzero)')).toBe(
    'google-swiftshader-swiftshader-device-subzero.json',
  );
});

test('the tables name the fastest peer, who is absent, and the fractions', () => {
  const text = tables(results);
  expect(text).toContain('The fastest peer, jax-js webgpu, takes 25.00 times as long.');
  expect(text).toContain('TensorFlow.js webgpu did not run: no adapter');
  expect(text).toMatch(/forward 28×28×1→8 .* 70\.0 % +60\.0 % +loads +10\.0 %/);
  expect(text).toMatch(/Other kernel [\s\S]*sgd with telemetry 1680×4 .* 70\.0 %/);
});

test('the tables hold the rates of the probes, and those beside the kernels', () => {
  const text = tables(results);
  expect(text).toMatch(
    /f32, 12 accumulators, fma +30\.0[\s\S]*Stores, G f32\/s: storage f32 0\.700, storage vec4f 0\.800/,
  );
  expect(text).toMatch(
    /Beside the kernels of conv3 8-16-32:\nMultiply-add peak 29\.0 .*\n.*\n.*stores 25\.0 %/,
  );
});

test('good results have no problems', () => {
  expect(problemsOf(results)).toEqual([]);
});

test('a peer that trains something else voids its case', () => {
  const spread = { ...oneCase.spread, 'jax-js webgpu': times(250, 0.02) };
  const cases = [{ ...oneCase, ratio: null, disagreeing: ['jax-js webgpu'], spread }];
  expect(problemsOf({ ...results, cases })).toEqual([
    expect.stringMatching(/conv3 8-16-32 is void.* jax-js webgpu .* 0\.02/),
  ]);
});

test('a kernel faster than its bound shows that a probe is wrong', () => {
  expect(problemsOf({ ...results, kernels: [{ ...kernel, fraction: 1.001 }] })).toEqual([
    expect.stringContaining('The probe is wrong'),
  ]);
  expect(problemsOf({ ...results, other_kernels: [{ ...kernel, fraction: 1.001 }] })).toEqual([
    expect.stringContaining('The probe is wrong'),
  ]);
  const both = { kernels: [{ ...kernel, fraction: 1 }], other_kernels: [{ ...kernel, fraction: 1 }] };
  expect(problemsOf({ ...results, ...both })).toEqual([]);
});
