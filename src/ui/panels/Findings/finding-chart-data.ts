/** A finding's chart made ready to be drawn: axes, and a style per series that tells them apart without colour too. */
import type { Chart, ChartAxis, ChartSeries } from '../../../findings/finding';
import { messages } from '../../../messages';
import { formatSignificant } from '../../../messages/format';
import { type Axis, linearAxis, logarithmicAxis } from '../../charts/axis';

/** Forms of points, as paths around 0 0. */
export const MARKS = {
  disc: 'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z',
  square: 'M-2.7-2.7h5.4v5.4h-5.4z',
  triangle: 'M0-3.6l3.4 6h-6.8z',
  diamond: 'M0-3.8l3.4 3.8-3.4 3.8-3.4-3.8z',
} as const;
export type Mark = keyof typeof MARKS;
const MARK_NAMES = Object.keys(MARKS) as readonly Mark[];

export interface DrawnPoint {
  readonly x: number;
  readonly y: number;
}

export interface DrawnSeries {
  readonly name: string;
  readonly colour: string;
  readonly width: number;
  readonly dash?: string;
  /** Points of this form instead of a line; null: a line. */
  readonly mark: Mark | null;
  readonly points: readonly DrawnPoint[];
}

export interface DrawnChart {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly DrawnSeries[];
  readonly summary: string;
}

const INTERVALS = { x: 5, y: 4 };
/** More points than pixels show nothing more. */
const MOST_POINTS = 600;
/** Degrees of hue between the first and the last of several measured lines: still one family. */
const HUE_SPAN = 75;
/**
 * Their lightness beside the first one's: hues this close are one colour to many eyes. With these any two of five lines
 * are 0.05 or more apart in Oklab with normal sight and with any of the three dichromacies, and each has a contrast of
 * 3:1 or more to both themes' surfaces.
 */
const LIGHTNESS = [0, 0.14, -0.14, 0.07, -0.07];
const THEORY_DASHES = [undefined, '5 3', '2 3', '8 3 2 3'];
const CONTROL_DASHES = ['5 3', '2 3', '8 3 2 3', undefined];

/** What can be drawn on the chart's axes, thinned to what can be seen. */
function drawable({ x, y }: Chart, { points }: ChartSeries): DrawnPoint[] {
  const isOn = (value: number, logarithmic: boolean) => Number.isFinite(value) && (!logarithmic || value > 0);
  const shown = points.filter(([at, value]) => isOn(at, x.logarithmic) && isOn(value, y.logarithmic));
  const stride = Math.ceil(shown.length / MOST_POINTS);
  return shown
    .filter((_, index) => index % stride === 0 || index === shown.length - 1)
    .map(([at, value]) => ({ x: at, y: value }));
}

/** A logarithmic axis reaches this much beyond its values, so that no line lies on its edge. */
const ROOM = 1.15;

function axisOf(values: readonly number[], { logarithmic, decades }: ChartAxis, intervals: number): Axis {
  const [low, high] = values.length > 0 ? [least(values), most(values)] : [0.1, 1];
  return logarithmic
    ? logarithmicAxis(low / ROOM, high, intervals, decades)
    : linearAxis(low, high, intervals);
}

const least = (values: readonly number[]) =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

function styleOf(chart: Chart, series: ChartSeries): Pick<DrawnSeries, 'colour' | 'width' | 'dash'> {
  const peers = chart.series.filter(({ role }) => role === series.role);
  const place = peers.indexOf(series);
  const dashOf = (dashes: readonly (string | undefined)[]) => {
    const dash = dashes[place % dashes.length];
    return dash === undefined ? {} : { dash };
  };
  if (series.role === 'theory') return { colour: 'var(--theory)', width: 1.5, ...dashOf(THEORY_DASHES) };
  if (series.role === 'control') return { colour: 'var(--control)', width: 1.25, ...dashOf(CONTROL_DASHES) };
  if (place === 0) return { colour: 'var(--measured)', width: 1.5 };
  const hue = Math.round((HUE_SPAN * place) / (peers.length - 1));
  const lightness = LIGHTNESS[place % LIGHTNESS.length] ?? 0;
  return {
    colour: `oklch(from var(--measured) calc(l + ${lightness}) calc(c * 0.85) calc(h - ${hue}))`,
    width: 1.25,
  };
}

const markOf = (index: number): Mark => MARK_NAMES[index % MARK_NAMES.length] ?? 'disc';

export function drawnChart(chart: Chart): DrawnChart {
  const text = messages.findingsPage;
  const series = chart.series.map((one, index) => ({
    name: one.name,
    ...styleOf(chart, one),
    // Theory is a line among points as well.
    mark: chart.kind === 'scatter' && one.role !== 'theory' ? markOf(index) : null,
    points: drawable(chart, one),
  }));
  const points = series.flatMap((one) => one.points);
  return {
    x: axisOf(
      points.map(({ x }) => x),
      chart.x,
      INTERVALS.x,
    ),
    y: axisOf(
      points.map(({ y }) => y),
      chart.y,
      INTERVALS.y,
    ),
    series,
    summary: text.chartSummary(
      chart.title,
      series.map(({ name, points }) => {
        const last = points.at(-1);
        return last
          ? text.lastValue(name, formatSignificant(last.x), formatSignificant(last.y))
          : text.noValue(name);
      }),
    ),
  };
}
