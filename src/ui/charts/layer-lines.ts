/** Which layers a chart shows, in which shade, and their lines from the record's rows. */
import type { HyperParameterName } from '../../config/run-config';
import type { ChartRow, RunRecord, SeriesRequest } from '../../lab/run-record';
import type { TensorSeries } from '../../lab/tensor-record';
import { messages } from '../messages';
import { type ChartEvent, type ChartLine, type ChartPoint, mergeEvents } from './chart-data';

/** Points that all lines of a chart may have together: what is drawn in well under 50 ms on a slow machine. */
const POINT_BUDGET = 1800;
const MOST_POINTS = 300;
const FEWEST_POINTS = 60;

/** Points per line of a chart of so many lines. */
export function pointsPerLine(lines: number): number {
  return Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, Math.floor(POINT_BUDGET / Math.max(1, lines))));
}

export interface Layer {
  /** Index into the run's tensors. */
  readonly tensor: number;
  /** `conv1` of `conv1.weight`. */
  readonly name: string;
  readonly kind: 'convolution' | 'dense';
}

/** Convolutions and the dense layer, in the network's order. */
export function layersOf(record: RunRecord): Layer[] {
  return record.run.tensors.flatMap(({ name, kind }, tensor) =>
    kind === 'convolution' || kind === 'dense' ? [{ tensor, name: name.replace(/\.weight$/, ''), kind }] : [],
  );
}

/** More lines than this share one legend entry, except the selected one. */
const MOST_NAMED = 5;

/** Degrees of hue from the first layer's shade to the last one's: still one family of blue. */
const HUE_SPAN = 45;

/** How a layer's line looks: the selected one stands out, the others are paler shades of the same accent. */
function layerStyle(layers: readonly Layer[], layer: Layer, selected: number) {
  if (layer.kind === 'dense') return { colour: 'var(--control)', dash: '5 3', width: 1.1 };
  if (layer.tensor === selected) return { colour: 'var(--measured)', width: 1.75, height: 2 };
  const convolutions = layers.filter(({ kind }) => kind === 'convolution');
  const place = convolutions.indexOf(layer) / Math.max(1, convolutions.length - 1);
  const hue = Math.round(HUE_SPAN * (place - 1));
  const shade = `oklch(from var(--measured) l calc(c * 0.8) calc(h + ${hue}))`;
  const isMany = convolutions.length > MOST_NAMED;
  const colour = `color-mix(in oklab, ${shade} ${isMany ? 45 : 65}%, var(--surface))`;
  return { colour, width: 1.1, ...(isMany && { group: 'others' }) };
}

/** A line per layer of one series, in the network's order. */
export function layerLines(
  record: RunRecord,
  layers: readonly Layer[],
  series: TensorSeries,
  selected: number,
): ChartLine[] {
  const requests = layers.map(({ tensor }) => ({ key: String(tensor), tensor, series }));
  const rows = record.chart(requests, { maximumPoints: pointsPerLine(layers.length) });
  const lines = layers.map((layer): ChartLine => {
    const style = layerStyle(layers, layer, selected);
    const label = 'group' in style ? messages.charts.otherLayers : layer.name;
    return { key: `${series} ${layer.name}`, label, points: pointsOf(rows, String(layer.tensor)), ...style };
  });
  return lines;
}

/** One column of the record's rows. Frozen, so that Recharts' store need not look at every point. */
export function pointsOf(rows: readonly ChartRow[], key: string): readonly ChartPoint[] {
  return Object.freeze(rows.map((row) => ({ step: row.step, value: row[key] ?? null })));
}

/** Points of one series of the record. */
export function seriesPoints(record: RunRecord, request: SeriesRequest, maximumPoints = MOST_POINTS) {
  return pointsOf(record.chart([request], { maximumPoints }), request.key);
}

/** Share of the steps shown within which moves of one slider count as one. */
const EVENT_SHARE = 0.01;

/** The moves of the sliders up to now, as marks. */
export function eventMarks(record: RunRecord): ChartEvent[] {
  const past = record.events.filter(({ step }) => step <= record.steps);
  return mergeEvents(past, Math.max(1, EVENT_SHARE * record.steps)).map(({ step, field, value }) => ({
    step,
    label: messages.charts.event(field satisfies HyperParameterName, value),
  }));
}
