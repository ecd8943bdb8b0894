/** The list of all kernels and their forms: the run of all tests fails if one of them was compared with nothing. */
import { expect, test } from 'vitest';
import { rowOf } from '../testing/oracle-table';
import { testDevice } from '../testing/test-device';
import { isSupported, KERNEL_VARIANTS, OPERATIONS } from './variants';

const sources: Record<string, string> = import.meta.glob('./*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

test('every kernel is to be compared', async ({ task }) => {
  const { features } = await testDevice();
  const kernels = Object.entries(sources)
    .filter(([, source]) => source.includes('@compute'))
    .map(([path]) => path.slice('./'.length, -'.wgsl'.length))
    // No operation of its own: the forms made of it have their rows.
    .filter((name) => !/^convolution-(tile|stationary)/.test(name));
  const forms = OPERATIONS.flatMap((operation) =>
    Object.keys(KERNEL_VARIANTS[operation])
      .filter((variant) => isSupported(variant, features))
      .map((variant) => rowOf(operation, variant)),
  );
  expect(kernels).toEqual(expect.arrayContaining([...OPERATIONS]));
  task.meta.expectedRows = [...kernels, ...forms];
});
