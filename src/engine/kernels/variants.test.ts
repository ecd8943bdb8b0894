/** Which forms of the kernels run: defaults, pins of a config, and what a checkpoint records. */
import { describe, expect, test } from 'vitest';
import { defaultVariants, KERNEL_VARIANTS, OPERATIONS, pinVariants, recordedVariants } from './variants';

const none: GPUSupportedFeatures = new Set<string>();
const subgroups: GPUSupportedFeatures = new Set(['subgroups']);

describe('kernel variants', () => {
  test('defaults exist, and need no feature that is missing', () => {
    for (const software of [false, true])
      for (const features of [none, subgroups]) {
        const variants = defaultVariants(software, features);
        for (const operation of OPERATIONS)
          expect(Object.keys(KERNEL_VARIANTS[operation])).toContain(variants[operation]);
        expect(pinVariants(variants, variants, features)).toEqual(variants);
      }
  });

  test('a pinned form takes the place of the default', () => {
    const variants = pinVariants({ sgd: 'threads-64' }, defaultVariants(true, none), none);
    expect(variants).toEqual({ ...defaultVariants(true, none), sgd: 'threads-64' });
  });

  test.each([
    [{ convolution: 'block-2' }, 'VARIANT_UNKNOWN', 'variants.convolution'],
    [{ sgd: 'block-2' }, 'VARIANT_UNKNOWN', 'variants.sgd'],
    [{ sgd: 'toString' }, 'VARIANT_UNKNOWN', 'variants.sgd'],
    [{ 'convolution-forward': 'quad-4' }, 'VARIANT_UNSUPPORTED', 'variants.convolution-forward'],
  ])('%j is refused', (pinned, code, where) => {
    const pin = () => pinVariants(pinned as Record<string, string>, defaultVariants(true, none), none);
    expect(pin).toThrow(expect.objectContaining({ code, where }));
  });

  test('a checkpoint’s forms are taken where the device has them', () => {
    const recorded = { 'convolution-forward': 'quad-2', sgd: 'threads-64', 'max-pool': 'fast' };
    const defaults = defaultVariants(false, none);
    expect(recordedVariants(recorded, defaults, none)).toEqual(defaults);
    const expected = { ...defaults, 'convolution-forward': 'quad-2' };
    expect(recordedVariants(recorded, defaults, subgroups)).toEqual(expected);
    expect(recordedVariants({}, defaults, subgroups)).toEqual(defaults);
  });
});
