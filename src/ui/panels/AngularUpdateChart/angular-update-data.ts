/** The angular update chart's lines from the record: measured per layer, theory as it was in force, predicted path. */
import type { RunConfig } from '../../../config/run-config';
import { scheduledAt } from '../../../config/schedule';
import { CHART_POINTS } from '../../../lab/decimate';
import type { RunRecord } from '../../../lab/run-record';
import { theoryAngularUpdate } from '../../../lab/theory-line';
import { messages } from '../../../messages';
import type { ChartBand, ChartLine, ChartPoint } from '../../charts/chart-data';
import {
  comparisonOf,
  keptLine,
  layerLine,
  type Overlay,
  type ShownRun,
  stretched,
} from '../../charts/comparison';
import { earlierLines } from '../../charts/earlier-lines';
import type { LineChartData } from '../../charts/LineChartPanel';
import { eventMarks, type Layer, layerLines, layersOf, seriesPoints } from '../../charts/layer-lines';
import { summarise } from '../../charts/summary';

/**
 * AU* in rad from each change of a hyper-parameter on, exactly where it happened: a line of steps up to the last one.
 * Null where there is no equilibrium.
 */
export function theorySteps({ config, steps }: Pick<RunRecord, 'config' | 'steps'>): ChartPoint[] {
  const points = [...new Set(changesOf(config, steps))]
    .sort((first, second) => first - second)
    .map((step) => ({ step, value: theoryAngularUpdate(config, scheduledAt(config, step)) }));
  const last = points.at(-1);
  return steps > 0 && last ? [...points, { step: steps, value: last.value }] : [];
}

/** The steps at which hyper-parameters change; of a schedule that changes them at every step as many as can be seen. */
function changesOf({ events, schedule }: RunConfig, steps: number): number[] {
  const { kind, warmUp, milestones } = schedule;
  const moves = [...events.map(({ step }) => step), warmUp, ...(kind === 'step' ? milestones : [])];
  const changing = kind === 'cosine' || kind === 'exponential' ? steps : Math.min(warmUp, steps);
  const stride = Math.ceil(changing / CHART_POINTS);
  const gradual = Array.from(
    { length: changing > 0 ? Math.ceil(changing / stride) : 0 },
    (_, i) => i * stride,
  );
  return [0, ...moves.filter((step) => step < steps), ...gradual];
}

function bandOf(record: RunRecord, layer: Layer): ChartBand {
  const { tensor } = layer;
  const rows = record.chart([
    { key: 'low', tensor, series: 'bandLow' },
    { key: 'high', tensor, series: 'bandHigh' },
  ]);
  const points = rows.flatMap(({ step, low, high }) =>
    typeof low === 'number' && typeof high === 'number' ? [{ step, range: [low, high] as const }] : [],
  );
  return {
    key: 'band',
    label: messages.charts.angularUpdate.bandOf(layer.name),
    colour: 'var(--measured-soft)',
    points: Object.freeze(points),
  };
}

const { columns } = messages.keptRuns;

/** A kept run's angular update, and its theory. */
function keptLines(shown: ShownRun, tensorName: string): (ChartLine | null)[] {
  const hasTheory = shown.run.layers.some((layer) => layer.hasTheory);
  const theory = keptLine(shown, 'theory', () =>
    hasTheory
      ? { points: stretched(shown, theorySteps(shown.run)), steps: true, width: 1, dash: '1 3' }
      : null,
  );
  return [layerLine(shown, 'measured', tensorName), theory];
}

/**
 * Everything the chart draws.
 * @param selected index of the selected tensor
 * @param present AU* in rad for the sliders as they stand now, which the axis must cover
 * @param earlier futures of the same run that were left
 * @param overlay kept runs that lie over it
 */
export function angularUpdateData(
  record: RunRecord,
  selected: number,
  showBand: boolean,
  present: number | null,
  earlier: readonly RunRecord[] = [],
  overlay: Overlay | null = null,
): LineChartData {
  const text = messages.charts.angularUpdate;
  const layers = layersOf(record);
  const selectedLayer = layers.find(({ tensor }) => tensor === selected);
  const controls = new Set(layers.filter(({ kind }) => kind === 'dense').map(({ name }) => name));
  const measured = layerLines(record, layers, 'measured', selected).map((line) =>
    controls.has(line.key) ? { ...line, label: text.control(line.label) } : line,
  );
  const theory: ChartLine = {
    key: 'theory',
    label: text.theory,
    colour: 'var(--theory)',
    width: 2,
    height: 1,
    steps: true,
    points: theorySteps(record),
  };
  const applies = layers.some(({ tensor }) => record.theoryApplies(tensor));
  const hasPath = selectedLayer && record.theoryApplies(selected);
  const path: ChartLine[] = hasPath
    ? [
        {
          key: 'transient',
          label: text.transient(selectedLayer.name),
          hint: text.transientHint,
          colour: 'var(--theory)',
          dash: '4 3',
          width: 1.25,
          height: 3,
          points: seriesPoints(record, { key: 'transient', tensor: selected, series: 'transient' }),
        },
      ]
    : [];
  const left = earlierLines(earlier, selected, 'measured');
  const lines = [...left, ...measured, ...(applies ? [theory] : []), ...path];
  const events = eventMarks(record);
  const isBanded = showBand && selectedLayer?.kind === 'convolution';
  const tensorName = record.run.tensors[selected]?.name ?? '';
  const comparison = comparisonOf(
    overlay,
    [columns.measured, columns.theory],
    [measured.find(({ key }) => key === selectedLayer?.name), applies ? theory : null],
    (shown) => keptLines(shown, tensorName),
    tensorName,
  );
  return {
    lines,
    bands: isBanded ? [bandOf(record, selectedLayer)] : [],
    events,
    steps: Math.max(record.steps, overlay?.end ?? 0, ...earlier.map(({ steps }) => steps)),
    comparison,
    samplesPerStep: overlay?.samplesPerStep ?? null,
    ...(applies && present !== null && { includes: present }),
    summary: summarise(record.steps, lines, events, text.radians),
  };
}
