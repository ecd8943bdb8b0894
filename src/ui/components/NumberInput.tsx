/** A number that is typed, scientific notation included: taken over on Enter or on leaving, if it is in range. */
import { messages } from '../../messages';
import { formatParameter } from '../../messages/format';
import { TextInput } from './TextInput';
import './NumberInput.css';

interface NumberInputProps<Value extends number | null> {
  /** Accessible name; null where a label element around it names it. */
  readonly name: string | null;
  readonly value: Value;
  readonly minimum: number;
  readonly maximum: number;
  readonly integer?: boolean;
  /** What an empty input means; then empty is allowed and gives null. */
  readonly emptyLabel?: string | undefined;
  /** Id of an element that says what the number is. */
  readonly describedBy?: string | undefined;
  readonly onChange: (value: Value | number) => void;
}

export function NumberInput<Value extends number | null>({
  name,
  value,
  minimum,
  maximum,
  integer = false,
  emptyLabel,
  describedBy,
  onChange,
}: NumberInputProps<Value>) {
  const isValid = (text: string) => {
    if (text.trim() === '') return emptyLabel !== undefined;
    const entered = Number(text);
    return entered >= minimum && entered <= maximum && (!integer || Number.isInteger(entered));
  };
  return (
    <TextInput
      name={name}
      value={value === null ? '' : integer ? String(value) : formatParameter(value)}
      isValid={isValid}
      hint={messages.controls.valueRange(minimum, maximum)}
      placeholder={emptyLabel}
      inputMode="decimal"
      describedBy={describedBy}
      // Only an input that allows emptiness has null among its values.
      onChange={(text) => onChange(text.trim() === '' ? (null as Value) : Number(text))}
    />
  );
}
