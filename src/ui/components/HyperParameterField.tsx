/** A hyper-parameter: a slider with stops in equal ratios, and beside it the number, which can be typed. */

import { useId } from 'react';
import { FIELDS } from '../../config/fields';
import { HYPER_PARAMETER_STOPS, positionOfValue, valueAtPosition } from '../../config/hyper-parameter-scale';
import { HYPER_PARAMETER_RANGES, type HyperParameterName } from '../../config/run-config';
import { messages } from '../../messages';
import { formatParameter } from '../../messages/format';
import { NumberInput } from './NumberInput';
import { StopSlider } from './StopSlider';
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
      <StopSlider
        label={label}
        describedBy={helpId}
        position={positionOfValue(name, value)}
        count={HYPER_PARAMETER_STOPS[name].length}
        largeStep={5}
        valueText={formatParameter(value)}
        onChange={(position) => onChange(valueAtPosition(name, position))}
      />
      <span id={helpId} hidden>
        {help}
      </span>
    </div>
  );
}
