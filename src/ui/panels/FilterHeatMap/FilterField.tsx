/** The heat map's surface: tells what lies under the pointer, and selects a filter by click or arrow keys. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { HeatMapView } from '../../../lab/run-record';
import { messages } from '../../../messages';
import type { Axis } from '../../charts/axis';
import { CursorLine } from '../../charts/ChartCursor';
import { type PlotArea, pixelToStep } from '../../charts/plot-area';
import { useLab, useLabState } from '../../hooks/use-lab';

export interface FilterFieldProps {
  readonly area: PlotArea;
  readonly steps: Axis;
  readonly view: HeatMapView;
  readonly tensor: number;
  readonly layer: string;
}

export function FilterField({ area, steps, view, tensor, layer }: FilterFieldProps) {
  const text = messages.charts.heatMap;
  const lab = useLab();
  const filters = useLabState((state) => state.selection.filters);
  const tip = useRef<HTMLDivElement>(null);
  const row = area.height / view.filterCount;
  const current = filters.at(-1) ?? 0;

  const filterAt = (event: PointerEvent) => {
    const top = event.currentTarget.getBoundingClientRect().top;
    return Math.max(0, Math.min(view.filterCount - 1, Math.floor((event.clientY - top) / row)));
  };
  const onPointerMove = (event: PointerEvent) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    const step = pixelToStep(area, steps, event.clientX - left + area.left);
    lab.setCursor(step);
    describe(filterAt(event), step);
  };
  const describe = (filter: number, step: number) => {
    const column = Math.floor(step / view.columnSteps);
    const ratio = view.values[column * view.filterCount + filter];
    if (!tip.current) return;
    const from = column * view.columnSteps;
    const isKnown = ratio !== undefined && column < view.columnCount;
    const name = text.filter(filter, view.dead[filter] ?? false);
    tip.current.textContent = isKnown ? text.cell(name, from, from + view.columnSteps - 1, ratio) : name;
  };
  const leave = () => {
    lab.setCursor(null);
    if (tip.current) tip.current.textContent = '';
  };
  /** With Shift, Control or Command the filter joins the others, or leaves them. */
  const select = (event: PointerEvent) => {
    const filter = filterAt(event);
    const joins = event.shiftKey || event.ctrlKey || event.metaKey;
    if (!joins) return lab.select(tensor, [filter]);
    const others = filters.filter((other) => other !== filter);
    lab.select(tensor, others.length < filters.length ? others : [...others, filter]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === 'Escape') lab.select(tensor);
    if (direction === undefined) return;
    event.preventDefault();
    const next = filters.length === 0 ? 0 : current + direction;
    lab.select(tensor, [Math.max(0, Math.min(view.filterCount - 1, next))]);
  };

  return (
    <>
      <div
        className="heat-map-field"
        style={{ left: area.left, top: area.top, width: area.width, height: area.height }}
        role="slider"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={text.choose(layer)}
        aria-valuemin={0}
        aria-valuemax={view.filterCount - 1}
        aria-valuenow={current}
        aria-valuetext={text.filter(current, view.dead[current] ?? false)}
        onPointerMove={onPointerMove}
        onPointerLeave={leave}
        onPointerDown={select}
        onKeyDown={onKeyDown}
      >
        {filters.map((filter) => (
          <div key={filter} className="heat-map-row" style={{ top: filter * row - 1, height: row + 2 }} />
        ))}
        <CursorLine area={area} steps={steps} />
      </div>
      <div ref={tip} className="heat-map-tip" aria-hidden />
    </>
  );
}
