/** Kept runs: what is kept of a record, its way through the storage and back, and what is exported. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { labError } from '../config/lab-error';
import { DEFAULT_RUN_CONFIG } from '../config/run-config';
import { type ListedStorage, MemoryStorage } from '../data/storage';
import { CHART_POINTS } from './decimate';
import { ExactRows } from './exact-rows';
import { CsvRows } from './export-csv';
import { decodeKeptRun, encodeKeptRun, type KeptRun, keptRunOf, seriesKey } from './kept-run';
import { allKeptJson, keptConfig } from './kept-run-export';
import { KeptRuns, MAX_KEPT_RUNS } from './kept-runs';
import { INITIAL_LAB_STATE, type LabState } from './lab-state';
import type { LabCommand } from './protocol';
import { RunRecord } from './run-record';
import { WalkingRun } from './testing/walking-run';
import type { Answer } from './worker-link';

let lab: StoreApi<LabState>;
let rows: ExactRows;
let csv: string;
let storage: ListedStorage;

/** A run of some steps becomes the lab's. */
function train(steps: number, seed = 1, config = DEFAULT_RUN_CONFIG): RunRecord {
  const walk = new WalkingRun(seed, 1, config);
  const record = new RunRecord(walk.run);
  rows = new ExactRows(walk.run);
  const lines = new CsvRows(walk.run);
  const batch = walk.next(steps);
  record.append(batch);
  rows.append(batch);
  csv = lines.header() + lines.rows(batch);
  lab.setState({ run: walk.run, record });
  return record;
}

/** @param page those that share a name hear of each other */
function keptRuns(openStorage = async () => storage, page: string = crypto.randomUUID()): KeptRuns {
  const ask = async <Value>(command: (request: number) => LabCommand): Promise<Answer<Value>> => {
    const asked = command(1);
    const value: unknown = asked.type === 'table' ? rows.table(asked.limitBytes) : null;
    return { value: value as Value };
  };
  const kept = new KeptRuns({ store: lab, ask, openStorage, channel: new BroadcastChannel(page) });
  onTestFinished(() => kept.dispose());
  return kept;
}

const runsOf = (kept: KeptRuns) => kept.store.getState().runs;
async function keep(kept: KeptRuns): Promise<KeptRun> {
  const answer = await kept.keep();
  if (!answer || 'error' in answer) throw new Error('nothing was kept');
  return answer.value;
}
async function textOf(answer: Awaited<ReturnType<KeptRuns['exportAll']>>): Promise<string> {
  return 'value' in answer ? answer.value.content.text() : answer.error.message;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  lab = createStore<LabState>(() => INITIAL_LAB_STATE);
  storage = new MemoryStorage();
});
afterEach(() => void vi.useRealTimers());

describe('what is kept of a run', () => {
  const place = { id: 'one', keptAt: 1, slot: null };

  it('is every point of its lines while they are few', () => {
    const record = train(200);
    const run = keptRunOf(record, rows.table(1e9), place);
    expect(run.lines.steps).toEqual(Array.from({ length: 200 }, (_, step) => step));
    const measured = run.lines.series[seriesKey('measured', 'conv1.weight')] ?? [];
    expect(measured[77]).toBe(record.valueAt({ key: '', tensor: 0, series: 'measured' }, 77));
    expect(run.layers).toEqual([
      { name: 'conv1.weight', kind: 'convolution', hasTheory: true },
      { name: 'fc.weight', kind: 'dense', hasTheory: false },
    ]);
    expect(run.rows).toMatchObject({ count: 200, stepsPerRow: 1 });
  });

  it('is least and greatest value of stretches of a long one: no peak is lost', () => {
    const record = train(3000);
    const run = keptRunOf(record, rows.table(7e4), place);
    expect(run.lines.steps.length).toBeLessThanOrEqual(CHART_POINTS);
    const all = Array.from({ length: 3000 }, (_, step) =>
      Number(record.valueAt({ key: '', tensor: 0, series: 'gradientNorm' }, step)),
    );
    const kept = (run.lines.series[seriesKey('gradientNorm', 'conv1.weight')] ?? []).map(Number);
    expect(Math.max(...kept)).toBe(Math.max(...all));
    expect(Math.min(...kept)).toBe(Math.min(...all));
    // 29 columns and the step of 8 bytes each: 291 rows fit, of 3000 every sixteenth.
    expect(run.rows).toMatchObject({ count: 188, stepsPerRow: 16 });
  });

  it('holds the moves that have acted, not those that were still to come', () => {
    const move = { step: 50, field: 'momentum', value: 0.5 } as const;
    const events = [move, { ...move, step: 100, value: 0 }];
    const record = train(100, 1, { ...DEFAULT_RUN_CONFIG, events });
    expect(keptRunOf(record, rows.table(1e9), place).config.events).toEqual([move]);
  });

  it('comes back from its file, and a damaged one is refused by what is wrong', () => {
    const run = keptRunOf(train(40), rows.table(1e9), place);
    expect(decodeKeptRun('one', encodeKeptRun(run))).toEqual(run);
    const refused = (changes: object) => () =>
      decodeKeptRun('one', new TextEncoder().encode(JSON.stringify({ version: 1, ...run, ...changes })));
    // The id is the file's name, hence no part of it.
    expect(refused({})).toThrow(/id/);
    const damaged = (changes: object) => refused({ id: undefined, ...changes });
    expect(damaged({})).not.toThrow();
    expect(damaged({ version: 2 })).toThrow(/version/);
    expect(damaged({ config: { seed: -1 } })).toThrow(/seed|>=0/i);
    expect(damaged({ lines: { ...run.lines, steps: [0] } })).toThrow(/different lengths/);
    expect(damaged({ slot: 5 })).toThrow(/slot/);
    expect(() => decodeKeptRun('one', Uint8Array.of(1))).toThrow(/cannot be read/);
  });
});

describe('kept runs', () => {
  it('survive the page, with name, place and rows', async () => {
    train(30);
    const first = keptRuns();
    const run = await keep(first);
    first.rename(run.id, ' mine ');
    train(20, 2, { ...DEFAULT_RUN_CONFIG, seed: 2 });
    await keep(first);
    first.overlay(run.id, false);
    await vi.waitFor(async () => expect(await reloaded()).toEqual(runsOf(first)));
    const second = keptRuns();
    await second.load();
    const [mine, other] = runsOf(second);
    expect(mine).toMatchObject({ name: 'mine', slot: null, steps: 30 });
    expect(other).toMatchObject({ name: null, slot: 1, config: { seed: 2 } });
    expect(await textOf(await second.exportCsv({ run: other!, name: 'seed 2' }))).toBe(csv);
  });

  async function reloaded(): Promise<readonly KeptRun[]> {
    const kept = keptRuns();
    await kept.load();
    return runsOf(kept);
  }

  it('are those of every page that is open', async () => {
    train(30);
    const [here, there] = [keptRuns(undefined, 'pages'), keptRuns(undefined, 'pages')];
    const expectSame = (count: number) =>
      vi.waitFor(() => {
        expect(runsOf(there)).toHaveLength(count);
        expect(runsOf(there)).toEqual(runsOf(here));
      });
    const run = await keep(here);
    await expectSame(1);
    there.rename(run.id, 'mine');
    await vi.waitFor(() => expect(runsOf(here)[0]?.name).toBe('mine'));
    await here.remove(run.id);
    await expectSame(0);
    await here.undo();
    await expectSame(1);
    expect(await textOf(await there.exportCsv({ run: runsOf(there)[0]!, name: 'mine' }))).toBe(csv);
  });

  it('have five places on the charts', async () => {
    train(3);
    const kept = keptRuns();
    for (let count = 0; count < 6; count++) await keep(kept);
    expect(runsOf(kept).map(({ slot }) => slot)).toEqual([0, 1, 2, 3, 4, null]);
    kept.overlay(runsOf(kept)[5]!.id, true);
    expect(runsOf(kept)[5]?.slot).toBeNull();
    kept.overlay(runsOf(kept)[2]!.id, false);
    kept.overlay(runsOf(kept)[5]!.id, true);
    expect(runsOf(kept).map(({ slot }) => slot)).toEqual([0, 1, null, 3, 4, 2]);
  });

  it('are removed for good after ten seconds, and until then brought back', async () => {
    train(8);
    const kept = keptRuns();
    const run = await keep(kept);
    await kept.remove(run.id);
    expect(runsOf(kept)).toEqual([]);
    expect(await reloaded()).toEqual([]);
    await kept.undo();
    expect(runsOf(kept)).toEqual([run]);
    // Longer than the other page waits before it clears up.
    vi.advanceTimersByTime(60_000);
    expect(await reloaded()).toEqual([run]);
    expect(await textOf(await kept.exportCsv({ run, name: 'x' }))).toBe(csv);
    await kept.remove(run.id);
    vi.advanceTimersByTime(10_000);
    await vi.waitFor(async () => expect(await storage.names()).toEqual([]));
    expect(kept.store.getState().removed).toBeNull();
    await kept.undo();
    expect(runsOf(kept)).toEqual([]);
  });

  it('leave no rows behind for long, where a page was closed before a removal was final', async () => {
    train(8);
    const closed = keptRuns();
    const run = await keep(closed);
    const other = await keep(closed);
    await storage.remove(`${run.id}.json`);
    const next = keptRuns();
    await next.load();
    const names = async () => {
      // What has been begun comes first.
      await new Promise(setImmediate);
      return storage.names();
    };
    vi.advanceTimersByTime(19_999);
    expect(await names()).toContain(`${run.id}.rows`);
    vi.advanceTimersByTime(1);
    expect(await names()).not.toContain(`${run.id}.rows`);
    expect(await textOf(await next.exportCsv({ run: other, name: 'x' }))).toBe(csv);
  });

  it('keep their rows for a page that brings one back and removes it again', async () => {
    train(8);
    const [here, there] = [keptRuns(undefined, 'again'), keptRuns(undefined, 'again')];
    const run = await keep(here);
    await here.remove(run.id);
    await there.load();
    vi.advanceTimersByTime(5000);
    await here.undo();
    await vi.waitFor(() => expect(runsOf(there)).toHaveLength(1));
    vi.advanceTimersByTime(10_000);
    await here.remove(run.id);
    await vi.waitFor(() => expect(runsOf(there)).toHaveLength(0));
    vi.advanceTimersByTime(8000);
    await new Promise(setImmediate);
    await here.undo();
    expect(await textOf(await here.exportCsv({ run, name: 'x' }))).toBe(csv);
  });

  it('come back beside the charts where their place is taken', async () => {
    train(4);
    const kept = keptRuns();
    const first = await keep(kept);
    await kept.remove(first.id);
    const second = await keep(kept);
    expect(second.slot).toBe(0);
    await kept.undo();
    expect(runsOf(kept).find(({ id }) => id === first.id)?.slot).toBeNull();
    const stored = new TextDecoder().decode(await storage.read(`${first.id}.json`));
    expect(JSON.parse(stored)).toMatchObject({ slot: null });
  });

  it('are refused without a step, and beyond their number', async () => {
    const kept = keptRuns();
    lab.setState({ record: new RunRecord(new WalkingRun(1, 1).run) });
    rows = new ExactRows(new WalkingRun(1, 1).run);
    expect(await kept.keep()).toBeNull();
    train(2);
    for (let count = 0; count < MAX_KEPT_RUNS; count++) await keep(kept);
    expect(await kept.keep()).toMatchObject({ error: { code: 'RUNS_FULL' } });
    expect(lab.getState().error?.code).toBe('RUNS_FULL');
  });

  it('stay on the page where the storage is full or missing, which is said', async () => {
    train(12);
    storage.write = async (name) => {
      throw labError('STORAGE_FULL', 'storage', { name });
    };
    for (const open of [
      async () => storage,
      () => Promise.reject(labError('STORAGE_UNAVAILABLE', 'storage')),
    ]) {
      lab.setState({ error: null });
      const kept = keptRuns(open);
      await kept.load();
      expect(lab.getState().error).toBeNull();
      const run = await keep(kept);
      expect(lab.getState().error?.code).toBe('RUN_NOT_SAVED');
      expect(kept.store.getState().unsaved).toEqual(new Set([run.id]));
      expect(await textOf(await kept.exportCsv({ run, name: 'x' }))).toBe(csv);
      await kept.remove(run.id);
      await kept.undo();
      expect(await textOf(await kept.exportCsv({ run, name: 'x' }))).toBe(csv);
    }
  });

  it('that cannot be read are reported and left alone', async () => {
    await storage.write('bad.json', new TextEncoder().encode('{}'));
    expect(await reloaded()).toEqual([]);
    expect(lab.getState().error).toMatchObject({ code: 'RUN_UNREADABLE', where: 'kept run bad' });
    expect(await storage.names()).toEqual(['bad.json']);
  });

  it('are exported together, each row behind its name, and their settings as JSON', async () => {
    train(2);
    const kept = keptRuns();
    const first = { run: await keep(kept), name: 'η 0.1, "a"' };
    const firstCsv = csv;
    train(3, 2);
    const second = { run: await keep(kept), name: 'b' };
    const lines = (await textOf(await kept.exportAll([first, second]))).trimEnd().split('\n');
    const [header, ...one] = firstCsv.trimEnd().split('\n');
    const [, ...two] = csv.trimEnd().split('\n');
    expect(lines).toEqual([
      `run,${header}`,
      ...one.map((line) => `"η 0.1, ""a""",${line}`),
      ...two.map((line) => `"b",${line}`),
    ]);
    const config = keptConfig(first);
    expect(config.name).toBe('smd-lab-lr-0.1-a.json');
    expect(JSON.parse(await config.content.text())).toEqual(first.run.config);
    expect(JSON.parse(await allKeptJson([first, second]).content.text())).toMatchObject([
      { name: first.name, steps: 2 },
      { name: 'b', steps: 3 },
    ]);
  });
});
