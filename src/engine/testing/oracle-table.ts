/**
 * What the tests print at their end: how near each kernel came to its error bounds, and each tensor of a trajectory to
 * its tolerance. The numbers travel with the tests' results to `scripts/oracle-table.mjs`.
 */
import { afterEach, beforeEach } from 'vitest';
import type { Kernel } from '../kernels/kernel';
import type { Operation } from '../kernels/variants';

/** The rows of one table share a title; of the comparisons in a row the worst is printed. */
export interface Comparison {
  readonly table: string;
  readonly row: string;
  /** The quantity compared. */
  readonly what: string;
  /** Largest error / bound: at most 1 where all is well. */
  readonly ratio: number;
}

declare module 'vitest' {
  interface TaskMeta {
    comparisons?: Comparison[];
    /** First words of rows that the table of kernels must have once all tests have run. */
    expectedRows?: string[];
  }
}

const KERNELS = 'Kernels against their float64 twins';
const ENGINE = 'The whole step against theory';

const kernels = new Set<string>();
const comparisons: Comparison[] = [];

beforeEach(() => {
  kernels.clear();
  comparisons.length = 0;
});

afterEach(({ task }) => {
  if (comparisons.length > 0) task.meta.comparisons = [...comparisons];
});

/** A kernel has run: the test's comparisons to come are about what it wrote, or what others made of that. */
export function noteKernel({ label }: Kernel): void {
  // The operation and its variant; what has a × in it is a shape.
  kernels.add(
    label
      .split(' ')
      .filter((word) => word && !word.includes('×'))
      .join(' '),
  );
}

/**
 * From here on the comparisons are about this form of `KERNEL_VARIANTS` (null: none of the table), which a kernel's
 * label does not tell, and about what runs next.
 */
export function noteVariant(operation: Operation, variant: string | null): void {
  kernels.clear();
  if (variant !== null) kernels.add(rowOf(operation, variant));
}

/** The row of a form of a kernel. */
export function rowOf(operation: Operation, variant: string): string {
  return `${operation} ${variant}`;
}

/** A comparison with an error bound, of all kernels that have run in this test. */
export function noteBoundRatio(what: string, ratio: number): void {
  const rows = kernels.size > 0 ? [...kernels].map((row) => ({ table: KERNELS, row })) : undefined;
  for (const { table, row } of rows ?? [{ table: ENGINE, row: what }])
    comparisons.push({ table, row, what, ratio });
}

/** A comparison that stands in a table of its own. */
export function noteComparison(table: string, row: string, ratio: number): void {
  comparisons.push({ table, row, what: row, ratio });
}
