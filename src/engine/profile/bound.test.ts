import { describe, expect, test } from 'vitest';
import { boundOf, neededFlop, shareInside } from './bound';

const rates = {
  peakGflops: 10,
  loadRates: { storage: { f32: 1, vec4f: 4 }, workgroup: { f32: 0.5, vec4f: 2 } },
  storeRates: { f32: 2, vec4f: 5 },
  overlap: 1,
  storeOverlap: 1,
};
const stores = { f32: 0, vec4f: 0 };
const none = { 'storage f32': 0, 'storage vec4f': 0, 'workgroup f32': 0, 'workgroup vec4f': 0 };

describe('boundOf', () => {
  test('arithmetic alone: 10 Mflop at 10 Gflop/s take 1 ms', () => {
    expect(boundOf({ flop: 1e7, loads: none, stores }, rates)).toMatchObject({ ms: 1, limit: 'arithmetic' });
  });

  test('loads of one memory add up, scalar and vector', () => {
    const loads = { ...none, 'storage f32': 1e6, 'storage vec4f': 12e6 };
    expect(boundOf({ flop: 1e7, loads, stores }, rates)).toEqual({
      ms: 4,
      limit: 'loads',
      byLimit: { arithmetic: 1, loads: 4, stores: 0, workgroup: 0 },
    });
  });

  test.each([
    { overlap: 1, ms: 4 },
    { overlap: 0.25, ms: 5.5 },
    { overlap: 0, ms: 6 },
  ])('2 ms of multiply-adds beside 4 ms of loads, overlapping by $overlap', ({ overlap, ms }) => {
    // 4 million of the additions are those that the rate of loads holds.
    const loads = { ...none, 'storage f32': 4e6 };
    const bound = boundOf({ flop: 2.4e7, loads, stores }, { ...rates, overlap });
    expect(bound.ms).toBeCloseTo(ms, 12);
    expect(bound.limit).toBe('loads');
    expect(bound.byLimit).toEqual({ arithmetic: 2.4, loads: 4, stores: 0, workgroup: 0 });
  });

  test('what only adds up what it loads is bound by its loads', () => {
    const loads = { ...none, 'storage vec4f': 4e6 };
    expect(boundOf({ flop: 4e6, loads, stores }, { ...rates, overlap: 0 })).toMatchObject({
      ms: 1,
      limit: 'loads',
    });
  });

  test('of multiply-adds and loads that take long together the longer is named, not a third', () => {
    const loads = { ...none, 'storage f32': 3e6, 'workgroup f32': 2e6 };
    expect(boundOf({ flop: 3.2e7, loads, stores }, { ...rates, overlap: 0 })).toMatchObject({
      limit: 'arithmetic',
      byLimit: { arithmetic: 3.2, loads: 3, workgroup: 4 },
    });
  });

  test.each([
    { overlap: 1, storeOverlap: 1, ms: 4 },
    { overlap: 1, storeOverlap: 0.5, ms: 5.5 },
    { overlap: 1, storeOverlap: 0, ms: 7 },
    // The multiply-adds that no load holds, 2 ms of them, may hide behind the stores.
    { overlap: 0, storeOverlap: 0, ms: 7 },
    { overlap: 0, storeOverlap: 1, ms: 6 },
  ])('4 ms of loads, 3 ms of stores, $storeOverlap and $overlap hidden', ({ ms, ...overlaps }) => {
    const work = { flop: 2.4e7, loads: { ...none, 'storage f32': 4e6 }, stores: { f32: 4e6, vec4f: 5e6 } };
    const bound = boundOf(work, { ...rates, ...overlaps });
    expect(bound.ms).toBeCloseTo(ms, 12);
    expect(bound.byLimit).toEqual({ arithmetic: 2.4, loads: 4, stores: 3, workgroup: 0 });
  });

  test('what stores most is bound by its stores', () => {
    expect(boundOf({ flop: 1e6, loads: none, stores: { f32: 2e6, vec4f: 0 } }, rates)).toMatchObject({
      ms: 1,
      limit: 'stores',
    });
  });

  test('the memories overlap: the slower one counts', () => {
    const loads = { ...none, 'storage vec4f': 4e6, 'workgroup f32': 1e6, 'workgroup vec4f': 4e6 };
    expect(boundOf({ flop: 0, loads, stores }, rates)).toMatchObject({ ms: 4, limit: 'workgroup' });
  });
});

describe('shareInside', () => {
  test.each([
    // 28 outputs of 3 taps, of which the first and the last have one outside.
    { side: 28, kernel: 3, stride: 1, padding: 1, share: 82 / 84 },
    // 14 outputs; only the first reaches out.
    { side: 28, kernel: 3, stride: 2, padding: 1, share: 41 / 42 },
    { side: 7, kernel: 1, stride: 1, padding: 0, share: 1 },
    { side: 5, kernel: 3, stride: 1, padding: 0, share: 1 },
  ])(
    'side $side, $kernel taps, stride $stride, padding $padding',
    ({ side, kernel, stride, padding, share }) => {
      expect(shareInside(side, kernel, stride, padding)).toBeCloseTo(share, 14);
    },
  );
});

test('what falls into the padding is not needed: of a convolution on both sides, of nothing else', () => {
  const flop = 84 * 84;
  expect(neededFlop({ label: 'convolution-forward 28×28×8→16 3×3/1', flop })).toBeCloseTo(82 * 82, 8);
  expect(neededFlop({ label: 'convolution-backward-data quad-2 28×28×8→16 3×3/2', flop })).toBeCloseTo(
    82 * 82,
    8,
  );
  expect(neededFlop({ label: 'convolution-forward 1×1×32→10 1×1/1', flop })).toBe(flop);
  expect(neededFlop({ label: 'bias-gradient 32×10', flop })).toBe(flop);
});
