/** A setting's value as text, as it stands in a link and in a control that is typed into, and back. */

import type { FieldValue } from './field-kinds';
import { FIELDS, type FieldPath } from './fields';

const DECIMAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
/** Names of layers: the schema knows which of them a network has. */
const LAYER = /^[a-z][a-z0-9]*(\.[a-z0-9]+)*$/i;
/** More parts than any setting takes; what follows is not read. */
const MOST_PARTS = 1000;

/** The text of a value. Numbers have as many digits as bring back the same float64. */
export function fieldText(value: FieldValue): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return String(value);
  return Object.entries(value)
    .map(([name, factor]) => `${name}:${factor}`)
    .join(',');
}

/** The value that a text stands for, undefined where it is of the wrong kind. Ranges are the schema's affair. */
export function fieldFromText(path: FieldPath, text: string): FieldValue | undefined {
  const field = FIELDS[path];
  switch (field.kind) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'choice':
      return field.choices.some((choice) => choice.value === text) ? text : undefined;
    case 'number':
      return text === 'null' && field.emptyLabel !== undefined ? null : readNumber(text);
    case 'numbers': {
      const numbers = readList(text);
      return numbers?.length === field.count ? numbers : undefined;
    }
    case 'list':
      return readList(text);
    case 'factors':
      return readFactors(text);
  }
}

/** A plain finite decimal; not what `Number` takes besides ('', ' 1', 0x10, Infinity) or rounds to infinity. */
export function readNumber(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Numbers between commas; none of an empty text. */
function readList(text: string): readonly number[] | undefined {
  const parts = partsOf(text).map(readNumber);
  const numbers = parts.filter((part) => part !== undefined);
  return numbers.length === parts.length ? numbers : undefined;
}

/** `name:factor` between commas, each name once. */
function readFactors(text: string): Readonly<Record<string, number>> | undefined {
  const factors = new Map<string, number>();
  for (const part of partsOf(text)) {
    const [name = '', factorText = '', ...rest] = part.split(':', 3);
    const factor = readNumber(factorText);
    if (!LAYER.test(name) || factors.has(name) || factor === undefined || rest.length > 0) return undefined;
    factors.set(name, factor);
  }
  return Object.fromEntries(factors);
}

function partsOf(text: string): string[] {
  return text === '' ? [] : text.split(',', MOST_PARTS);
}
