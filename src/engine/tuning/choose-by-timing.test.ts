/** The choice that timings lead to: the noise decides what counts as faster. */
import { expect, test } from 'vitest';
import { chooseByTiming, ROUNDS } from './choose-by-timing';

const rounds = (time: (round: number) => number) => Array.from({ length: ROUNDS }, (_, round) => time(round));
const steady = (ms: number) => rounds((round) => ms + 0.01 * Math.sin(7 * round));
const choose = (samples: Record<string, readonly number[]>, preset = 'a') =>
  chooseByTiming({ fingerprint: '', samples }, preset);

test('the fastest of those that beat the default', () => {
  expect(choose({ a: steady(3), b: steady(2), c: steady(1) })).toBe('c');
  expect(choose({ a: steady(1), b: steady(2) })).toBe('a');
});

test('the default stays where the gain is within the noise', () => {
  // On average 5 % faster, but one round in seven says otherwise.
  const noisy = rounds((round) => (round === 3 ? 1.1 : 0.93));
  expect(choose({ a: rounds(() => 1), b: noisy })).toBe('a');
  expect(choose({ a: rounds(() => 1), b: rounds(() => 0.93) })).toBe('b');
  expect(choose({ a: steady(1), b: steady(1) })).toBe('a');
});

test('a machine that slows down for a while does so for both', () => {
  const load = (round: number) => (round === 2 || round === 5 ? 3 : 1);
  expect(choose({ a: rounds(load), b: rounds((round) => 0.9 * load(round)) })).toBe('b');
});

test('a form that was dropped early cannot win, and without a timed default there is no choice', () => {
  expect(choose({ a: steady(2), b: [1] })).toBe('a');
  expect(choose({ a: [2], b: [1] })).toBe('a');
  expect(choose({ b: steady(1), c: steady(2) })).toBe('a');
  expect(choose({})).toBe('a');
});
