/** A finding's chart made ready to be drawn: axes, and a style per series that tells them apart without colour too. */
import type { Chart, ChartSeries } from '../../../findings/finding';
import { messages } from '../../../messages';
import { formatSignificant } from '../../../messages/format';
import { type Axis, linearAxis, logarithmicAxis } from '../../charts/axis';

export interface DrawnPoint {
  readonly x: number;
  readonly y: number;
}

export interface DrawnSeries {
  readonly name: string;
  readonly colour: string;
  readonly width: number;
  readonly dash?: string;
  /** Points instead of a line. */
  readonly dots: boolean;
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

function axisOf(values: readonly number[], logarithmic: boolean, intervals: number): Axis {
  const minimum = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const maximum = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (values.length === 0)
    return logarithmic ? logarithmicAxis(0.1, 1, intervals) : linearAxis(0, 1, intervals);
  return logarithmic ? logarithmicAxis(minimum, maximum, intervals) : linearAxis(minimum, maximum, intervals);
}

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
  return { colour: `oklch(from var(--measured) l calc(c * 0.85) calc(h - ${hue}))`, width: 1.25 };
}

export function drawnChart(chart: Chart): DrawnChart {
  const text = messages.findingsPage;
  const series = chart.series.map((one) => ({
    name: one.name,
    ...styleOf(chart, one),
    // Theory is a line among points as well.
    dots: chart.kind === 'scatter' && one.role !== 'theory',
    points: drawable(chart, one),
  }));
  const points = series.flatMap((one) => one.points);
  return {
    x: axisOf(
      points.map(({ x }) => x),
      chart.x.logarithmic,
      INTERVALS.x,
    ),
    y: axisOf(
      points.map(({ y }) => y),
      chart.y.logarithmic,
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
