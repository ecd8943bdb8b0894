/**
 * What the tests print at their end: how near each kernel came to its error bounds, and each tensor of a trajectory to
 * its tolerance. The numbers travel with the tests' results to `scripts/oracle-table.mjs`.
 */
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

/** The kernels that have made what is compared next, each from what the one before it wrote. */
const chain = new Set<string>();
/** The row of the form of `KERNEL_VARIANTS` that is under test. */
let form: string | null = null;
let isCompared = false;
const comparisons: Comparison[] = [];

function startAnew(): void {
  chain.clear();
  form = null;
  isCompared = false;
}

/** Before each test: what others have run and compared is not its own. */
export function forgetComparisons(): void {
  startAnew();
  comparisons.length = 0;
}

/** All comparisons since they were last forgotten. */
export function notedComparisons(): Comparison[] {
  return [...comparisons];
}

/**
 * A kernel has run: the comparisons to come are about what it wrote, or what those that run before the first of them made
 * of that. What runs after a comparison has no part in those before it, nor they in its own.
 */
export function noteKernel({ label }: Kernel): void {
  if (isCompared) startAnew();
  // The operation and its variant; what has a × in it is a shape.
  chain.add(
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
  startAnew();
  if (variant !== null) form = rowOf(operation, variant);
}

/** The row of a form of a kernel. */
export function rowOf(operation: Operation, variant: string): string {
  return `${operation} ${variant}`;
}

/**
 * A comparison with an error bound, of all kernels that have made what is compared.
 * @returns a row for each; those whose output others worked on say so
 */
export function noteBoundRatio(what: string, ratio: number): readonly Comparison[] {
  const kernels = [...chain];
  const noted = kernels.map((row, position) => {
    const later = kernels.slice(position + 1);
    const through = later.length > 0 ? ` through ${later.join(', ')}` : '';
    return { table: KERNELS, row, what: what + through, ratio };
  });
  if (form !== null) noted.push({ table: KERNELS, row: form, what, ratio });
  if (noted.length === 0) noted.push({ table: ENGINE, row: what, what, ratio });
  isCompared = true;
  comparisons.push(...noted);
  return noted;
}

/** A comparison that stands in a table of its own. */
export function noteComparison(table: string, row: string, ratio: number): void {
  comparisons.push({ table, row, what: row, ratio });
}
