/** Sums over a workgroup's threads, for the kernels that end a reduction. */
import { type Constants, instantiate } from './template';
import source from './workgroup-total.wgsl?raw';

/**
 * Threads of such a workgroup. Without a GPU each of them pays for every barrier (16 are five times as fast as 64 there);
 * on a GPU one thread adds what the others have, and would wait for more of them.
 */
export const TOTAL_THREADS = 16;

/** A kernel's source as `instantiate` makes it, with `partial` for so many sums and `total`. */
export function instantiateWithTotal(
  main: string,
  sums: number,
  constants: Constants,
  floats?: Constants,
): string {
  const shared = { THREADS: TOTAL_THREADS, PARTIAL_SUMS: sums };
  return `${instantiate(main, { ...constants, ...shared }, floats)}\n${source}`;
}
