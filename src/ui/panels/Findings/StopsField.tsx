/** A number on a slider with stops of its own; beside it its value. */
import { useId } from 'react';
import { StopSlider } from '../../components/StopSlider';
import '../../components/HyperParameterField.css';

interface StopsFieldProps {
  readonly label: string;
  readonly hint: string;
  /** Ascending. */
  readonly stops: readonly number[];
  readonly value: number;
  readonly format: (value: number) => string;
  readonly onChange: (value: number) => void;
}

export function StopsField({ label, hint, stops, value, format, onChange }: StopsFieldProps) {
  const hintId = useId();
  return (
    <div className="hyper-parameter" title={hint}>
      <span className="hyper-parameter-label" aria-hidden="true">
        {label}
      </span>
      <output className="stops-value" aria-hidden="true">
        {format(value)}
      </output>
      <StopSlider
        label={label}
        describedBy={hintId}
        position={Math.max(0, stops.indexOf(value))}
        count={stops.length}
        largeStep={3}
        valueText={format(value)}
        onChange={(position) => onChange(stops[position] ?? value)}
      />
      <span id={hintId} hidden>
        {hint}
      </span>
    </div>
  );
}
