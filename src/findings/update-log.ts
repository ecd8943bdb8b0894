/**
 * A log of angular updates from a training elsewhere: text with a step and an angle in rad per line, apart by commas,
 * semicolons, tabs or spaces. A first line may name the columns; else the first two are taken. Empty lines and lines that begin
 * with # are passed over.
 */
import { labError } from '../config/lab-error';
import { quote } from '../config/parse-config';
import { places } from '../messages';

export interface UpdateLog {
  /** Steps, strictly ascending from 0 or later. */
  readonly steps: Float64Array;
  /** Angle of each, in rad. */
  readonly angles: Float64Array;
}

/** A row of 20 characters for each of the rows below. */
export const MAX_LOG_BYTES = 20 * 2 ** 20;
/** More than twice the steps of the longest published recipe. */
export const MAX_LOG_LINES = 2 ** 20;

/** Names of the columns, in lower case; the first is the one that errors name. */
const STEP_NAMES = ['step', 'iteration', 'iter', 'it', 't'];
const ANGLE_NAMES = ['au', 'angular_update', 'angular update', 'angle'];

interface Columns {
  readonly step: number;
  readonly angle: number;
}

/**
 * Reads a log. Throws a LabError `UPDATE_LOG_INVALID` that names the line.
 * @param file its name, for errors
 */
export function parseUpdateLog(text: string, file: string): UpdateLog {
  // In UTF-16 units: for the characters that a log is made of, bytes.
  if (text.length > MAX_LOG_BYTES) throw tooLarge(file, text.length);
  const lines = text.split(/\r\n|\n|\r/, MAX_LOG_LINES + 1);
  if (lines.length > MAX_LOG_LINES) throw labError('UPDATE_LOG_INVALID.rows', file, { limit: MAX_LOG_LINES });
  const steps: number[] = [];
  const angles: number[] = [];
  let columns: Columns | null = null;
  for (const [index, line] of lines.entries()) {
    const trimmed = line.replace('\uFEFF', '').trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const where = places.inFile(file, places.line(index + 1));
    const cells = trimmed.split(/\s*[,;\t]\s*|\s+/);
    if (!columns) {
      const names = headerColumns(trimmed, where);
      columns = names ?? { step: 0, angle: 1 };
      if (names) continue;
    }
    const step = numberIn(cells, columns.step, where);
    const angle = numberIn(cells, columns.angle, where);
    const before = steps.at(-1) ?? -1;
    if (!(step > before)) throw labError('UPDATE_LOG_INVALID.order', where, { step, before });
    if (!(angle >= 0 && angle <= Math.PI)) {
      throw labError('UPDATE_LOG_INVALID.angle', where, { text: quote(cells[columns.angle] ?? '') });
    }
    steps.push(step);
    angles.push(angle);
  }
  if (steps.length === 0) throw labError('UPDATE_LOG_INVALID.empty', file);
  return { steps: Float64Array.from(steps), angles: Float64Array.from(angles) };
}

/** `parseUpdateLog` of a file that a user chose; its size is looked at before it is read. */
export async function readUpdateLog(file: File): Promise<UpdateLog> {
  if (file.size > MAX_LOG_BYTES) throw tooLarge(file.name, file.size);
  return parseUpdateLog(await file.text(), file.name);
}

function tooLarge(file: string, bytes: number) {
  return labError('UPDATE_LOG_INVALID.size', file, { bytes, limit: MAX_LOG_BYTES });
}

/** Where a first line of names puts the columns; null if it is a line of numbers. */
function headerColumns(line: string, where: string): Columns | null {
  if (/^[\d.+-]/.test(line)) return null;
  const cells = line.split(/\s*[,;\t]\s*/).map((cell) => cell.replaceAll('"', '').toLowerCase());
  const column = (names: readonly string[]) => {
    const found = cells.findIndex((cell) => names.includes(cell));
    if (found < 0) throw labError('UPDATE_LOG_INVALID.header', where, { missing: names[0]! });
    return found;
  };
  return { step: column(STEP_NAMES), angle: column(ANGLE_NAMES) };
}

function numberIn(cells: readonly string[], column: number, where: string): number {
  const text = cells[column];
  if (text === undefined || text === '')
    throw labError('UPDATE_LOG_INVALID.columns', where, { found: cells.length });
  const value = Number(text);
  if (!Number.isFinite(value)) throw labError('UPDATE_LOG_INVALID.number', where, { text: quote(text) });
  return value;
}
