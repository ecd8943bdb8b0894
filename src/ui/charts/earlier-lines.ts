/** The futures that were left by returning to a kept state, as thin lines behind the present run. */
import type { RunRecord } from '../../lab/run-record';
import type { TensorSeries } from '../../lab/tensor-record';
import { messages } from '../../messages';
import { layerName } from '../layer-name';
import type { ChartLine } from './chart-data';
import { seriesPoints } from './layer-lines';

/** A line per future, of the selected tensor. @param earlier records of runs with the same tensors */
export function earlierLines(
  earlier: readonly RunRecord[],
  selected: number,
  series: TensorSeries,
): ChartLine[] {
  return earlier.map((record, index) => {
    const layer = layerName(record.run.tensors[selected]?.name ?? '');
    return {
      key: `earlier ${index}`,
      label: messages.exchange.earlierLine(layer),
      hint: messages.exchange.earlierHint,
      colour: 'var(--text-muted)',
      opacity: 0.8 / (1 + index),
      width: 1.1,
      points: seriesPoints(record, { key: series, tensor: selected, series }),
    };
  });
}
