/** How many additions a value goes through: counted on a machine that only notes how deep each sum is. */
import { expect, test } from 'vitest';
import { additionsPerSum, rowsPerChunk } from './batch-norm';
import { KERNEL_VARIANTS } from './variants';

/** Depth of a sum: one addition more than the deeper of its terms, 0 for what was not added up. */
const add = (a: number, b: number) => Math.max(a, b) + 1;
const chain = (depths: readonly number[], start = 0) => depths.reduce(add, start);

/** As the kernels do it: rows one after the other, every T-th chunk one after the other, then the threads by four. */
function deepest(rows: number, perChunk: number, threads: number): number {
  const chunks = Array.from({ length: Math.ceil(rows / perChunk) }, (_, k) =>
    chain(Array.from({ length: Math.min(perChunk, rows - k * perChunk) }, () => 0)),
  );
  const sums = Array.from({ length: threads }, (_, t) => chain(chunks.filter((_, k) => k % threads === t)));
  const four = [0, 1, 2, 3].map((k) => {
    const [first = 0, ...others] = sums.filter((_, t) => t % 4 === k);
    return chain(others, first);
  });
  return add(add(four[0]!, four[1]!), add(four[2]!, four[3]!));
}

const FORMS = Object.entries(KERNEL_VARIANTS['batch-norm-backward-coefficients']);

test.each(
  FORMS.flatMap(([name, form]) => [2, 98, 1568, 25088, 100352].map((rows) => ({ name, form, rows }))),
)('$name, $rows rows', ({ form, rows }) => {
  const shape = { rows, channels: 8, epsilon: 1e-5 };
  const bound = additionsPerSum(shape, form);
  const counted = deepest(rows, rowsPerChunk(shape), form.threads);
  expect(bound).toBeGreaterThanOrEqual(counted);
  // Not much looser: a chunk or a thread that has less than the others cannot be told from outside.
  expect(bound).toBeLessThanOrEqual(1.25 * counted + 2);
});
