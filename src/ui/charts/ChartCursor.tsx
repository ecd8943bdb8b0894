/** The one cursor over all charts: set by pointer or arrow keys in any of them, drawn in each without rendering it. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import type { Lab } from '../../lab/lab-store';
import { messages } from '../../messages';
import { useLab } from '../hooks/use-lab';
import type { Axis } from './axis';
import './charts.css';
import { type PlotArea, pixelToStep, stepToPixel } from './plot-area';

/** Steps that an arrow key moves the cursor by, as a share of the axis; with Shift ten times as far. */
const KEY_SHARE = 1 / 100;

export interface ChartCursorProps {
  readonly label: string;
  readonly area: PlotArea;
  readonly steps: Axis;
  /** What the chart shows at a step, in words; without it only the step is told. */
  readonly describe?: ((step: number) => string) | undefined;
}

/** The cursor: a line that follows the pointer in any chart, moved in place without rendering anything. */
export function ChartCursor({ label, area, steps, describe }: ChartCursorProps) {
  const control = useRef<HTMLDivElement>(null);
  const lab = useLab();
  useSpokenStep(lab, control, steps, describe);

  // An axis of samples need not end on a step.
  const maximum = Math.floor(steps.maximum);

  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    lab.setCursor(pixelToStep(area, steps, event.clientX - left + area.left));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') return lab.setCursor(null);
    if (direction === undefined) return;
    event.preventDefault();
    const { minimum } = steps;
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
      aria-valuemax={maximum}
      aria-valuenow={maximum}
      onPointerMove={follow}
      onPointerDown={follow}
      onPointerLeave={() => lab.setCursor(null)}
      onBlur={() => lab.setCursor(null)}
      onKeyDown={onKeyDown}
    >
      <CursorLine area={area} steps={steps} />
    </div>
  );
}

/** The line itself, moved in place. Its parent is the plot's rectangle. */
export function CursorLine({ area, steps }: Pick<ChartCursorProps, 'area' | 'steps'>) {
  const lab = useLab();
  const line = useRef<HTMLDivElement>(null);
  useCursorStep(lab, (step) => {
    if (!line.current) return;
    const isInside = step !== null && step >= steps.minimum && step <= steps.maximum;
    line.current.hidden = !isInside;
    if (isInside) line.current.style.translate = `${stepToPixel(area, steps, step) - area.left}px`;
  });
  return <div ref={line} className="chart-cursor" hidden />;
}

/** Tells a screen reader where the cursor is. */
function useSpokenStep(
  lab: Lab,
  control: RefObject<HTMLDivElement | null>,
  steps: Axis,
  describe: (step: number) => string = messages.charts.atStep,
): void {
  useCursorStep(lab, (step) => {
    control.current?.setAttribute('aria-valuenow', String(step ?? Math.floor(steps.maximum)));
    control.current?.setAttribute(
      'aria-valuetext',
      step === null ? messages.charts.atStep(null) : describe(step),
    );
  });
}

/** Calls `place` with the cursor's step after each rendering and whenever it moves. */
export function useCursorStep(lab: Lab, place: (step: number | null) => void): void {
  useEffect(() => {
    place(lab.store.getState().cursorStep);
    return lab.store.subscribe((state, before) => {
      if (state.cursorStep !== before.cursorStep) place(state.cursorStep);
    });
  });
}
