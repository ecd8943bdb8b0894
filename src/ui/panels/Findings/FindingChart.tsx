/** Any chart of a finding: lines or points, in the lab's colours for measured, theory and control. */
import { memo, useMemo, useRef } from 'react';
import { CartesianGrid, ComposedChart, type DotItemDotProps, Line, XAxis, YAxis } from 'recharts';
import type { Chart } from '../../../findings/finding';
import { formatCount, formatParameter, formatSignificant } from '../../../messages/format';
import { useSize } from '../../charts/use-size';
import { type DrawnSeries, drawnChart, MARKS, type Mark } from './finding-chart-data';
import './FindingChart.css';

const tick = { fill: 'var(--text-faint)', fontSize: 11 };
const MARGIN = { left: 0, right: 28, top: 8, bottom: 0 };
const AXIS_WIDTH = 52;
/** From here on numbers have separators, and from there on powers of ten. */
const LONG = 1e3;
const LONGEST = 1e6;

function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= LONGEST) return formatSignificant(value, 2);
  return size >= LONG ? formatCount(value) : formatParameter(value);
}

function FindingChartView({ chart }: { readonly chart: Chart }) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const drawn = useMemo(() => drawnChart(chart), [chart]);
  return (
    <figure className="finding-chart">
      <figcaption>{chart.title}</figcaption>
      <ul className="finding-legend">
        {drawn.series.map((series) => (
          <li key={series.name}>
            <Swatch series={series} />
            {series.name}
          </li>
        ))}
      </ul>
      <div className="finding-plot-units" aria-hidden="true">
        <span>{chart.y.label}</span>
        <span>{chart.x.label}</span>
      </div>
      <div ref={box} className="finding-plot" role="img" aria-label={drawn.summary}>
        {size.width > 0 && (
          <ComposedChart width={size.width} height={size.height} margin={MARGIN} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--grid)" />
            <XAxis
              dataKey="x"
              type="number"
              scale={drawn.x.logarithmic ? 'log' : 'linear'}
              domain={[drawn.x.minimum, drawn.x.maximum]}
              ticks={drawn.x.ticks}
              tickFormatter={shortNumber}
              tick={tick}
              height={20}
              tickLine={false}
              axisLine={{ stroke: 'var(--border)' }}
              allowDataOverflow
              interval={0}
            />
            <YAxis
              type="number"
              scale={drawn.y.logarithmic ? 'log' : 'linear'}
              domain={[drawn.y.minimum, drawn.y.maximum]}
              ticks={drawn.y.ticks}
              tickFormatter={shortNumber}
              tick={tick}
              width={AXIS_WIDTH}
              tickLine={false}
              axisLine={false}
              allowDataOverflow
              interval={0}
            />
            {drawn.series.map((series) => (
              <Line
                key={series.name}
                data={series.points}
                dataKey="y"
                stroke={series.mark ? 'none' : series.colour}
                strokeWidth={series.width}
                {...(series.dash && { strokeDasharray: series.dash })}
                strokeLinejoin="round"
                dot={series.mark ? pointsOf(series.mark, series.colour) : false}
                activeDot={false}
                isAnimationActive={false}
                legendType="none"
                tooltipType="none"
              />
            ))}
          </ComposedChart>
        )}
      </div>
    </figure>
  );
}

export const FindingChart = memo(FindingChartView);

/** Draws a point in its form. */
function pointsOf(mark: Mark, colour: string) {
  return ({ key, cx = 0, cy = 0 }: DotItemDotProps) => (
    <path key={key} d={MARKS[mark]} transform={`translate(${cx} ${cy})`} fill={colour} stroke="none" />
  );
}

function Swatch({ series: { mark, colour, width, dash } }: { readonly series: DrawnSeries }) {
  return (
    <svg width="18" height="8" aria-hidden="true">
      {mark ? (
        <path d={MARKS[mark]} transform="translate(9 4)" fill={colour} />
      ) : (
        <line x1="1" x2="17" y1="4" y2="4" stroke={colour} strokeWidth={width + 0.5} strokeDasharray={dash} />
      )}
    </svg>
  );
}
