/** A chart in words, for those who do not see it. */
import { messages } from '../../messages';
import { type ChartEvent, type ChartLine, valueAt } from './chart-data';

/** More would be listened to by nobody. */
const MOST_EVENTS = 5;

/** The last value of each line, and the last moves of the sliders. @param unit with a space before it, or empty */
export function summarise(
  steps: number,
  lines: readonly ChartLine[],
  events: readonly ChartEvent[],
  unit = '',
): string {
  if (steps === 0) return messages.charts.noSummary;
  const values = lines.flatMap((line) => {
    const value = valueAt(line, steps);
    return value === null ? [] : [[line.label, value, unit] as const];
  });
  return messages.charts.summary(steps, values) + summariseEvents(events);
}

/** The last moves of the sliders, with a space before them; empty without any. */
export function summariseEvents(events: readonly ChartEvent[]): string {
  return messages.charts.summaryEvents(events.slice(-MOST_EVENTS));
}
