/** A chart in words, for those who do not see it. */
import { messages } from '../messages';
import { type ChartLine, valueAt } from './chart-data';

/** The last value of each line. @param unit with a space before it, or empty */
export function summarise(steps: number, lines: readonly ChartLine[], unit = ''): string {
  if (steps === 0) return messages.charts.noSummary;
  const values = lines.flatMap((line) => {
    const value = valueAt(line, steps);
    return value === null ? [] : [[line.label, value, unit] as const];
  });
  return messages.charts.summary(steps, values);
}
