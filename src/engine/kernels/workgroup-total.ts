/** Sums over a workgroup's threads, for the kernels that end a reduction. */
import { QUAD_HEADER } from './kernel';
import { type Constants, instantiate } from './template';
import type { ReductionForm } from './variants';
import source from './workgroup-total.wgsl?raw';

/**
 * A kernel's source as `instantiate` makes it, with `quad_total` in a form of quads, else `partial` for so many sums and
 * `total`.
 */
export function instantiateWithTotal(
  main: string,
  sums: number,
  { threads, quad }: ReductionForm,
  constants: Constants,
  floats?: Constants,
): string {
  const shared = { THREADS: threads, PARTIAL_SUMS: sums, QUAD: Number(quad) };
  return (quad ? QUAD_HEADER : '') + instantiate(`${main}\n${source}`, { ...constants, ...shared }, floats);
}

/** Additions that a thread's value goes through in such a total, at most. */
export function additionsPerTotal({ threads }: ReductionForm): number {
  // Four sums side by side, and then those.
  return threads / 4 - 1 + 2;
}
