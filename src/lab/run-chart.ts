/** Lines of a run as the rows of a chart. */
import type { Column } from './columns';
import { CHART_POINTS, decimate } from './decimate';
import type { TensorSeries } from './tensor-record';

/** Series of the run as a whole. */
export const RUN_SERIES = ['loss', 'lossAverage', 'accuracy', 'accuracyAverage'] as const;
export type RunSeries = (typeof RUN_SERIES)[number];

/** One line of a chart, under a key of the chart's choice. */
export type SeriesRequest =
  | { readonly key: string; readonly series: RunSeries }
  | { readonly key: string; readonly tensor: number; readonly series: TensorSeries };

/** A row per point, for Recharts: `step`, and every requested key (null where there is no value). */
export type ChartRow = { readonly step: number } & { readonly [key: string]: number | null };

export interface ChartRange {
  /** First step, and the one after the last; the whole run by default. */
  readonly from?: number;
  readonly to?: number;
  readonly maximumPoints?: number;
}

/**
 * The lines over common steps: at most 300 rows by default, peaks kept (see decimate.ts); null in a line without a
 * column. All columns are of one run, hence of the same length and stride.
 * @param steps a column of the run that says which steps there are.
 */
export function chartRows(
  lines: readonly { readonly key: string; readonly column: Column | undefined }[],
  steps: Column,
  { from = 0, to = steps.length, maximumPoints = CHART_POINTS }: ChartRange,
): ChartRow[] {
  const drawn = lines.map(({ key, column }) => ({
    key,
    y: column ? decimate(column, from, to, maximumPoints).y : [],
  }));
  return decimate(steps, from, to, maximumPoints).x.map((step, row) => {
    const values = drawn.map(({ key, y }) => [key, y[row] ?? null] as const);
    return { ...Object.fromEntries(values), step };
  });
}
