/** The gradient's size, and its cosine with the weights: zero wherever the layer is scale-invariant, up to BN's ε. */
import { useRef } from 'react';
import type { KeptSeries } from '../../../lab/kept-run';
import { messages } from '../../../messages';
import { LineChartPanel } from '../../charts/LineChartPanel';
import { layerComparison } from '../../charts/layer-comparison';
import { eventMarks, layerLines, layersOf } from '../../charts/layer-lines';
import { summarise } from '../../charts/summary';
import { useFromRecord } from '../../charts/use-record';
import { useLabState } from '../../hooks/use-lab';
import { useOverlay } from '../../hooks/use-overlay';

/** Cosines of 1e-12 are chance; with them on the axis nothing else could be read. */
const DECADES = 9;
/** Two charts share the panel's height. */
const INTERVALS = 3;

interface GradientLinesProps {
  readonly series: KeptSeries;
  readonly title: string;
  readonly unit: string;
  readonly hasSteps: boolean;
}

export function GradientChart() {
  const text = messages.charts.gradient;
  return (
    <div className="chart-stack">
      <GradientLines series="gradientNorm" title={text.norm} unit={text.normUnit} hasSteps={false} />
      <GradientLines series="absCosine" title={text.cosine} unit={text.cosineUnit} hasSteps />
    </div>
  );
}

function GradientLines({ series, title, unit, hasSteps }: GradientLinesProps) {
  const element = useRef<HTMLElement>(null);
  const selected = useLabState((state) => state.selection.tensor);
  const overlay = useOverlay();
  const data = useFromRecord(
    element,
    (record) => {
      if (!record) return null;
      const lines = layerLines(record, layersOf(record), series, selected);
      const events = eventMarks(record);
      const summary = summarise(record.steps, lines, events);
      return { lines, events, summary, ...layerComparison(record, overlay, series, selected, lines) };
    },
    [series, selected, overlay],
  );
  return (
    <LineChartPanel
      {...{ element, title, unit, data, hasSteps }}
      side={hasSteps ? 'left' : 'right'}
      logarithmic
      intervals={INTERVALS}
      decades={DECADES}
    />
  );
}
