/** The control of any setting, made from its row in the table of settings. */
import { useId } from 'react';
import type { FieldValue, NumberField, NumbersField } from '../../config/field-kinds';
import { fieldFromText, fieldText } from '../../config/field-text';
import { FIELDS, type FieldPath } from '../../config/fields';
import { messages } from '../../messages';
import { Field } from './Field';
import { NumberInput } from './NumberInput';
import { TextInput } from './TextInput';

interface SettingFieldProps {
  readonly path: FieldPath;
  readonly value: FieldValue;
  /** Differs from the run: waits for a new one. */
  readonly changed: boolean;
  /** Whether the config may have this value. */
  readonly accepts: (value: FieldValue) => boolean;
  readonly onChange: (path: FieldPath, value: FieldValue) => void;
}

export function SettingField({ path, value, changed, accepts, onChange }: SettingFieldProps) {
  const field = FIELDS[path];
  const helpId = useId();
  if (field.kind === 'numbers') {
    return (
      <fieldset
        className="field"
        title={field.help}
        aria-describedby={helpId}
        data-changed={changed || undefined}
      >
        <legend className="visually-hidden">{field.label}</legend>
        <span className="field-label" aria-hidden="true">
          {field.label}
        </span>
        <Numbers
          field={field}
          values={value as readonly number[]}
          onChange={(next) => onChange(path, next)}
        />
        <span id={helpId} hidden>
          {field.help}
        </span>
      </fieldset>
    );
  }
  return (
    <Field label={field.label} hint={field.help} changed={changed}>
      {(hintId) =>
        field.kind === 'choice' ? (
          <Choice
            describedBy={hintId}
            options={field.choices.map((choice) => [choice.value, choice.label])}
            value={String(value)}
            onChange={(next) => onChange(path, next)}
          />
        ) : field.kind === 'boolean' ? (
          <input
            type="checkbox"
            aria-describedby={hintId}
            checked={value === true}
            onChange={(event) => onChange(path, event.target.checked)}
          />
        ) : field.kind === 'list' || field.kind === 'factors' ? (
          <TextInput
            name={null}
            describedBy={hintId}
            value={fieldText(value)}
            isValid={(text) => {
              const typed = fieldFromText(path, text);
              return typed !== undefined && accepts(typed);
            }}
            hint={field.kind === 'list' ? messages.controls.listFormat : messages.controls.factorsFormat}
            onChange={(text) => onChange(path, fieldFromText(path, text) ?? value)}
          />
        ) : field.suggestions ? (
          <Choice
            describedBy={hintId}
            options={withValue(field.suggestions, Number(value)).map((number) => [
              String(number),
              String(number),
            ])}
            value={String(value)}
            onChange={(next) => onChange(path, Number(next))}
          />
        ) : (
          <Numeric
            describedBy={hintId}
            field={field}
            value={value as number | null}
            onChange={(next) => onChange(path, next)}
          />
        )
      }
    </Field>
  );
}

/** The suggestions, and the value among them where it is another one (from a link). */
function withValue(suggestions: readonly number[], value: number): readonly number[] {
  return suggestions.includes(value) ? suggestions : [...suggestions, value].sort((a, b) => a - b);
}

interface ChoiceProps {
  readonly describedBy: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A choice of one; the browser's own list, which every keyboard, phone and screen reader knows. */
function Choice({ describedBy, options, value, onChange }: ChoiceProps) {
  return (
    <select aria-describedby={describedBy} value={value} onChange={(event) => onChange(event.target.value)}>
      {options.map(([option, label]) => (
        <option key={option} value={option}>
          {label}
        </option>
      ))}
    </select>
  );
}

interface NumericProps {
  readonly describedBy: string;
  readonly field: NumberField;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

function Numeric({ describedBy, field, value, onChange }: NumericProps) {
  return (
    <NumberInput<number | null>
      name={null}
      value={value}
      minimum={field.minimum}
      maximum={field.maximum}
      integer={field.integer}
      emptyLabel={field.emptyLabel}
      describedBy={describedBy}
      onChange={onChange}
    />
  );
}

interface NumbersProps {
  readonly field: NumbersField;
  readonly values: readonly number[];
  readonly onChange: (values: readonly number[]) => void;
}

function Numbers({ field, values, onChange }: NumbersProps) {
  return (
    <span className="field-numbers">
      {values.map((value, index) => (
        <NumberInput
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed number of places
          key={index}
          name={messages.controls.itemOf(field.label, index + 1)}
          value={value}
          minimum={field.minimum}
          maximum={field.maximum}
          integer
          onChange={(next) => {
            if (next !== null) onChange(values.with(index, next));
          }}
        />
      ))}
    </span>
  );
}
