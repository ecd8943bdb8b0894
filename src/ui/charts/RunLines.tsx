/**
 * The lines of kept runs, under those of the present one. They do not change while training goes on: drawn apart from
 * Recharts, they are drawn again only when an axis or the chart's size changes.
 */
import { memo } from 'react';
import { type Axis, axisPosition } from './axis';
import { type ChartLine, valueAt } from './chart-data';
import './charts.css';
import type { ComparedRun } from './comparison';
import { linePath } from './line-path';
import { type PlotArea, stepToPixel, valueToPixel } from './plot-area';

export interface RunLinesProps {
  readonly area: PlotArea;
  readonly steps: Axis;
  readonly values: Axis;
  readonly runs: readonly ComparedRun[];
}

function RunLinesView({ area, steps, values, runs }: RunLinesProps) {
  const { left, top, width, height } = area;
  const place = { left, top };
  return (
    <svg className="chart-runs" style={place} width={width} height={height} aria-hidden="true">
      {runs.map(({ key, lines }) => (
        <g key={key}>
          {lines.map((line) => line && <RunLine key={line.key} {...{ line, area, steps, values }} />)}
        </g>
      ))}
      {runs.map(
        ({ key, letter, lines: [line] }, index) =>
          line && (
            <Letter
              key={key}
              letter={letter}
              share={(index + 1) / (runs.length + 1)}
              {...{ line, area, steps, values }}
            />
          ),
      )}
    </svg>
  );
}

interface RunLineProps extends Omit<RunLinesProps, 'runs'> {
  readonly line: ChartLine;
}

function RunLine({ line, area, steps, values }: RunLineProps) {
  return (
    <path
      d={linePath(line, area, steps, values)}
      fill="none"
      stroke={line.colour}
      strokeWidth={line.width}
      strokeOpacity={line.opacity}
      strokeDasharray={line.dash}
      strokeLinejoin="round"
    />
  );
}

/** The run's letter on its line, each run's elsewhere: at equilibrium all lines end at one height. */
function Letter({
  letter,
  share,
  line,
  area,
  steps,
  values,
}: RunLineProps & { letter: string; share: number }) {
  const first = line.points[0]?.step ?? 0;
  const last = line.points.at(-1)?.step ?? 0;
  const step = first + share * (last - first);
  const value = valueAt(line, step);
  const position = value === null ? Number.NaN : axisPosition(values, value);
  if (!(position >= 0 && position <= 1)) return null;
  const x = stepToPixel(area, steps, step) - area.left;
  return (
    <text x={x} y={valueToPixel(area, values, value ?? 0) - area.top} fill={line.colour}>
      {letter}
    </text>
  );
}

const sameAxis = (first: Axis, second: Axis) =>
  first.minimum === second.minimum &&
  first.maximum === second.maximum &&
  first.logarithmic === second.logarithmic;

const sameArea = (first: PlotArea, second: PlotArea) =>
  first.left === second.left &&
  first.top === second.top &&
  first.width === second.width &&
  first.height === second.height;

/** Lines are made once, see `keptLine`: the same ones are the same objects. */
const sameRuns = (first: readonly ComparedRun[], second: readonly ComparedRun[]) =>
  first.length === second.length &&
  first.every(({ lines }, run) => {
    const others = second[run]?.lines ?? [];
    return lines.length === others.length && lines.every((line, index) => line === others[index]);
  });

export const RunLines = memo(
  RunLinesView,
  (before, after) =>
    sameArea(before.area, after.area) &&
    sameAxis(before.steps, after.steps) &&
    sameAxis(before.values, after.values) &&
    sameRuns(before.runs, after.runs),
);
