/** The heat map's cells on a canvas: a pixel per cell, scaled up without blurring. */
import { useLayoutEffect, useRef } from 'react';
import type { HeatMapView } from '../../../lab/run-record';
import type { Axis } from '../../charts/axis';
import { type PlotArea, stepToPixel } from '../../charts/plot-area';
import type { Size } from '../../charts/use-size';
import { useTheme } from '../../hooks/use-theme';
import { type HeatColours, paintCells, parseColour } from './heat-colours';

export interface HeatCanvasProps {
  readonly size: Size;
  readonly area: PlotArea;
  readonly steps: Axis;
  readonly view: HeatMapView;
}

export function HeatCanvas({ size, area, steps, view }: HeatCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const cells = useRef<HTMLCanvasElement | null>(null);
  const theme = useTheme();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the custom properties' values change with the theme
  useLayoutEffect(() => {
    const target = canvas.current;
    const context = target?.getContext('2d');
    if (!target || !context) return;
    cells.current ??= document.createElement('canvas');
    const scale = window.devicePixelRatio;
    target.width = Math.round(size.width * scale);
    target.height = Math.round(size.height * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    drawCells(cells.current, view, heatColours(target));
    const right = stepToPixel(area, steps, view.columnCount * view.columnSteps);
    // More filters than pixel rows: average them rather than to leave some out.
    context.imageSmoothingEnabled = view.filterCount > area.height * scale;
    context.drawImage(cells.current, area.left, area.top, right - area.left, area.height);
  }, [size, area, steps, view, theme]);

  return <canvas ref={canvas} />;
}

function heatColours(element: Element): HeatColours {
  const style = getComputedStyle(element);
  const read = (name: string) => parseColour(style.getPropertyValue(name));
  return { low: read('--heat-low'), middle: read('--heat-middle'), high: read('--heat-high') };
}

function drawCells(canvas: HTMLCanvasElement, view: HeatMapView, colours: HeatColours): void {
  const { columnCount, filterCount, values } = view;
  canvas.width = columnCount;
  canvas.height = filterCount;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(columnCount, filterCount);
  paintCells(values, columnCount, filterCount, colours, image.data);
  context.putImageData(image, 0, 0);
}
