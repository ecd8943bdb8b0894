/** Which form runs in each case: defaults, what is known from before, and what a config pins. */
import { describe, expect, test } from 'vitest';
import { type Case, type ChoiceOptions, chooseVariants, formOf } from './choose-variants';
import { defaultVariants } from './variants';

const none: GPUSupportedFeatures = new Set<string>();
const subgroups: GPUSupportedFeatures = new Set(['subgroups']);
const wide = 'convolution-forward 28×28×8→16 3×3/2 ×32';
const deep = 'convolution-forward 14×14×16→32 3×3/2 ×32';
const cases: readonly Case[] = [
  { operation: 'convolution-forward', name: wide },
  { operation: 'convolution-forward', name: deep },
  { operation: 'sgd', name: 'sgd 100×4' },
];
const choose = (options: Partial<ChoiceOptions>) =>
  chooseVariants(cases, { software: false, features: none, pinned: {}, known: {}, ...options });

test('without a choice each case has the form that suits the kind of adapter', () => {
  for (const software of [false, true])
    for (const features of [none, subgroups]) {
      const { 'convolution-forward': forward, sgd } = defaultVariants(software, features);
      const expected = { [wide]: forward, [deep]: forward, 'sgd 100×4': sgd };
      expect(choose({ software, features })).toEqual(expected);
    }
});

describe('what is said of a case goes before what is said of its operation', () => {
  test('pinned', () => {
    const pinned = { 'convolution-forward': 'block-4', [deep]: 'quad-2' };
    const chosen = { [wide]: 'block-4', [deep]: 'quad-2', 'sgd 100×4': 'threads-64' };
    expect(choose({ features: subgroups, pinned })).toEqual(chosen);
  });

  test('known', () => {
    const known = { [deep]: 'block-4', 'convolution-forward': 'quad-4', sgd: 'threads-16' };
    const chosen = { [wide]: 'quad-4', [deep]: 'block-4', 'sgd 100×4': 'threads-16' };
    expect(choose({ features: subgroups, known })).toEqual(chosen);
  });
});

test('a pinned operation goes before a known case', () => {
  const pinned = { 'convolution-forward': 'block-4' };
  const known = { [wide]: 'block-2', 'sgd 100×4': 'threads-16' };
  expect(choose({ pinned, known })).toEqual({
    [wide]: 'block-4',
    [deep]: 'block-4',
    'sgd 100×4': 'threads-16',
  });
});

test('an old checkpoint, which names operations alone, keeps its forms', () => {
  const known = {
    'convolution-forward': 'block-4',
    'convolution-backward-data': 'block-4',
    'convolution-backward-filter': 'threads-256',
    sgd: 'threads-16',
  };
  expect(choose({ known })).toEqual({ [wide]: 'block-4', [deep]: 'block-4', 'sgd 100×4': 'threads-16' });
});

test('known forms that this device or this table has not got are passed over', () => {
  const known = { [wide]: 'quad-2', [deep]: 'toString', sgd: 'fast', 'max-pool': 'fast' };
  expect(choose({ known })).toEqual(choose({}));
  expect(choose({ known, features: subgroups })).toEqual({ ...choose({}), [wide]: 'quad-2' });
});

test.each([
  [{ convolution: 'block-2' }, 'VARIANT_UNKNOWN', 'variants.convolution'],
  [{ sgd: 'block-2' }, 'VARIANT_UNKNOWN', 'variants.sgd'],
  [{ sgd: 'toString' }, 'VARIANT_UNKNOWN', 'variants.sgd'],
  [{ 'sgd 101×4': 'threads-16' }, 'VARIANT_UNKNOWN', 'variants.sgd 101×4'],
  [{ [wide]: 'threads-16' }, 'VARIANT_UNKNOWN', `variants.${wide}`],
  [{ 'convolution-forward': 'quad-4' }, 'VARIANT_UNSUPPORTED', 'variants.convolution-forward'],
  [{ [deep]: 'quad-4' }, 'VARIANT_UNSUPPORTED', `variants.${deep}`],
])('pinning %j is refused', (pinned: Readonly<Record<string, string>>, code, where) => {
  expect(() => choose({ pinned })).toThrow(expect.objectContaining({ code, where }));
});

test('the parameters of the form chosen', () => {
  const variants = choose({ known: { [deep]: 'block-4' } });
  expect(formOf('convolution-forward', deep, variants)).toEqual({ kind: 'direct', block: 4, quad: false });
  expect(() => formOf('convolution-forward', 'elsewhere', variants)).toThrow('elsewhere');
});
