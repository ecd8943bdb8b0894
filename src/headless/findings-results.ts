/** Verdicts on disk: a finding that is done is not done again, unless the sources have changed since. */
import { readFile } from 'node:fs/promises';
import type { FindingOptions } from '../findings/finding';
import { writeWhole } from './data-files';
import type { FindingJob, FindingOutcome } from './finding-run';
import type { OutputFolder } from './output-folder';

/** A verdict and what it is of. */
export interface FindingEntry extends FindingJob, FindingOutcome {}

interface StoredEntry {
  readonly sources: string;
  readonly entry: FindingEntry;
}

/** A finding's file: one for each set of options. */
export function entryFile({ id, options }: FindingJob): string {
  const { dataSource, seed, sabotage }: FindingOptions = options;
  return `${id}-${dataSource}-seed${seed}${sabotage ? '-sabotage' : ''}.json`;
}

export class FindingsResults {
  private readonly folder: OutputFolder;
  private readonly sources: string;

  /** @param sources changes when a verdict might */
  constructor(folder: OutputFolder, sources: string) {
    this.folder = folder;
    this.sources = sources;
  }

  /** The verdict of an earlier command, null if there is none of the same sources. */
  async kept(job: FindingJob): Promise<FindingEntry | null> {
    const text = await readFile(this.folder.file(entryFile(job)), 'utf8').catch(() => null);
    if (text === null) return null;
    // Our own file, written whole.
    const stored = fromJson(text) as StoredEntry;
    return stored.sources === this.sources ? stored.entry : null;
  }

  keep(entry: FindingEntry): Promise<void> {
    const stored: StoredEntry = { sources: this.sources, entry };
    return writeWhole(this.folder.file(entryFile(entry)), toJson(stored));
  }

  /** Writes findings.md and findings.json: the verdicts of this command, without charts. */
  async writeTable(markdown: string, entries: readonly FindingEntry[]): Promise<void> {
    const verdicts = entries.map(({ result: { charts: _, ...verdict }, ...entry }) => ({
      ...entry,
      ...verdict,
    }));
    await writeWhole(this.folder.file('findings.md'), markdown);
    await writeWhole(this.folder.file('findings.json'), toJson(verdicts));
  }
}

const NOT_FINITE: ReadonlyMap<unknown, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => [String(value), value]),
);

/** JSON has no numbers for what is not finite: they are written as their names. */
export function toJson(value: unknown): string {
  const named = (_: string, part: unknown) =>
    typeof part === 'number' && !Number.isFinite(part) ? String(part) : part;
  return `${JSON.stringify(value, named, 2)}\n`;
}

/** What `toJson` wrote. */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) => NOT_FINITE.get(part) ?? part);
}
