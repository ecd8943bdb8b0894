/** The gradient's size, and its cosine with the weights: zero wherever the layer is scale-invariant, up to BN's ε. */
import { useRef } from 'react';
import type { TensorSeries } from '../../../lab/tensor-record';
import { LineChartPanel } from '../../charts/LineChartPanel';
import { eventMarks, layerLines, layersOf } from '../../charts/layer-lines';
import { summarise } from '../../charts/summary';
import { useFromRecord } from '../../charts/use-record';
import { useLabState } from '../../hooks/use-lab';
import { messages } from '../../messages';

interface GradientLinesProps {
  readonly series: TensorSeries;
  readonly title: string;
  readonly unit: string;
}

export function GradientChart() {
  const text = messages.charts.gradient;
  return (
    <div className="chart-stack">
      <GradientLines series="gradientNorm" title={text.norm} unit={text.normUnit} />
      <GradientLines series="absCosine" title={text.cosine} unit={text.cosineUnit} />
    </div>
  );
}

function GradientLines({ series, title, unit }: GradientLinesProps) {
  const element = useRef<HTMLElement>(null);
  const selected = useLabState((state) => state.selection.tensor);
  const data = useFromRecord(
    element,
    (record) => {
      if (!record) return null;
      const lines = layerLines(record, layersOf(record), series, selected);
      const { steps } = record;
      return { lines, events: eventMarks(record), steps, summary: summarise(steps, lines) };
    },
    [series, selected],
  );
  return <LineChartPanel element={element} title={title} unit={unit} data={data} logarithmic />;
}
