/** The table of forms: what is taken where nobody chooses. */
import { expect, test } from 'vitest';
import { defaultVariants, isCandidate, isSupported, isVariant, OPERATIONS } from './variants';

test('defaults exist, and need no feature that is missing', () => {
  for (const software of [false, true])
    for (const names of [[], ['subgroups']]) {
      const features: GPUSupportedFeatures = new Set(names);
      const variants = defaultVariants(software, features);
      for (const operation of OPERATIONS) {
        expect(isVariant(operation, variants[operation]), operation).toBe(true);
        expect(isSupported(variants[operation], features), operation).toBe(true);
        expect(isCandidate(operation, variants[operation], software), operation).toBe(true);
      }
    }
});

test('tiles are for GPUs', () => {
  for (const operation of OPERATIONS.filter((name) => name.startsWith('convolution')))
    expect([false, true].map((software) => isCandidate(operation, 'tile-32', software))).toEqual([
      true,
      false,
    ]);
});
