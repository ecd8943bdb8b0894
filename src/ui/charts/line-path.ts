/** A chart's line as the data of an SVG path. */
import type { Axis } from './axis';
import { axisPosition } from './axis';
import type { ChartLine } from './chart-data';
import type { PlotArea } from './plot-area';

/**
 * The line in pixels from the plot's upper left corner, to a tenth; empty without two points. Nulls, and what a
 * logarithm has not, leave gaps. What lies beyond the axes is not cut off.
 */
export function linePath(
  { points, steps: holds = false }: Pick<ChartLine, 'points' | 'steps'>,
  { width, height }: Pick<PlotArea, 'width' | 'height'>,
  steps: Axis,
  values: Axis,
): string {
  let path = '';
  let isOn = false;
  for (const { step, value } of points) {
    const y = value === null ? Number.NaN : height * (1 - axisPosition(values, value));
    if (!Number.isFinite(y)) {
      isOn = false;
      continue;
    }
    const x = pixel(width * axisPosition(steps, step));
    if (!isOn) path += `M${x},${pixel(y)}`;
    else path += holds ? `H${x}V${pixel(y)}` : `L${x},${pixel(y)}`;
    isOn = true;
  }
  return path;
}

function pixel(value: number): string {
  return String(Math.round(value * 10) / 10);
}
