/** Columns of a record as points of a chart: few enough to draw, averaged rather than picked. */
import { mean } from './averages';
import type { ChartSeries } from './finding';

interface Stretches {
  /** Values that one point stands for; what is left over at the end is not shown. */
  readonly length: number;
  /** x of the column's first value, and from one value to the next. */
  readonly start?: number;
  readonly spacing?: number;
  /** What is drawn of a stretch's mean: of AU², say, its root. */
  readonly finish?: (mean: number) => number;
}

/** A point for each stretch of a column, in its middle. */
export function averagedPoints(
  column: Float64Array,
  { length, start = 0, spacing = 1, finish = (value) => value }: Stretches,
): [x: number, y: number][] {
  return Array.from({ length: Math.floor(column.length / length) }, (_, point) => [
    start + (point + 0.5) * length * spacing,
    finish(mean(column.subarray(point * length, (point + 1) * length))),
  ]);
}

/** Theory's line at one height, from 0 to x = `to`. */
export function level(name: string, height: number, to: number): ChartSeries {
  return {
    name,
    role: 'theory',
    points: [
      [0, height],
      [to, height],
    ],
  };
}
