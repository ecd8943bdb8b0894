/** Names the lines of a chart, shows their values at the cursor, and switches them off and on. */
import { useId, useRef } from 'react';
import { messages } from '../../messages';
import { formatSignificant } from '../../messages/format';
import { useLab } from '../hooks/use-lab';
import { useCursorStep } from './ChartCursor';
import { type ChartLine, valueAt } from './chart-data';
import './charts.css';

export interface LegendProps {
  readonly label: string;
  /** What the y axis counts, e.g. `rad per step`. */
  readonly unit: string;
  readonly lines: readonly ChartLine[];
  /** Keys of the lines that are switched off. */
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
  readonly format?: (value: number) => string;
}

const threeDigits = (value: number) => formatSignificant(value, 3);

export function Legend({ label, unit, lines, hidden, onToggle, format = threeDigits }: LegendProps) {
  const hintId = useId();
  return (
    <ul className="chart-legend" aria-label={label}>
      <li className="chart-unit">{unit}</li>
      {lines.map((line, index) => (
        <li key={line.key}>
          <button
            type="button"
            className="chart-entry"
            aria-pressed={!hidden.has(line.key)}
            aria-describedby={line.hint && `${hintId}-${index}`}
            title={line.hint ?? messages.charts.toggleLine}
            onClick={() => onToggle(line.key)}
          >
            <svg width="18" height="8" aria-hidden="true">
              <line
                x1="1"
                x2="17"
                y1="4"
                y2="4"
                stroke={line.colour}
                strokeOpacity={line.opacity ?? 1}
                strokeWidth={Math.max(1.75, line.width ?? 0)}
                strokeDasharray={line.dash}
              />
            </svg>
            {line.label}
            {!line.merged && <CursorValue line={line} format={format} />}
          </button>
          {line.hint && (
            <span id={`${hintId}-${index}`} hidden>
              {line.hint}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A line's value at the cursor, or its last one; written in place, so that moving the cursor renders nothing. */
function CursorValue({ line, format }: { line: ChartLine; format: (value: number) => string }) {
  const lab = useLab();
  const text = useRef<HTMLSpanElement>(null);
  useCursorStep(lab, (step) => {
    const value = valueAt(line, step ?? Number.POSITIVE_INFINITY);
    if (text.current) text.current.textContent = value === null ? '' : format(value);
  });
  return <span ref={text} className="chart-value" />;
}
