/** The files that a run leaves in its folder, always in step with each other: a checkpoint's rows are there before it. */
import { access, appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labError, reasonOf } from '../config/lab-error';
import { writeWhole } from './data-files';

export const METRICS = 'metrics.csv';
export const SUMMARY = 'summary.json';
export const CHECKPOINT = 'checkpoint.safetensors';

export class OutputFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** The folder, made if it is not there. Throws a LabError `OUTPUT_FOLDER`. */
  static async open(path: string): Promise<OutputFolder> {
    await mkdir(path, { recursive: true }).catch((cause: unknown) => {
      throw labError('OUTPUT_FOLDER.make', '--out', { path, reason: reasonOf(cause) }, { cause });
    });
    return new OutputFolder(path);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Throws a LabError if a run is there already: its numbers are not overwritten. */
  async requireEmpty(): Promise<void> {
    if (!(await exists(this.file(METRICS))) && !(await exists(this.file(CHECKPOINT)))) return;
    throw labError('OUTPUT_FOLDER.taken', '--out', { path: this.path });
  }

  /** The checkpoint that --resume goes on from. Throws a LabError if there is none. */
  async readCheckpoint(): Promise<Uint8Array> {
    return readFile(this.file(CHECKPOINT)).catch((cause: unknown) => {
      throw labError(
        'OUTPUT_FOLDER.noCheckpoint',
        '--out',
        { path: this.path, checkpoint: CHECKPOINT },
        { cause },
      );
    });
  }

  /** Makes metrics.csv ready for rows from a step on: new with this header, or the earlier rows of a resumed run. */
  async startMetrics(header: string, firstStep: number, resumed: boolean): Promise<void> {
    const before = resumed ? await readFile(this.file(METRICS), 'utf8').catch(() => '') : '';
    await writeWhole(this.file(METRICS), header + rowsBefore(before, firstStep));
  }

  appendMetrics(rows: string): Promise<void> {
    return appendFile(this.file(METRICS), rows);
  }

  writeCheckpoint(bytes: Uint8Array): Promise<void> {
    return writeWhole(this.file(CHECKPOINT), bytes);
  }

  writeSummary(summary: object): Promise<void> {
    return writeFile(this.file(SUMMARY), `${JSON.stringify(summary, null, 2)}\n`);
  }
}

/** The rows of a metrics file of steps before the given one; a row cut off by a crash is none. */
export function rowsBefore(csv: string, step: number): string {
  const rows = csv.split('\n').slice(1, -1);
  const kept = rows.filter((row) => Number.parseInt(row, 10) < step);
  return kept.map((row) => `${row}\n`).join('');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
