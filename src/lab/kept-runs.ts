/** The runs that a person has kept: taken from the lab's run, named, laid over one another, removed, exported. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type LabErrorData, labError, toLabErrorData } from '../config/lab-error';
import type { ListedStorage } from '../data/storage';
import { places } from '../messages';
import type { RowTable } from './exact-rows';
import type { ExportedFile } from './exchange';
import { type KeptRun, keptRunOf, MAX_OVERLAID } from './kept-run';
import { allKeptCsv, keptCsv, type NamedRun } from './kept-run-export';
import { KeptRunFiles } from './kept-run-files';
import { type LabState, withError } from './lab-state';
import type { LabCommand } from './protocol';
import type { Answer } from './worker-link';

/** Rows of one run: every step of the first 6000 of three convolutions, of longer runs every other one and so on. */
const ROW_BYTES = 4 * 2 ** 20;
/** With their rows at most 128 MB: browsers allow far more without a question. */
export const MAX_KEPT_RUNS = 32;
/** Milliseconds in which a removal can be taken back. */
const UNDO_TIME = 10_000;

export interface KeptRunsState {
  /** The oldest first. */
  readonly runs: readonly KeptRun[];
  /** Those that last only until the page closes, by their ids. */
  readonly unsaved: ReadonlySet<string>;
  /** The run that was removed last, as long as it can be brought back. */
  readonly removed: KeptRun | null;
  /** Whether a run is being kept. */
  readonly keeping: boolean;
}

export interface KeptRunsOptions {
  readonly store: StoreApi<LabState>;
  readonly ask: <Value>(command: (request: number) => LabCommand) => Promise<Answer<Value>>;
  readonly openStorage: () => Promise<ListedStorage>;
  /** Between the pages that share the storage: each says the id of a run whose settings it has written or removed. */
  readonly channel: BroadcastChannel;
}

export class KeptRuns {
  /** Read it with `getState` or `useStore`. Only `KeptRuns` writes to it. */
  readonly store: StoreApi<KeptRunsState> = createStore<KeptRunsState>(() => ({
    runs: [],
    unsaved: new Set(),
    removed: null,
    keeping: false,
  }));
  private readonly options: KeptRunsOptions;
  private readonly files: KeptRunFiles;
  private undoTimer: ReturnType<typeof setTimeout> | undefined;
  /** Ids of rows without settings when this page was opened, of which no page has said anything since. */
  private readonly orphans = new Set<string>();
  private orphanTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: KeptRunsOptions) {
    this.options = options;
    this.files = new KeptRunFiles(options.openStorage);
    options.channel.onmessage = ({ data }) => {
      if (typeof data !== 'string') return;
      this.orphans.delete(data);
      void this.follow(data);
    };
  }

  /** Hears no more of other pages. */
  dispose(): void {
    clearTimeout(this.orphanTimer);
    this.options.channel.close();
  }

  /** Reads what earlier visits have kept. */
  async load(): Promise<void> {
    const found = await this.files.load((error) => this.report(error));
    this.store.setState(({ runs }) => ({ runs: found.reduce(withRun, runs) }));
    // What is wrong with the storage has been reported.
    for (const id of await this.files.orphans().catch(() => [])) this.orphans.add(id);
    if (this.orphans.size > 0) this.orphanTimer = setTimeout(() => this.removeOrphans(), 2 * UNDO_TIME);
  }

  /**
   * Keeps the run as it stands, be it training or not, and overlays it where there is a place.
   * @returns null where there is nothing to keep yet, or another one is being kept
   */
  async keep(): Promise<Answer<KeptRun> | null> {
    const { keeping, runs: before } = this.store.getState();
    if (keeping) return null;
    if (before.length >= MAX_KEPT_RUNS)
      return this.report(labError('RUNS_FULL', places.keptRuns, { limit: MAX_KEPT_RUNS }));
    this.store.setState({ keeping: true });
    const answer = await this.options.ask<RowTable>((request) => ({
      type: 'table',
      request,
      limitBytes: ROW_BYTES,
    }));
    this.store.setState({ keeping: false });
    if ('error' in answer) return answer;
    // What the worker reported before its answer is in the record, what comes after it is not: both end at one step.
    const { record } = this.options.store.getState();
    if (!record || record.steps === record.firstStep) return null;
    const { runs } = this.store.getState();
    const place = { id: crypto.randomUUID(), keptAt: Date.now(), slot: freeSlot(runs) };
    const run = keptRunOf(record, answer.value, place);
    this.store.setState({ runs: withRun(runs, run) });
    await this.saving(run, this.files.add(run, answer.value.values));
    return { value: run };
  }

  /** @param name empty for the one that its settings give */
  rename(id: string, name: string): void {
    this.change(id, { name: name.trim() || null });
  }

  /** Lays a run over the present one, or takes it off. Without a free place nothing happens. */
  overlay(id: string, isOverlaid: boolean): void {
    const slot = isOverlaid ? freeSlot(this.store.getState().runs) : null;
    if (!isOverlaid || slot !== null) this.change(id, { slot });
  }

  /** Removes a run; for ten seconds it can be brought back. */
  async remove(id: string): Promise<void> {
    const run = this.store.getState().runs.find((other) => other.id === id);
    if (!run) return;
    this.forgetRemoved();
    this.store.setState(({ runs }) => ({ runs: runs.filter((other) => other !== run), removed: run }));
    this.undoTimer = setTimeout(() => this.forgetRemoved(), UNDO_TIME);
    try {
      await this.files.removeSettings(run);
      this.options.channel.postMessage(id);
    } catch (error) {
      this.report(error);
    }
  }

  /** Brings back the run that was removed last, off the charts if its place is taken. */
  async undo(): Promise<void> {
    const { removed, runs } = this.store.getState();
    if (!removed) return;
    clearTimeout(this.undoTimer);
    const after = withRun(runs, removed);
    this.store.setState({ runs: after, removed: null });
    const back = after.find(({ id }) => id === removed.id) ?? removed;
    await this.saving(back, this.files.update(back));
  }

  /** The rows of one run as CSV. */
  async exportCsv(run: NamedRun): Promise<Answer<ExportedFile>> {
    return this.exporting(async () => keptCsv({ ...run, values: await this.files.rowsOf(run.run) }));
  }

  /** The rows of several runs as one CSV. */
  async exportAll(runs: readonly NamedRun[]): Promise<Answer<ExportedFile>> {
    const read = async (run: NamedRun) => ({ ...run, values: await this.files.rowsOf(run.run) });
    return this.exporting(async () => allKeptCsv(await Promise.all(runs.map(read))));
  }

  private async exporting(make: () => Promise<ExportedFile>): Promise<Answer<ExportedFile>> {
    try {
      return { value: await make() };
    } catch (error) {
      return this.report(error);
    }
  }

  private change(id: string, changes: Partial<Pick<KeptRun, 'name' | 'slot'>>): void {
    const { runs } = this.store.getState();
    const before = runs.find((run) => run.id === id);
    if (!before) return;
    const run = { ...before, ...changes };
    this.store.setState({ runs: runs.map((other) => (other === before ? run : other)) });
    void this.saving(run, this.files.update(run));
  }

  /** Where the storage refuses, the run stays on the page, which says so. */
  private async saving({ id }: KeptRun, work: Promise<void>): Promise<void> {
    try {
      await work;
      this.options.channel.postMessage(id);
    } catch (error) {
      this.store.setState(({ unsaved }) => ({ unsaved: new Set([...unsaved, id]) }));
      this.report(error);
    }
  }

  /** Another page has changed a run. */
  private async follow(id: string): Promise<void> {
    try {
      const run = await this.files.read(id);
      this.store.setState(({ runs }) => {
        const others = runs.filter((other) => other.id !== id);
        return { runs: run ? withRun(others, run) : others };
      });
    } catch (error) {
      this.report(error);
    }
  }

  /** By now a page that had removed them before this one was opened can no longer bring them back. */
  private removeOrphans(): void {
    this.files.removeOrphans(this.orphans).catch((error: unknown) => this.report(error));
  }

  private forgetRemoved(): void {
    clearTimeout(this.undoTimer);
    const { removed } = this.store.getState();
    this.store.setState({ removed: null });
    if (removed) void this.files.removeRows(removed).catch((error: unknown) => this.report(error));
  }

  private report(cause: unknown): { readonly error: LabErrorData } {
    const error = toLabErrorData(cause, places.keptRuns);
    this.options.store.setState((state) => withError(state, error));
    return { error };
  }
}

/** The first place that none of the runs has; null where all are taken. */
function freeSlot(runs: readonly KeptRun[]): number | null {
  const slots = Array.from({ length: MAX_OVERLAID }, (_, slot) => slot);
  return slots.find((slot) => runs.every((run) => run.slot !== slot)) ?? null;
}

/** The runs and one more, the oldest first; off the charts if another has its place. */
function withRun(runs: readonly KeptRun[], run: KeptRun): readonly KeptRun[] {
  const isTaken = run.slot !== null && runs.some(({ slot }) => slot === run.slot);
  return [...runs, isTaken ? { ...run, slot: null } : run].sort(
    (first, second) => first.keptAt - second.keptAt,
  );
}
