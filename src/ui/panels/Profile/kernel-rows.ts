/** The rows of the table of kernels, and the orders that they can be put in. */
import { type KernelFigures, stepFigures } from '../../../engine/profile/figures';
import type { KernelProfile, StepProfile } from '../../../engine/profile/step-profile';

export interface KernelRow {
  readonly kernel: KernelProfile;
  readonly figures: KernelFigures;
}

export type KernelColumn = 'label' | 'count' | 'milliseconds' | 'share' | 'gflops' | 'bytes' | 'fraction';

export interface KernelOrder {
  readonly column: KernelColumn;
  readonly descending: boolean;
}

const VALUES: Readonly<Record<Exclude<KernelColumn, 'label'>, (row: KernelRow) => number>> = {
  count: ({ kernel }) => kernel.count,
  milliseconds: ({ kernel }) => kernel.time.median,
  share: ({ figures }) => figures.share,
  gflops: ({ figures }) => figures.gflops,
  bytes: ({ figures }) => figures.bytes,
  fraction: ({ figures }) => figures.fraction,
};

/** What is not known (NaN) stands last in either direction; equal rows keep the order of the step. */
export function kernelRows(profile: StepProfile, { column, descending }: KernelOrder): KernelRow[] {
  const figures = stepFigures(profile).kernels;
  const rows = profile.kernels.map((kernel, index) => ({ kernel, figures: figures[index]! }));
  const sign = descending ? -1 : 1;
  if (column === 'label')
    return rows.sort((a, b) => sign * a.kernel.label.localeCompare(b.kernel.label, 'en', { numeric: true }));
  const value = VALUES[column];
  return rows.sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (Number.isNaN(left) || Number.isNaN(right))
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    return sign * (left - right);
  });
}

/** The order after a column's head was pressed: numbers begin with the largest, names with the first. */
export function nextOrder(order: KernelOrder, column: KernelColumn): KernelOrder {
  const descending = order.column === column ? !order.descending : column !== 'label';
  return { column, descending };
}
