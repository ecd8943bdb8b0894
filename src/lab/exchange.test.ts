/** Checkpoints kept and returned to, with a worker that answers at once. */
import { beforeEach, expect, it } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { Exchange } from './exchange';
import { INITIAL_LAB_STATE, type LabState } from './lab-state';
import type { LabCommand } from './protocol';
import { RunRecord } from './run-record';
import { constantBatch, describeRun } from './testing/walking-run';
import type { Answer } from './worker-link';

const run = describeRun();
let commands: LabCommand[];
let store: StoreApi<LabState>;
let exchange: Exchange;

beforeEach(() => {
  commands = [];
  store = createStore<LabState>(() => ({ ...INITIAL_LAB_STATE, run, record: new RunRecord(run) }));
  store.getState().record?.append(constantBatch(run, 0, 30, 0.5));
  const answerTo = (command: LabCommand): unknown => {
    if (command.type === 'save') return { step: 20, bytes: Uint8Array.of(1, 2) };
    if (command.type === 'export')
      return { csv: command.rows ? new Blob(['step\n']) : null, stepsPerRow: 1, variants: {} };
    store.setState({ record: new RunRecord(run, 20), earlier: [] });
    return run;
  };
  const ask = async <Value>(command: (request: number) => LabCommand): Promise<Answer<Value>> => {
    commands.push(command(1));
    return { value: answerTo(command(1)) as Value };
  };
  exchange = new Exchange({ store, ask, askForRun: ask });
});

it('keeps states, and leaves a future for the charts when one is returned to', async () => {
  const before = store.getState().record;
  const kept = await exchange.keep();
  expect(kept).toHaveProperty('value.step', 20);
  const [{ id } = { id: 0 }] = store.getState().checkpoints;
  const rescale = { weights: 2, momenta: 0.5, runningStatistics: 2 };
  await exchange.returnTo(id, rescale);
  expect(commands.at(-1)).toMatchObject({ type: 'resume', name: 'step 20', rescale });
  expect(store.getState().earlier).toEqual([before]);
  expect(store.getState().record?.firstStep).toBe(20);
  // A future without a step is none; the one that was left stays.
  await exchange.returnTo(id);
  expect(store.getState().earlier).toEqual([before]);
  exchange.forget(id);
  expect(store.getState().checkpoints).toEqual([]);
  expect(await exchange.returnTo(id)).toBeNull();
});

it('hands out files', async () => {
  expect(await exchange.save()).toHaveProperty('value.name', 'smd-lab-step-20.safetensors');
  const csv = await exchange.exportCsv();
  expect('value' in csv && (await csv.value.content.text())).toBe('step\n');
  const json = await exchange.exportJson('a test');
  const text = 'value' in json ? await json.value.content.text() : '';
  expect(JSON.parse(text)).toMatchObject({ steps: 30, browser: 'a test' });
});

it('says which file cannot be read', async () => {
  const file = new File(['x'], 'gone.safetensors');
  file.arrayBuffer = () => Promise.reject(new DOMException('moved', 'NotReadableError'));
  expect(await exchange.load(file)).toMatchObject({
    error: { code: 'FILE_UNREADABLE', where: 'gone.safetensors' },
  });
  expect(store.getState().error?.message).toMatch(/moved/);
});
