/** The level that theory gives for the sliders as they stand now: moves with them, before any step is computed. */
import { formatSignificant } from '../../messages/format';
import { type Axis, axisPosition } from './axis';
import './charts.css';
import { type PlotArea, stepToPixel, valueToPixel } from './plot-area';

export interface LevelMarkProps {
  readonly area: PlotArea;
  readonly steps: Axis;
  readonly values: Axis;
  /** The step up to which the chart's own line tells the level. */
  readonly from: number;
  readonly level: number;
  readonly title: string;
}

/** A short line from the last step to the plot's right edge, and the number beside it. */
export function LevelMark({ area, steps, values, from, level, title }: LevelMarkProps) {
  if (!(level > 0)) return null;
  const left = stepToPixel(area, steps, from);
  const right = area.left + area.width;
  const position = axisPosition(values, level);
  const y = valueToPixel(area, values, level);
  return (
    <div className="chart-level" style={{ top: y, left, width: right - left }} title={title}>
      {position >= 0 && position <= 1 && <i />}
      <span>{formatSignificant(level, 3)}</span>
    </div>
  );
}
