/** A chart over steps: the plot, the events of the run, and the one cursor that all charts share. */
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useRef,
} from 'react';
import type { Lab } from '../../lab/lab-store';
import { useLab } from '../hooks/use-lab';
import { messages } from '../messages';
import type { Axis } from './axis';
import type { ChartBand, ChartEvent, ChartLine } from './chart-data';
import './charts.css';
import { EventMarks } from './EventMarks';
import { type PlotArea, pixelToStep, plotArea, stepToPixel } from './plot-area';
import { TimePlot } from './TimePlot';
import { useSize } from './use-size';

export interface ChartAreaProps {
  /** Name of the chart. */
  readonly label: string;
  /** The chart in words, for those who do not see it. */
  readonly summary: string;
  /** What the y axis counts, e.g. `rad per step`. */
  readonly unit: string;
  readonly steps: Axis;
  readonly values: Axis;
  readonly lines: readonly ChartLine[];
  readonly bands?: readonly ChartBand[];
  readonly events?: readonly ChartEvent[];
  /** A value marked across the plot. */
  readonly level?: number;
  /** Drawn over the plot, at its place. */
  readonly overlay?: (area: PlotArea) => ReactNode;
}

const NONE: readonly never[] = [];

export function ChartArea(props: ChartAreaProps) {
  const { label, summary, unit, steps, values, lines, bands = NONE, events = NONE, level, overlay } = props;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const area = plotArea(size);
  const drawable = area.width > 0 && area.height > 0;

  return (
    <div ref={box} className="chart-area">
      {drawable && (
        <>
          <div role="img" aria-label={`${label}. ${summary}`}>
            <TimePlot {...{ size, steps, values, lines, bands, level }} />
          </div>
          <span className="chart-unit">{unit}</span>
          <span className="chart-steps-unit">{messages.charts.steps}</span>
          <EventMarks area={area} steps={steps} events={events} />
          {overlay?.(area)}
          <Cursor label={label} area={area} steps={steps} />
        </>
      )}
    </div>
  );
}

/** Steps that an arrow key moves the cursor by, as a share of the axis; with Shift ten times as far. */
const KEY_SHARE = 1 / 100;

interface CursorProps {
  readonly label: string;
  readonly area: PlotArea;
  readonly steps: Axis;
}

/** The cursor: a line that follows the pointer in any chart, moved in place without rendering anything. */
function Cursor({ label, area, steps }: CursorProps) {
  const line = useRef<HTMLDivElement>(null);
  const control = useRef<HTMLDivElement>(null);
  const lab = useLab();
  useCursor(lab, line, control, area, steps);

  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    lab.setCursor(pixelToStep(area, steps, event.clientX - left + area.left));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') return lab.setCursor(null);
    if (direction === undefined) return;
    event.preventDefault();
    const { minimum, maximum } = steps;
    const stride = Math.max(1, Math.round((maximum - minimum) * KEY_SHARE)) * (event.shiftKey ? 10 : 1);
    const from = lab.store.getState().cursorStep ?? maximum;
    lab.setCursor(Math.min(maximum, Math.max(minimum, from + direction * stride)));
  };

  return (
    <div
      ref={control}
      className="chart-cursor-field"
      style={{ left: area.left, top: area.top, width: area.width, height: area.height }}
      role="slider"
      tabIndex={0}
      aria-label={messages.charts.cursor(label)}
      aria-valuemin={steps.minimum}
      aria-valuemax={steps.maximum}
      aria-valuenow={steps.maximum}
      onPointerMove={follow}
      onPointerDown={follow}
      onPointerLeave={() => lab.setCursor(null)}
      onBlur={() => lab.setCursor(null)}
      onKeyDown={onKeyDown}
    >
      <div ref={line} className="chart-cursor" hidden />
    </div>
  );
}

function useCursor(
  lab: Lab,
  line: RefObject<HTMLDivElement | null>,
  control: RefObject<HTMLDivElement | null>,
  area: PlotArea,
  steps: Axis,
): void {
  useEffect(() => {
    const place = () => {
      const step = lab.store.getState().cursorStep;
      const inside = step !== null && step >= steps.minimum && step <= steps.maximum;
      if (line.current) {
        line.current.hidden = !inside;
        if (inside) line.current.style.translate = `${stepToPixel(area, steps, step) - area.left}px`;
      }
      control.current?.setAttribute('aria-valuenow', String(inside ? step : steps.maximum));
      control.current?.setAttribute('aria-valuetext', messages.charts.atStep(inside ? step : null));
    };
    place();
    return lab.store.subscribe((state, before) => {
      if (state.cursorStep !== before.cursorStep) place();
    });
  }, [lab, line, control, area, steps]);
}
