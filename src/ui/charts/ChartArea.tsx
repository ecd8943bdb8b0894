/** A chart over steps: the plot, the events of the run, and the one cursor that all charts share. */
import { type ReactNode, useRef } from 'react';
import { messages } from '../../messages';
import { formatSignificant } from '../../messages/format';
import type { Axis } from './axis';
import { ChartCursor } from './ChartCursor';
import type { ChartBand, ChartEvent, ChartLine } from './chart-data';
import './charts.css';
import { CursorTable, comparisonText } from './CursorTable';
import type { Comparison } from './comparison';
import { EventMarks } from './EventMarks';
import { type PlotArea, plotArea } from './plot-area';
import { RunLines } from './RunLines';
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
  /** The present run beside the kept ones. */
  readonly comparison?: Comparison | undefined;
  /** Images per step where the x axis counts samples. */
  readonly samplesPerStep?: number | null;
  /** Text of a value in the cursor's table. */
  readonly format?: (value: number) => string;
  /** On which side of the cursor the values of the compared runs are shown. */
  readonly side?: 'left' | 'right';
  /** Drawn over the plot, at its place. */
  readonly overlay?: (area: PlotArea) => ReactNode;
}

const threeDigits = (value: number) => formatSignificant(value, 3);

const stepUnit = (samplesPerStep: number | null) =>
  samplesPerStep === null ? messages.charts.steps : messages.keptRuns.sampleAxis;

const describer =
  (comparison: Comparison, samplesPerStep: number | null, format: (value: number) => string) =>
  (step: number) =>
    comparisonText(comparison, step, samplesPerStep, format);

const NONE: readonly never[] = [];

export function ChartArea(props: ChartAreaProps) {
  const { label, summary, steps, values, lines, bands = NONE, events = NONE, level, overlay } = props;
  const { hasSteps = true, comparison, samplesPerStep = null, format = threeDigits, side = 'right' } = props;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const area = plotArea(size, hasSteps);
  const drawable = area.width > 0 && area.height > 0;

  return (
    <div ref={box} className="chart-area">
      {drawable && (
        <>
          {comparison && <RunLines {...{ area, steps, values }} runs={comparison.kept} />}
          <div role="img" aria-label={`${label}. ${summary}`}>
            <TimePlot
              {...{ size, steps, values, lines, bands, hasSteps, level }}
              unitsPerStep={samplesPerStep ?? 1}
            />
          </div>
          {hasSteps && <span className="chart-steps-unit">{stepUnit(samplesPerStep)}</span>}
          <EventMarks area={area} steps={steps} events={events} />
          {overlay?.(area)}
          <ChartCursor
            {...{ label, area, steps }}
            {...(comparison && { describe: describer(comparison, samplesPerStep, format) })}
          />
          {comparison && <CursorTable {...{ area, steps, comparison, samplesPerStep, format }} side={side} />}
        </>
      )}
    </div>
  );
}
