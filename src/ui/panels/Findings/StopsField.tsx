/** A number on a slider with stops of its own; beside it its value. */
import { Slider } from '@base-ui/react/slider';
import { useId } from 'react';
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
      <Slider.Root
        className="slider"
        value={Math.max(0, stops.indexOf(value))}
        min={0}
        max={stops.length - 1}
        largeStep={3}
        thumbAlignment="edge"
        onValueChange={(position) => onChange(stops[position] ?? value)}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-indicator" />
            <Slider.Thumb
              className="slider-thumb"
              getAriaLabel={() => label}
              aria-describedby={hintId}
              getAriaValueText={() => format(value)}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <span id={hintId} hidden>
        {hint}
      </span>
    </div>
  );
}
