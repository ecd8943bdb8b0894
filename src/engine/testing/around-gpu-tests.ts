/**
 * What happens around every GPU test, of whatever file: its comparisons travel with its result, and validation errors
 * fail it if it caused them. A setup file, which runs for every test file, while modules are loaded once for all of them.
 */
import { afterEach, beforeEach, expect } from 'vitest';
import { forgetComparisons, notedComparisons } from './oracle-table';
import { takeWebGpuErrors } from './test-device';

beforeEach(forgetComparisons);

afterEach(({ task }) => {
  const comparisons = notedComparisons();
  if (comparisons.length > 0) task.meta.comparisons = comparisons;
  expect(takeWebGpuErrors(), 'WebGPU errors').toEqual([]);
});
