/** A number that is typed, scientific notation included: taken over on Enter or on leaving, if it is in range. */
import { useId, useState } from 'react';
import { messages } from '../../messages';
import { formatParameter } from '../../messages/format';
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
  const [draft, setDraft] = useState<string | null>(null);
  const hintId = useId();
  const shown = value === null ? '' : integer ? String(value) : formatParameter(value);
  const text = draft ?? shown;
  const isEmpty = text.trim() === '';
  const entered = Number(text);
  const valid = isEmpty
    ? emptyLabel !== undefined
    : entered >= minimum && entered <= maximum && (!integer || Number.isInteger(entered));

  const commit = () => {
    // Only an input that allows emptiness has null among its values.
    if (draft !== null && draft !== shown && valid) onChange(isEmpty ? (null as Value) : entered);
    setDraft(null);
  };

  return (
    <span className="number-input">
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        aria-label={name ?? undefined}
        aria-invalid={!valid}
        aria-describedby={valid ? describedBy : hintId}
        placeholder={emptyLabel}
        value={text}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
      {valid ? null : (
        <span className="number-input-hint" id={hintId}>
          {messages.controls.valueRange(minimum, maximum)}
        </span>
      )}
    </span>
  );
}
