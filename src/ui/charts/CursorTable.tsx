/** At the cursor: what each of the overlaid runs has there, in one small table beside it. */
import { memo, useRef } from 'react';
import { messages } from '../../messages';
import { useLab } from '../hooks/use-lab';
import type { Axis } from './axis';
import { useCursorStep } from './ChartCursor';
import './charts.css';
import { type ComparedRun, type Comparison, valueInRun } from './comparison';
import { type PlotArea, stepToPixel } from './plot-area';

export interface CursorTableProps {
  readonly area: PlotArea;
  readonly steps: Axis;
  readonly comparison: Comparison;
  readonly samplesPerStep: number | null;
  readonly format: (value: number) => string;
  /** On which side of the cursor the table lies; of two charts one over the other each on its own. */
  readonly side: 'left' | 'right';
}

/** In a plot lower than this the letters must do for names. */
const LOW = 120;

/** Pixels between the cursor and the table, and between it and the window's edge. */
const DISTANCE = 12;
const EDGE = 4;

function CursorTableView({ area, steps, comparison, samplesPerStep, format, side }: CursorTableProps) {
  const lab = useLab();
  const table = useRef<HTMLTableElement>(null);
  const runs = [comparison.present, ...comparison.kept];
  const values = runs.flatMap(({ lines }) => lines);

  useCursorStep(lab, (step) => {
    const element = table.current;
    if (!element) return;
    const isInside = step !== null && step >= steps.minimum && step <= steps.maximum;
    element.hidden = !isInside;
    if (!isInside) return;
    const [title] = element.getElementsByTagName('th');
    if (title) title.textContent = cursorTitle(step, comparison, samplesPerStep);
    for (const [index, cell] of [...element.getElementsByTagName('td')].entries()) {
      const value = valueInRun(values[index] ?? null, step);
      cell.textContent = value === null ? messages.keptRuns.noValue : format(value);
    }
    placeBeside(element, area, stepToPixel(area, steps, step), side);
  });

  return (
    <table
      ref={table}
      className={area.height < LOW ? 'chart-values chart-values-low' : 'chart-values'}
      hidden
      aria-hidden="true"
    >
      <thead>
        <tr>
          <th />
          {comparison.columns.map((column) => (
            <th key={column}>{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Row key={run.key} run={run} />
        ))}
      </tbody>
    </table>
  );
}

export const CursorTable = memo(CursorTableView);

function Row({ run }: { readonly run: ComparedRun }) {
  return (
    <tr>
      <th style={{ borderColor: run.colour }}>
        <b>{run.letter}</b>
        <span>{run.name}</span>
      </th>
      {run.lines.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column has no other name
        <td key={index} />
      ))}
    </tr>
  );
}

function cursorTitle(step: number, { layer }: Comparison, samplesPerStep: number | null): string {
  const place =
    samplesPerStep === null
      ? messages.charts.atStep(step)
      : messages.keptRuns.atSample(step * samplesPerStep, step);
  return messages.keptRuns.atLayer(place, layer);
}

/** What the table says, for those who do not see it. */
export function comparisonText(
  comparison: Comparison,
  step: number,
  samplesPerStep: number | null,
  format: (value: number) => string,
): string {
  const { columns, present, kept } = comparison;
  const texts = [present, ...kept].map(({ letter, name, lines }) => {
    const values = lines.flatMap((line, index) => {
      const value = valueInRun(line, step);
      return value === null ? [] : [`${columns[index]} ${format(value)}`];
    });
    return messages.keptRuns.spoken(letter, name, values);
  });
  return [cursorTitle(step, comparison, samplesPerStep), ...texts].join('; ');
}

/**
 * Over the page and not in the chart, which may be lower than the table: on its side of the cursor, on the other one
 * beyond the middle.
 */
function placeBeside(element: HTMLElement, area: PlotArea, x: number, side: 'left' | 'right'): void {
  const box = element.parentElement?.getBoundingClientRect();
  if (!box) return;
  const isBeyond = x > area.left + area.width / 2;
  const isLeft = (side === 'left') !== isBeyond;
  const left = isLeft ? box.left + x - DISTANCE - element.offsetWidth : box.left + x + DISTANCE;
  const lowest = window.innerHeight - element.offsetHeight - EDGE;
  element.style.translate = `${Math.round(left)}px ${Math.round(Math.min(box.top + area.top, lowest))}px`;
}
