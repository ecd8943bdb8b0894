/** What a chart over steps is made of: plain data, so that it can be built in one place and drawn in another. */

export interface ChartPoint {
  readonly step: number;
  /** Null leaves a gap. */
  readonly value: number | null;
}

export interface ChartLine {
  /** Stable name of the line within its chart. */
  readonly key: string;
  readonly label: string;
  /** What the line is, in a sentence, where its label is too short for it. */
  readonly hint?: string;
  /** Any CSS colour, custom properties included. */
  readonly colour: string;
  readonly points: readonly ChartPoint[];
  readonly width?: number;
  /** Lengths of dashes and gaps in pixels, as in SVG. */
  readonly dash?: string;
  readonly opacity?: number;
  /** Holds each value until the next point instead of sloping towards it. */
  readonly steps?: boolean;
  /** Marks every point: for values that are measured now and then. */
  readonly dots?: boolean;
  /** The larger, the later it is drawn, hence above the others; 0 by default. */
  readonly height?: number;
  /** Several lines in one, with a gap between them: drawn faster than many, but without a value of its own. */
  readonly merged?: boolean;
}

/** A stretch of values per step, drawn as an area. */
export interface ChartBand {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  readonly points: readonly { readonly step: number; readonly range: readonly [number, number] }[];
}

/** Something that happened at a step: a vertical line with a short text. */
export interface ChartEvent {
  readonly step: number;
  readonly label: string;
}

/** The value that a line shows at a step: that of its last point up to there; null before its first. */
export function valueAt({ points, merged = false }: ChartLine, step: number): number | null {
  if (merged) return null;
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.step <= step) low = middle + 1;
    else high = middle;
  }
  return points[low - 1]?.value ?? null;
}

/**
 * Smallest and largest value of lines and bands, of the positive ones only for a logarithmic axis; null without any.
 */
export function valueRange(
  lines: readonly ChartLine[],
  bands: readonly ChartBand[],
  logarithmic: boolean,
): [number, number] | null {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  const include = (value: number | null) => {
    if (value === null || !Number.isFinite(value) || (logarithmic && value <= 0)) return;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  };
  for (const line of lines) for (const point of line.points) include(point.value);
  for (const band of bands)
    for (const point of band.points) {
      include(point.range[0]);
      include(point.range[1]);
    }
  return minimum <= maximum ? [minimum, maximum] : null;
}

/**
 * Events that lie closer than `distance` steps to the next one of the same kind are one move of a slider: the last
 * of them stands for all, so that a drag does not leave a fence of lines.
 */
export function mergeEvents<Event extends { readonly step: number; readonly field: string }>(
  events: readonly Event[],
  distance: number,
): Event[] {
  return events.filter(
    (event, index) =>
      !events
        .slice(index + 1)
        .some((later) => later.field === event.field && later.step - event.step < distance),
  );
}
