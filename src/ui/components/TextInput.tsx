/** A value that is typed: taken over on Enter or on leaving, if it is valid; Escape takes back what was typed. */
import { useId, useState } from 'react';
import './TextInput.css';

interface TextInputProps {
  /** Accessible name; null where a label element around it names it. */
  readonly name: string | null;
  readonly value: string;
  readonly isValid: (text: string) => boolean;
  /** Shown while what is typed is not valid. */
  readonly hint: string;
  readonly placeholder?: string | undefined;
  readonly inputMode?: 'decimal' | 'text';
  /** Id of an element that says what the value is. */
  readonly describedBy?: string | undefined;
  readonly onChange: (text: string) => void;
}

export function TextInput({
  name,
  value,
  isValid,
  hint,
  placeholder,
  inputMode = 'text',
  describedBy,
  onChange,
}: TextInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const hintId = useId();
  const text = draft ?? value;
  const valid = isValid(text);

  const commit = () => {
    if (draft !== null && draft !== value && valid) onChange(draft);
    setDraft(null);
  };

  return (
    <span className="text-input">
      <input
        type="text"
        inputMode={inputMode}
        autoComplete="off"
        spellCheck={false}
        aria-label={name ?? undefined}
        aria-invalid={!valid}
        aria-describedby={valid ? describedBy : hintId}
        placeholder={placeholder}
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
        <span className="text-input-hint" id={hintId}>
          {hint}
        </span>
      )}
    </span>
  );
}
