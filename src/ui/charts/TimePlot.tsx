/** The drawn part of a chart over steps: axes, grid, bands and lines by Recharts, rendered only when its data changes. */
import { memo } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Curve,
  Line,
  type LineDrawShapeProps,
  ReferenceLine,
  XAxis,
  YAxis,
} from 'recharts';
import { formatCount, formatParameter } from '../../messages/format';
import type { Axis } from './axis';
import type { ChartBand, ChartLine } from './chart-data';
import { MARGIN } from './plot-area';
import type { Size } from './use-size';

export interface TimePlotProps {
  readonly size: Size;
  readonly steps: Axis;
  readonly values: Axis;
  readonly lines: readonly ChartLine[];
  readonly bands: readonly ChartBand[];
  /** Whether the step axis has numbers. */
  readonly hasSteps: boolean;
  /** A value that is marked across the plot. */
  readonly level?: number | undefined;
  /** What the step axis counts: 1 for steps, images per step for samples. */
  readonly unitsPerStep?: number;
}

const tick = { fill: 'var(--text-faint)', fontSize: 11 };
const margin = { left: 0, right: MARGIN.right, top: MARGIN.top, bottom: 0 };

/** The curve as it is: without the reference by which Recharts would measure the path's length for an animation. */
function PlainCurve({ pathRef: _, ...curve }: LineDrawShapeProps) {
  return <Curve {...curve} />;
}

function TimePlotView(props: TimePlotProps) {
  const { size, steps, values, lines, bands, hasSteps, level, unitsPerStep = 1 } = props;
  return (
    <ComposedChart
      width={size.width}
      height={size.height}
      margin={margin}
      // The chart is one image with a text of its own; its parts are no stops for the keyboard.
      accessibilityLayer={false}
    >
      <CartesianGrid stroke="var(--grid)" vertical={false} />
      <XAxis
        dataKey="step"
        type="number"
        domain={[steps.minimum, steps.maximum]}
        ticks={steps.ticks}
        tickFormatter={(step) => formatCount(step * unitsPerStep)}
        tick={hasSteps && tick}
        height={hasSteps ? MARGIN.bottom : MARGIN.bare}
        tickLine={false}
        axisLine={{ stroke: 'var(--border)' }}
        allowDataOverflow
        interval={0}
      />
      <YAxis
        type="number"
        scale={values.logarithmic ? 'log' : 'linear'}
        domain={[values.minimum, values.maximum]}
        ticks={values.ticks}
        tickFormatter={formatParameter}
        tick={tick}
        width={MARGIN.left}
        tickLine={false}
        axisLine={false}
        allowDataOverflow
        interval={0}
      />
      {level !== undefined && <ReferenceLine y={level} stroke="var(--border-strong)" strokeWidth={1} />}
      {bands.map((band) => (
        <Area
          key={band.key}
          data={band.points}
          dataKey="range"
          stroke="none"
          fill={band.colour}
          fillOpacity={1}
          isAnimationActive={false}
          activeDot={false}
          legendType="none"
          tooltipType="none"
        />
      ))}
      {lines.map((line) => (
        <Line
          key={line.key}
          data={line.points}
          dataKey="value"
          type={line.steps ? 'stepAfter' : 'linear'}
          stroke={line.colour}
          strokeWidth={line.width ?? 1.25}
          strokeOpacity={line.opacity ?? 1}
          {...(line.dash && { strokeDasharray: line.dash })}
          strokeLinejoin="round"
          shape={PlainCurve}
          dot={line.dots ? { r: 2, fill: line.colour, stroke: 'none' } : false}
          activeDot={false}
          isAnimationActive={false}
          legendType="none"
          tooltipType="none"
        />
      ))}
    </ComposedChart>
  );
}

export const TimePlot = memo(TimePlotView);
