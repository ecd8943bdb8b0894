/**
 * A long column as few points that keep its shape: per bucket of steps the least and the greatest value, in the
 * order in which they occurred, and the first and last value by themselves. Buckets are aligned to powers of two,
 * so that points stay where they are while a run grows, and columns of a run share their steps.
 */
import { type Column, greater, lesser } from './columns';

/** A chart's points; more cost time to draw and show nothing more at its width. */
export const CHART_POINTS = 300;

export interface Points {
  /** Steps, strictly ascending. */
  readonly x: readonly number[];
  /** Values, null where there is no number. */
  readonly y: readonly (number | null)[];
}

/**
 * The steps from…to−1 of a column as at most `maximum` (≥ 8) points. Every step by itself if they are few enough;
 * else extremes lie at most half a bucket from where they occurred. NaN is passed over; a bucket of nothing else is null.
 */
export function decimate(column: Column, from: number, to: number, maximum = CHART_POINTS): Points {
  const x: number[] = [];
  const y: (number | null)[] = [];
  const end = Math.min(to, column.length);
  for (const { begin, end: pieceEnd, steps } of pieces(Math.max(0, from), end, maximum, column.stride)) {
    const values = steps.length === 2 ? extremes(column, begin, pieceEnd, y.at(-1)) : [column.at(begin)];
    for (const [index, step] of steps.entries()) {
      x.push(step);
      const value = values[index] ?? Number.NaN;
      y.push(Number.isNaN(value) ? null : value);
    }
  }
  return { x, y };
}

/** Steps begin…end−1, drawn at one or two places. */
interface Piece {
  readonly begin: number;
  readonly end: number;
  readonly steps: readonly number[];
}

function pieces(from: number, to: number, maximum: number, stride: number): Piece[] {
  const single = (step: number): Piece => ({ begin: step, end: step + 1, steps: [step] });
  const last = to - 1;
  if (last < from) return [];
  if (to - from <= maximum && stride === 1) return range(from, to).map(single);
  // The first and the last step stand alone; what lies between is cut at multiples of the width.
  const buckets = Math.max(1, Math.floor((maximum - 2) / 2) - 1);
  let width = Math.max(stride, 4);
  while ((last - from) / width > buckets) width *= 2;
  const result = [single(from)];
  let begin = from + 1;
  while (begin < last) {
    const end = Math.min((Math.floor(begin / width) + 1) * width, last);
    const count = end - begin;
    const steps =
      count === 1
        ? [begin]
        : [begin + Math.round((count - 1) / 4), begin + Math.round((3 * (count - 1)) / 4)];
    result.push({ begin, end, steps });
    begin = end;
  }
  if (last > from) result.push(single(last));
  return result;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** Least and greatest value in the order in which they occur. */
function extremes(column: Column, begin: number, end: number, before: number | null | undefined): number[] {
  const lastRow = Math.floor((end - 1) / column.stride);
  let low = Number.NaN;
  let high = Number.NaN;
  let lowRow = 0;
  let highRow = 0;
  for (let row = Math.floor(begin / column.stride); row <= lastRow; row++) {
    const nextLow = lesser(low, column.low(row));
    const nextHigh = greater(high, column.high(row));
    if (nextLow !== low) lowRow = row;
    if (nextHigh !== high) highRow = row;
    low = nextLow;
    high = nextHigh;
  }
  // Within one merged row the order is not known: go on from the point before without a jump to and fro.
  const lowFirst =
    lowRow === highRow
      ? Math.abs((before ?? low) - low) <= Math.abs((before ?? low) - high)
      : lowRow < highRow;
  return lowFirst ? [low, high] : [high, low];
}
