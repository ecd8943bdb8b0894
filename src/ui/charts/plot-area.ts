/** Where a time chart draws inside its box: fixed margins, so that every overlay knows the place of a step. */
import { type Axis, axisPosition, axisValue } from './axis';
import type { Size } from './use-size';

/**
 * Room in pixels: left for the y axis' numbers, right for the present level's, above for the events' texts, below for
 * the steps, or for nothing where a chart below shows them.
 */
export const MARGIN = { left: 46, right: 52, top: 14, bottom: 20, bare: 5 } as const;

export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The rectangle of the plot in a box of the given size, in pixels. */
export function plotArea(size: Size, hasSteps = true): PlotArea {
  const bottom = hasSteps ? MARGIN.bottom : MARGIN.bare;
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(0, size.width - MARGIN.left - MARGIN.right),
    height: Math.max(0, size.height - MARGIN.top - bottom),
  };
}

/** Pixel of a step, from the box' left. */
export function stepToPixel(area: PlotArea, axis: Axis, step: number): number {
  return area.left + area.width * axisPosition(axis, step);
}

/** Pixel of a value, from the box' top; kept inside the plot. */
export function valueToPixel(area: PlotArea, axis: Axis, value: number): number {
  const position = Math.min(1, Math.max(0, axisPosition(axis, value)));
  return area.top + area.height * (1 - position);
}

/** The step at a pixel, a whole number on the axis. */
export function pixelToStep(area: PlotArea, axis: Axis, pixel: number): number {
  const position = Math.min(1, Math.max(0, (pixel - area.left) / area.width));
  return Math.round(axisValue(axis, position));
}
