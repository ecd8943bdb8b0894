/** Which layers a chart shows, in which shade, and their lines from the record's rows. */
import type { RunEvent } from '../../config/run-config';
import { CHART_POINTS } from '../../lab/decimate';
import type { ChartRow, RunRecord, SeriesRequest } from '../../lab/run-record';
import type { TensorSeries } from '../../lab/tensor-record';
import { messages } from '../../messages';
import { layerName } from '../layer-name';
import { type ChartEvent, type ChartLine, type ChartPoint, mergeEvents } from './chart-data';

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
    kind === 'convolution' || kind === 'dense' ? [{ tensor, name: layerName(name), kind }] : [],
  );
}

/** Of more convolutions than this only the selected one has a line of its own: more lines cannot be told apart. */
const MOST_NAMED = 5;
/** As few points as a line can have and still keep its extremes. */
const FEWEST_POINTS = 8;

/** Degrees of hue from the first layer's shade to the last one's: still one family of blue. */
const HUE_SPAN = 60;

/** The colour of a layer that is not selected: a paler shade of the accent. @param place in [0, 1] along the network */
function paleShade(place: number, share: number): string {
  const hue = Math.round(HUE_SPAN * (place - 1));
  return `color-mix(in oklab, oklch(from var(--measured) l calc(c * 0.8) calc(h + ${hue})) ${share}%, var(--surface))`;
}

const selectedStyle = { colour: 'var(--measured)', width: 1.75, height: 2 };
const controlStyle = { colour: 'var(--control)', dash: '5 3', width: 1.1 };

/** A line per layer of one series, in the network's order; of a deep network one for all that are not selected. */
export function layerLines(
  record: RunRecord,
  layers: readonly Layer[],
  series: TensorSeries,
  selected: number,
): ChartLine[] {
  const convolutions = layers.filter(({ kind }) => kind === 'convolution');
  const isDeep = convolutions.length > MOST_NAMED;
  const isMerged = (layer: Layer) => isDeep && layer.kind === 'convolution' && layer.tensor !== selected;
  const own = layers.filter((layer) => !isMerged(layer));
  const rows = record.chart(requestsFor(own, series), { maximumPoints: CHART_POINTS });
  const lines = own.map((layer): ChartLine => {
    const place = convolutions.indexOf(layer) / Math.max(1, convolutions.length - 1);
    const pale = { colour: paleShade(place, 65), width: 1.1 };
    const style = layer.kind === 'dense' ? controlStyle : layer.tensor === selected ? selectedStyle : pale;
    return { key: layer.name, label: layer.name, points: pointsOf(rows, String(layer.tensor)), ...style };
  });
  return isDeep ? [mergedLine(record, layers.filter(isMerged), series), ...lines] : lines;
}

function mergedLine(record: RunRecord, layers: readonly Layer[], series: TensorSeries): ChartLine {
  // All of them together have the points of one line; a gap ends each.
  const maximumPoints = Math.max(FEWEST_POINTS, Math.floor(CHART_POINTS / layers.length) - 1);
  const rows = record.chart(requestsFor(layers, series), { maximumPoints });
  const points = layers.flatMap(({ tensor }) => [
    ...pointsOf(rows, String(tensor)),
    { step: 0, value: null },
  ]);
  return {
    key: 'others',
    label: messages.charts.otherLayers,
    merged: true,
    colour: paleShade(0.5, 45),
    width: 1,
    points: Object.freeze(points),
  };
}

function requestsFor(layers: readonly Layer[], series: TensorSeries) {
  return layers.map(({ tensor }) => ({ key: String(tensor), tensor, series }));
}

/** One column of the record's rows. Frozen, so that Recharts' store need not look at every point. */
export function pointsOf(rows: readonly ChartRow[], key: string): readonly ChartPoint[] {
  return Object.freeze(rows.map((row) => ({ step: row.step, value: row[key] ?? null })));
}

/** Points of one series of the record. */
export function seriesPoints(record: RunRecord, request: SeriesRequest): readonly ChartPoint[] {
  return pointsOf(record.chart([request], { maximumPoints: CHART_POINTS }), request.key);
}

/** Share of the steps shown within which moves of one slider count as one. */
const EVENT_SHARE = 0.01;

/** The moves of the sliders and multiplied weights up to now, as marks. */
export function eventMarks(record: RunRecord): ChartEvent[] {
  const past = record.events.filter(({ step }) => step <= record.steps);
  return mergeEvents(past, Math.max(1, EVENT_SHARE * record.steps)).map((event) => ({
    step: event.step,
    label: eventLabel(event),
  }));
}

function eventLabel(event: RunEvent): string {
  if (event.field !== 'rescale') return messages.charts.event(event.field, event.value);
  return messages.charts.rescale(event.value.weights, event.value.momenta);
}
