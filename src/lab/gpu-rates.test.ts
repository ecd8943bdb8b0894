import { expect, test } from 'vitest';
import { ratesBetween } from './gpu-rates';

const counts = (time: number, steps: number, dispatches: number, submits: number, readbacks: number) => ({
  time,
  steps,
  dispatches,
  submits,
  readbacks,
});

test('differences over the time on the worker’s clock', () => {
  expect(ratesBetween(counts(500, 3, 100, 10, 5), counts(2500, 23, 700, 14, 6))).toEqual({
    steps: 10,
    dispatches: 300,
    submits: 2,
    readbacks: 0.5,
  });
});

test('nothing sent is a rate of 0', () => {
  expect(ratesBetween(counts(0, 1, 7, 2, 1), counts(1000, 1, 7, 2, 1))).toEqual({
    steps: 0,
    dispatches: 0,
    submits: 0,
    readbacks: 0,
  });
});

test('another device counts from 0, another run from its own step: nothing is said', () => {
  expect(ratesBetween(counts(0, 9, 100, 10, 5), counts(1000, 9, 30, 3, 1))).toBeNull();
  expect(ratesBetween(counts(0, 9, 100, 10, 5), counts(1000, 0, 130, 12, 7))).toBeNull();
  expect(ratesBetween(counts(9, 1, 1, 1, 1), counts(9, 2, 2, 2, 2))).toBeNull();
});
