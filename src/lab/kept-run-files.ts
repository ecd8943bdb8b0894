/**
 * Where kept runs lie in the browser's storage: a small file of settings and lines for each, and one of its rows. Where
 * the browser refuses, rows stay in memory until the page closes.
 */
import { LabError, labError, reasonOf } from '../config/lab-error';
import { type ListedStorage, MemoryStorage } from '../data/storage';
import { places } from '../messages';
import { decodeKeptRun, encodeKeptRun, type KeptRun } from './kept-run';

const RUN = '.json';
const ROWS = '.rows';

export class KeptRunFiles {
  private readonly open: () => Promise<ListedStorage>;
  private opened: Promise<ListedStorage> | undefined;
  private readonly memory = new MemoryStorage();
  /** Changes go one after another: the last state of a run is what its file ends with. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(open: () => Promise<ListedStorage>) {
    this.open = open;
  }

  /**
   * All runs of earlier visits. What cannot be read is handed to `report`, and stays as it is. Without storage there are
   * none, which is no error until something is to be kept.
   */
  async load(report: (error: unknown) => void): Promise<readonly KeptRun[]> {
    try {
      const storage = await this.storage();
      const names = await storage.names();
      const ids = names.filter((name) => name.endsWith(RUN)).map((name) => name.slice(0, -RUN.length));
      const runs = await Promise.all(
        ids.map(async (id) => {
          try {
            return decodeKeptRun(id, (await storage.read(id + RUN)) ?? new Uint8Array());
          } catch (error) {
            report(error);
            return null;
          }
        }),
      );
      return runs.filter((run) => run !== null);
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'STORAGE_UNAVAILABLE')) report(error);
      return [];
    }
  }

  /** Ids of rows without settings: of a run that another page is removing or keeping now, or that a closed one was. */
  async orphans(): Promise<readonly string[]> {
    const names = await (await this.storage()).names();
    return names
      .filter((name) => name.endsWith(ROWS))
      .map((name) => name.slice(0, -ROWS.length))
      .filter((id) => !names.includes(id + RUN));
  }

  /** Removes the rows of these if they still are orphans. */
  removeOrphans(ids: ReadonlySet<string>): Promise<void> {
    return this.inLine(async () => {
      const storage = await this.storage();
      for (const id of await this.orphans()) if (ids.has(id)) await storage.remove(id + ROWS);
    });
  }

  /** The run of this id as it is kept now, be it by another page; null where none is. */
  async read(id: string): Promise<KeptRun | null> {
    const bytes = await (await this.storage()).read(id + RUN);
    return bytes ? decodeKeptRun(id, bytes) : null;
  }

  /** Keeps a new run. Throws RUN_NOT_SAVED where it stays in memory only. @param rows as `rowsOf` gives them */
  add(run: KeptRun, rows: Float64Array<ArrayBuffer>): Promise<void> {
    const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
    return this.inLine(async () => {
      try {
        const storage = await this.storage();
        // Settings come last: a run whose file is there has its rows.
        await storage.write(run.id + ROWS, bytes);
        await storage.write(run.id + RUN, encodeKeptRun(run));
      } catch (error) {
        await this.memory.write(run.id + ROWS, bytes);
        throw notSaved(error);
      }
    });
  }

  /** Writes what has changed of a run, or brings back one whose settings were removed. Throws RUN_NOT_SAVED. */
  update(run: KeptRun): Promise<void> {
    return this.inLine(async () => {
      if (await this.isInMemory(run)) return;
      try {
        await (await this.storage()).write(run.id + RUN, encodeKeptRun(run));
      } catch (error) {
        throw notSaved(error);
      }
    });
  }

  /** Removes the settings: should the page close now, the run is gone, and its rows go at a later visit. */
  removeSettings(run: KeptRun): Promise<void> {
    return this.inLine(async () => {
      if (!(await this.isInMemory(run))) await (await this.storage()).remove(run.id + RUN);
    });
  }

  removeRows(run: KeptRun): Promise<void> {
    return this.inLine(async () => {
      if (await this.isInMemory(run)) await this.memory.remove(run.id + ROWS);
      else await (await this.storage()).remove(run.id + ROWS);
    });
  }

  /** [count][1 + names], the step in front of each row. Throws RUN_UNREADABLE where they are not what was written. */
  async rowsOf(run: KeptRun): Promise<Float64Array<ArrayBuffer>> {
    const name = run.id + ROWS;
    const bytes = (await this.memory.read(name)) ?? (await (await this.storage()).read(name));
    const { names, count } = run.rows;
    if (bytes?.length !== 8 * count * (1 + names.length))
      throw labError('RUN_UNREADABLE', places.keptRun(run.id), { reason: places.keptRows });
    return new Float64Array(bytes.slice().buffer);
  }

  private async isInMemory(run: KeptRun): Promise<boolean> {
    return (await this.memory.read(run.id + ROWS)) !== undefined;
  }

  private inLine(work: () => Promise<void>): Promise<void> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return done;
  }

  private storage(): Promise<ListedStorage> {
    this.opened ??= this.open();
    return this.opened;
  }
}

function notSaved(cause: unknown): LabError {
  return labError('RUN_NOT_SAVED', places.keptRuns, { reason: reasonOf(cause) }, { cause });
}
