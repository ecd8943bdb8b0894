/** ‖w‖ over its predicted equilibrium, per layer: where 1 is reached, decay and gradient are in balance. */
import { useRef } from 'react';
import type { RunRecord } from '../../../lab/run-record';
import { messages } from '../../../messages';
import { useChartOptions } from '../../charts/chart-options';
import type { Overlay } from '../../charts/comparison';
import { type LineChartData, LineChartPanel } from '../../charts/LineChartPanel';
import { LogarithmicButton } from '../../charts/LogarithmicButton';
import { layerComparison } from '../../charts/layer-comparison';
import { eventMarks, layerLines, layersOf } from '../../charts/layer-lines';
import { summarise } from '../../charts/summary';
import { useFromRecord } from '../../charts/use-record';
import { useLabState } from '../../hooks/use-lab';
import { useOverlay } from '../../hooks/use-overlay';

function normData(record: RunRecord, selected: number, overlay: Overlay | null): LineChartData {
  const layers = layersOf(record).filter(({ tensor }) => record.theoryApplies(tensor));
  const lines = layerLines(record, layers, 'normRatio', selected);
  const { steps } = record;
  const events = eventMarks(record);
  const summary = summarise(steps, lines, events);
  return { lines, events, summary, ...layerComparison(record, overlay, 'normRatio', selected, lines) };
}

export function NormChart() {
  const text = messages.charts;
  const element = useRef<HTMLElement>(null);
  const selected = useLabState((state) => state.selection.tensor);
  const logarithmic = useChartOptions((options) => options.logarithmic);
  const overlay = useOverlay();
  const data = useFromRecord(element, (record) => record && normData(record, selected, overlay), [
    selected,
    overlay,
  ]);
  const isWithout = data !== null && data.steps > 0 && data.lines.length === 0;

  return (
    <LineChartPanel
      element={element}
      title={text.norm.title}
      unit={isWithout ? text.norm.none : text.norm.unit}
      data={data}
      logarithmic={logarithmic}
      level={1}
      tools={<LogarithmicButton />}
    />
  );
}
