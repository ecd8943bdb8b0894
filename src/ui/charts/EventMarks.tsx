/** What happened during the run, as thin vertical lines over a chart, each with a short text where there is room. */
import { memo } from 'react';
import type { Axis } from './axis';
import type { ChartEvent } from './chart-data';
import './charts.css';
import { MARGIN, type PlotArea, stepToPixel } from './plot-area';

export interface EventMarksProps {
  readonly area: PlotArea;
  readonly steps: Axis;
  readonly events: readonly ChartEvent[];
}

/** About the width of a character at the marks' size, in pixels; their texts must not overlap. */
const CHARACTER_WIDTH = 6.2;

function EventMarksView({ area, steps, events }: EventMarksProps) {
  // From the last to the first: the newest event keeps its text where two are close.
  let freeUntil = area.left + area.width + MARGIN.right;
  const marks = events.toReversed().map((event) => {
    const x = stepToPixel(area, steps, event.step);
    const end = x + event.label.length * CHARACTER_WIDTH;
    const fits = end <= freeUntil;
    if (fits) freeUntil = x;
    return { ...event, x, fits };
  });
  return (
    <div className="chart-events" aria-hidden>
      {marks.map(({ x, step, label, fits }) => (
        <div
          key={`${step} ${label}`}
          className="chart-event"
          style={{ left: x, top: area.top, height: area.height }}
        >
          {fits && <span>{label}</span>}
        </div>
      ))}
    </div>
  );
}

export const EventMarks = memo(EventMarksView);
