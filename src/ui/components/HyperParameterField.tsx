/** A hyper-parameter: a slider with stops in equal ratios, and beside it the number, which can be typed. */

import { Slider } from '@base-ui/react/slider';
import { useId } from 'react';
import { FIELDS } from '../../config/fields';
import { HYPER_PARAMETER_STOPS, positionOfValue, valueAtPosition } from '../../config/hyper-parameter-scale';
import { HYPER_PARAMETER_RANGES, type HyperParameterName } from '../../config/run-config';
import { messages } from '../../messages';
import { formatParameter } from '../../messages/format';
import { NumberInput } from './NumberInput';
import './HyperParameterField.css';

interface HyperParameterFieldProps {
  readonly name: HyperParameterName;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

export function HyperParameterField({ name, value, onChange }: HyperParameterFieldProps) {
  const { label, help } = FIELDS[`optimizer.${name}`];
  const helpId = useId();
  const { minimum, maximum } = HYPER_PARAMETER_RANGES[name];
  return (
    <div className="hyper-parameter" title={help}>
      <span className="hyper-parameter-label" aria-hidden="true">
        {label} <i>{messages.controls.symbols[name]}</i>
      </span>
      <NumberInput
        name={messages.controls.valueOf(label)}
        value={value}
        minimum={minimum}
        maximum={maximum}
        describedBy={helpId}
        onChange={onChange}
      />
      <Slider.Root
        className="slider"
        value={positionOfValue(name, value)}
        min={0}
        max={HYPER_PARAMETER_STOPS[name].length - 1}
        largeStep={5}
        thumbAlignment="edge"
        onValueChange={(position) => onChange(valueAtPosition(name, position))}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-indicator" />
            <Slider.Thumb
              className="slider-thumb"
              getAriaLabel={() => label}
              aria-describedby={helpId}
              getAriaValueText={() => formatParameter(value)}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <span id={helpId} hidden>
        {help}
      </span>
    </div>
  );
}
