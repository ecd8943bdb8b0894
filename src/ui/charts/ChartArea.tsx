/** A chart over steps: the plot, the events of the run, and the one cursor that all charts share. */
import { type ReactNode, useRef } from 'react';
import { messages } from '../../messages';
import type { Axis } from './axis';
import { ChartCursor } from './ChartCursor';
import type { ChartBand, ChartEvent, ChartLine } from './chart-data';
import './charts.css';
import { EventMarks } from './EventMarks';
import { type PlotArea, plotArea } from './plot-area';
import { TimePlot } from './TimePlot';
import { useSize } from './use-size';

export interface ChartAreaProps {
  /** Name of the chart. */
  readonly label: string;
  /** The chart in words, for those who do not see it. */
  readonly summary: string;
  readonly steps: Axis;
  readonly values: Axis;
  readonly lines: readonly ChartLine[];
  readonly bands?: readonly ChartBand[];
  readonly events?: readonly ChartEvent[];
  /** Whether the step axis has numbers; a chart below may show them. */
  readonly hasSteps?: boolean;
  /** A value marked across the plot. */
  readonly level?: number;
  /** Drawn over the plot, at its place. */
  readonly overlay?: (area: PlotArea) => ReactNode;
}

const NONE: readonly never[] = [];

export function ChartArea(props: ChartAreaProps) {
  const { label, summary, steps, values, lines, bands = NONE, events = NONE, level, overlay } = props;
  const { hasSteps = true } = props;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const area = plotArea(size, hasSteps);
  const drawable = area.width > 0 && area.height > 0;

  return (
    <div ref={box} className="chart-area">
      {drawable && (
        <>
          <div role="img" aria-label={`${label}. ${summary}`}>
            <TimePlot {...{ size, steps, values, lines, bands, hasSteps, level }} />
          </div>
          {hasSteps && <span className="chart-steps-unit">{messages.charts.steps}</span>}
          <EventMarks area={area} steps={steps} events={events} />
          {overlay?.(area)}
          <ChartCursor label={label} area={area} steps={steps} />
        </>
      )}
    </div>
  );
}
