/** A chart over steps with its legend: what all panels with lines share. */
import { type ReactNode, type Ref, useMemo, useState } from 'react';
import { messages } from '../../messages';
import { type Axis, linearAxis, logarithmicAxis, scaledAxis, stepAxis } from './axis';
import { ChartArea } from './ChartArea';
import { type ChartBand, type ChartEvent, type ChartLine, valueRange } from './chart-data';
import './charts.css';
import type { Comparison } from './comparison';
import { Legend } from './Legend';
import type { PlotArea } from './plot-area';

export interface LineChartData {
  /** In the order of the legend. */
  readonly lines: readonly ChartLine[];
  readonly bands?: readonly ChartBand[];
  readonly events: readonly ChartEvent[];
  /** Steps finished. */
  readonly steps: number;
  /** A value that the axis covers in any case. */
  readonly includes?: number;
  /** The present run beside the kept ones, where some are overlaid. */
  readonly comparison?: Comparison | undefined;
  /** Images per step where the x axis counts samples. */
  readonly samplesPerStep?: number | null;
  /** The last values in words. */
  readonly summary: string;
}

export interface LineChartPanelProps {
  readonly element: Ref<HTMLElement>;
  readonly title: string;
  readonly unit: string;
  /** Null before the chart's first turn. */
  readonly data: LineChartData | null;
  readonly logarithmic: boolean;
  /** About how many labelled intervals the y axis has room for. */
  readonly intervals?: number;
  /** Whether the step axis has numbers; a chart below may show them. */
  readonly hasSteps?: boolean;
  /** On which side of the cursor the values of the compared runs are shown: of two charts in a stack each on its own. */
  readonly side?: 'left' | 'right';
  /** A value marked across the plot and always on the axis. */
  readonly level?: number;
  /** How many powers of ten a logarithmic axis reaches down at most. */
  readonly decades?: number;
  /** Bounds of a linear axis, where the quantity has its own. */
  readonly bounds?: readonly [number, number];
  /** Shown over the plot where there is nothing to draw. */
  readonly empty?: string;
  /** Text of a value in the legend; three significant digits by default. */
  readonly format?: (value: number) => string;
  readonly tools?: ReactNode;
  readonly overlay?: (area: PlotArea, steps: Axis, values: Axis) => ReactNode;
}

const NOTHING: LineChartData = { lines: [], events: [], steps: 0, summary: messages.charts.noSummary };
const NOTHING_HIDDEN: ReadonlySet<string> = new Set();
/** Labelled intervals of the y axis: one per 40 to 60 pixels of a usual chart. */
const VALUE_INTERVALS = 4;
const STEP_INTERVALS = 6;

export function LineChartPanel(props: LineChartPanelProps) {
  const { element, title, unit, logarithmic, level, decades, bounds, format, tools, overlay } = props;
  const {
    hasSteps = true,
    side = 'right',
    intervals = VALUE_INTERVALS,
    empty = messages.charts.empty,
  } = props;
  const data = props.data ?? NOTHING;
  const unitsPerStep = data.samplesPerStep ?? 1;
  const [hidden, setHidden] = useState(NOTHING_HIDDEN);

  const shown = useMemo(() => {
    const lines = data.lines.filter((line) => !hidden.has(line.key));
    const bands = data.bands ?? [];
    const always = [level, data.includes].filter((value) => value !== undefined);
    const kept = data.comparison?.kept.flatMap((run) => run.lines.filter((line) => line !== null)) ?? [];
    const drawn =
      bounds ?? valueRange([...lines, ...kept], bands, logarithmic) ?? (always.length > 0 ? [] : [1]);
    const minimum = Math.min(...drawn, ...always);
    const maximum = Math.max(...drawn, ...always);
    return {
      lines: drawingOrder(lines),
      bands,
      steps: scaledAxis(stepAxis(0, data.steps * unitsPerStep, STEP_INTERVALS), unitsPerStep),
      values: logarithmic
        ? logarithmicAxis(minimum, maximum, intervals, decades)
        : linearAxis(minimum, maximum, intervals),
    };
  }, [data, hidden, logarithmic, level, decades, bounds, intervals, unitsPerStep]);

  const toggle = (key: string) =>
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });

  return (
    <figure ref={element} className="chart">
      <div className="chart-bar">
        {tools && <div className="chart-tools">{tools}</div>}
        <Legend
          label={messages.charts.legendOf(title)}
          unit={unit}
          lines={data.lines}
          hidden={hidden}
          onToggle={toggle}
          {...(format && { format })}
        />
      </div>
      <ChartArea
        label={title}
        summary={data.summary}
        {...shown}
        hasSteps={hasSteps}
        events={data.events}
        comparison={data.comparison}
        samplesPerStep={data.samplesPerStep ?? null}
        side={side}
        {...(format && { format })}
        {...(level !== undefined && { level })}
        overlay={(area) => (
          <>
            {overlay?.(area, shown.steps, shown.values)}
            {data.steps === 0 && <p className="chart-empty">{empty}</p>}
          </>
        )}
      />
    </figure>
  );
}

/** Lower lines first. */
function drawingOrder(lines: readonly ChartLine[]): ChartLine[] {
  return lines.toSorted((first, second) => (first.height ?? 0) - (second.height ?? 0));
}
