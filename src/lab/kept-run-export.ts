/** Kept runs as files: the rows as CSV in the columns of the run's own export, the settings as JSON. */

import type { ExportedFile } from './exchange';
import { csvHeader, csvLine, thinnedComment } from './export-csv';
import type { KeptRun } from './kept-run';

/** Rows formatted at a time, so that no single text holds a long run. */
const CHUNK_ROWS = 512;

/** A kept run under the name that the page calls it by, with its rows: [count][1 + names], steps in front. */
export interface NamedRun {
  readonly run: KeptRun;
  readonly name: string;
}

export type NamedRows = NamedRun & { readonly values: Float64Array };

/** The rows of one run, as `Export CSV` would have written them when it was kept. */
export function keptCsv({ run, name, values }: NamedRows): ExportedFile {
  const parts = [csvHeader(run.rows.names), ...linesOf(run, values, (line) => line)];
  if (run.rows.stepsPerRow > 1) parts.push(thinnedComment(run.rows.stepsPerRow));
  return { name: `smd-lab-${fileName(name)}.csv`, content: new Blob(parts, { type: 'text/csv' }) };
}

/** The rows of several runs in one table, each behind its run's name; a column that a run lacks is empty. */
export function allKeptCsv(runs: readonly NamedRows[]): ExportedFile {
  const columns = [...new Set(runs.flatMap(({ run }) => run.rows.names))];
  const parts = [`run,${csvHeader(columns)}`];
  for (const { run, name, values } of runs) {
    const places = columns.map((column) => run.rows.names.indexOf(column));
    const row = new Float64Array(columns.length);
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const spread = (own: Float64Array) => {
      for (const [index, place] of places.entries()) row[index] = own[place] ?? Number.NaN;
      return row;
    };
    parts.push(...linesOf(run, values, (line) => `${quoted},${line}`, spread));
  }
  const thinned = runs.filter(({ run }) => run.rows.stepsPerRow > 1);
  parts.push(
    ...thinned.map(({ run, name }) => `# ${name}: ${thinnedComment(run.rows.stepsPerRow).slice(2)}`),
  );
  return { name: 'smd-lab-kept-runs.csv', content: new Blob(parts, { type: 'text/csv' }) };
}

/** The config with its events: what the command line's `--config` and the share link take. */
export function keptConfig({ run, name }: NamedRun): ExportedFile {
  return jsonFile(`smd-lab-${fileName(name)}.json`, run.config);
}

/** All kept runs: settings, and what they had come to. */
export function allKeptJson(runs: readonly NamedRun[]): ExportedFile {
  const summaries = runs.map(({ run, name }) => ({
    name,
    keptAt: new Date(run.keptAt).toISOString(),
    config: run.config,
    dataSet: run.dataSet,
    firstStep: run.firstStep,
    steps: run.steps,
    stepsPerRow: run.rows.stepsPerRow,
    evaluations: run.evaluations,
  }));
  return jsonFile('smd-lab-kept-runs.json', summaries);
}

function jsonFile(name: string, value: unknown): ExportedFile {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  return { name, content: new Blob([text], { type: 'application/json' }) };
}

function* linesOf(
  { rows: { names, count } }: KeptRun,
  values: Float64Array,
  decorate: (line: string) => string,
  arrange: (row: Float64Array) => Float64Array = (row) => row,
): Generator<string> {
  const length = 1 + names.length;
  for (let first = 0; first < count; first += CHUNK_ROWS) {
    let lines = '';
    for (let index = first; index < Math.min(count, first + CHUNK_ROWS); index++) {
      const [step = 0] = values.subarray(index * length);
      const row = values.subarray(index * length + 1, (index + 1) * length);
      lines += decorate(csvLine(step, arrange(row)));
    }
    yield lines;
  }
}

/** Letters that no file system takes amiss. */
const SPELLED = { η: 'lr', λ: 'wd', α: 'momentum', '→': 'to', '×': 'x' };

function fileName(name: string): string {
  let plain = name;
  for (const [letter, spelling] of Object.entries(SPELLED)) plain = plain.replaceAll(letter, spelling);
  return plain.replaceAll(/[^A-Za-z0-9.]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '') || 'run';
}
