/** The selected layer of the present run beside those of the kept ones, for charts of one series. */
import type { KeptSeries } from '../../lab/kept-run';
import type { RunRecord } from '../../lab/run-record';
import { messages } from '../../messages';
import { layerName } from '../layer-name';
import type { ChartLine } from './chart-data';
import { comparisonOf, layerLine, type Overlay } from './comparison';
import type { LineChartData } from './LineChartPanel';

/** @param lines the present run's, by the names of its layers */
export function layerComparison(
  record: RunRecord,
  overlay: Overlay | null,
  series: KeptSeries,
  selected: number,
  lines: readonly ChartLine[],
): Pick<LineChartData, 'steps' | 'comparison' | 'samplesPerStep'> {
  const tensorName = record.run.tensors[selected]?.name ?? '';
  const present = lines.find(({ key }) => key === layerName(tensorName));
  return {
    steps: Math.max(record.steps, overlay?.end ?? 0),
    comparison: comparisonOf(
      overlay,
      [messages.keptRuns.columns[series]],
      [present],
      (shown) => [layerLine(shown, series, tensorName)],
      tensorName,
    ),
    samplesPerStep: overlay?.samplesPerStep ?? null,
  };
}
