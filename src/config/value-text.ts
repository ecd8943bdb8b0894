/** A setting's value as one reads it on the page: choices by their names, numbers as one would type them. */
import { messages } from '../messages';
import { formatParameter } from '../messages/format';
import type { FieldValue } from './field-kinds';
import { fieldText } from './field-text';
import { FIELDS, type FieldPath } from './fields';

export function valueText(path: FieldPath, value: FieldValue): string {
  const field = FIELDS[path];
  if (field.kind === 'choice') {
    return field.choices.find((choice) => choice.value === value)?.label ?? String(value);
  }
  if (field.kind === 'number' && value === null) return field.emptyLabel ?? '';
  if (typeof value === 'boolean') return value ? messages.staged.on : messages.staged.off;
  if (typeof value === 'number')
    return field.kind === 'number' && field.integer ? String(value) : formatParameter(value);
  return Array.isArray(value) ? value.join('-') : fieldText(value);
}
