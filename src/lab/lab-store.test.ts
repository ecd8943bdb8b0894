/** The coordinator with a worker's double: what goes down, what comes up, and what the page then sees. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabErrorData } from '../config/lab-error';
import { DEFAULT_RUN_CONFIG, type RunConfig, runConfigSchema } from '../config/run-config';
import { configFromHash } from '../config/share-link';
import { Lab, stagedChanges } from './lab-store';
import type { LabCommand, LabReport } from './protocol';
import { constantBatch, describeRun } from './testing/walking-run';
import type { WorkerLike } from './worker-link';

class WorkerDouble implements WorkerLike {
  readonly commands: LabCommand[] = [];
  terminated = false;
  private readonly listeners = new Map<string, (event: never) => void>();

  postMessage(command: LabCommand): void {
    this.commands.push(command);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.listeners.set(type, listener);
  }

  terminate(): void {
    this.terminated = true;
  }

  report(report: LabReport): void {
    this.listeners.get('message')?.({ data: report } as never);
  }

  crash(message: string): void {
    this.listeners.get('error')?.({ message } as never);
  }

  /** The last command of a type. */
  last<Type extends LabCommand['type']>(type: Type): Extract<LabCommand, { type: Type }> {
    const found = this.commands.findLast((command) => command.type === type);
    if (!found) throw new Error(`no ${type}`);
    return found as Extract<LabCommand, { type: Type }>;
  }
}

const problem: LabErrorData = {
  code: 'IDX_TRUNCATED',
  message: 'too short',
  fix: 'another file',
  where: 'x.gz',
};

let workers: WorkerDouble[] = [];
let lab: Lab;
const worker = () => workers.at(-1) ?? new WorkerDouble();
const state = () => lab.store.getState();

async function openRun(config: RunConfig = DEFAULT_RUN_CONFIG) {
  const opening = lab.open(config);
  const { request } = worker().last('open');
  worker().report({ type: 'opened', request, run: describeRun(config) });
  worker().report({ type: 'state', state: 'paused', step: 0 });
  return opening;
}

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  lab = new Lab(() => {
    const double = new WorkerDouble();
    workers.push(double);
    return double;
  });
});

afterEach(() => {
  lab.dispose();
  vi.useRealTimers();
});

describe('commands and answers', () => {
  it('opens a run: its record, sliders and selection are ready when the answer comes', async () => {
    const config = runConfigSchema.parse({ optimizer: { learningRate: 0.3 } });
    const answer = await openRun(config);
    expect(answer).toHaveProperty('value.config', config);
    expect(state()).toMatchObject({
      runState: 'paused',
      staged: config,
      error: null,
      selection: { tensor: 0 },
    });
    expect(state().hyperParameters).toEqual({ learningRate: 0.3, weightDecay: 5e-3, momentum: 0.9 });
    expect(state().record?.steps).toBe(0);
  });

  it('keeps the present run when another cannot be opened', async () => {
    await openRun();
    const { record } = state();
    const opening = lab.open(runConfigSchema.parse({ data: { source: 'files' } }));
    worker().report({ type: 'error', request: worker().last('open').request, fatal: false, error: problem });
    expect(await opening).toEqual({ error: problem });
    expect(state().error).toEqual(problem);
    expect(state().record).toBe(record);
    expect(state().runState).toBe('paused');
    lab.dismissError();
    expect(state().error).toBeNull();
  });

  it('says that a run is being opened, and what is worth knowing of its data', async () => {
    const first = lab.open(DEFAULT_RUN_CONFIG);
    const { request } = worker().last('open');
    const second = openRun();
    worker().report({ type: 'error', request, fatal: false, error: problem });
    await first;
    await second;
    expect(state().opening).toBe(false);
    const resuming = lab.exchange.load(new File(['x'], 'a.safetensors'));
    await vi.waitFor(() => expect(state().opening).toBe(true));
    worker().report({ type: 'notice', notices: ['held out'] });
    worker().report({ type: 'opened', request: worker().last('resume').request, run: describeRun() });
    await resuming;
    expect(state()).toMatchObject({ opening: false, notices: ['held out'] });
    void lab.open(DEFAULT_RUN_CONFIG);
    expect(state()).toMatchObject({ opening: true, notices: [] });
  });

  it('matches answers to their requests, in any order', async () => {
    await openRun();
    const first = lab.infer(16);
    const firstRequest = worker().last('infer').request;
    const download = lab.download();
    const downloadRequest = worker().last('download').request;
    worker().report({ type: 'downloaded', request: downloadRequest });
    worker().report({ type: 'error', request: firstRequest, fatal: false, error: problem });
    expect(await first).toEqual({ error: problem });
    expect(await download).toEqual({ value: null });
  });

  it('passes plain commands on', () => {
    lab.train();
    lab.pause();
    lab.step(3);
    lab.setReference();
    lab.loseDevice();
    lab.cancelDownload();
    expect(worker().commands).toEqual([
      { type: 'train' },
      { type: 'pause' },
      { type: 'step', count: 3 },
      { type: 'setReference' },
      { type: 'loseDevice' },
      { type: 'cancelDownload' },
    ]);
  });
});

describe('sliders', () => {
  it('send at most every 50 ms and always the last value', async () => {
    await openRun();
    for (let move = 1; move <= 100; move++) {
      expect(lab.setHyperParameter('learningRate', move / 100)).toBeNull();
      expect(state().hyperParameters.learningRate).toBe(move / 100);
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(100);
    const sent = worker().commands.filter((command) => command.type === 'set');
    expect(sent.length).toBeLessThanOrEqual(12);
    expect(sent.length).toBeGreaterThan(8);
    expect(sent.at(-1)).toEqual({ type: 'set', field: 'learningRate', value: 1 });
  });

  it('send the less often the more moves the run has recorded', async () => {
    const events = Array.from({ length: 400 }, (_, step) => ({
      step,
      field: 'momentum' as const,
      value: 0.5,
    }));
    await openRun({ ...DEFAULT_RUN_CONFIG, events });
    for (let move = 1; move <= 200; move++) {
      lab.setHyperParameter('learningRate', move / 200);
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(400);
    const sent = worker().commands.filter((command) => command.type === 'set');
    expect(sent.length).toBeLessThanOrEqual(7);
    expect(sent.at(-1)).toEqual({ type: 'set', field: 'learningRate', value: 1 });
  });

  it('go before the command that follows them', async () => {
    await openRun();
    lab.setHyperParameter('momentum', 0.5);
    lab.setHyperParameter('momentum', 0.6);
    lab.train();
    expect(worker().commands.slice(-2)).toEqual([
      { type: 'set', field: 'momentum', value: 0.6 },
      { type: 'train' },
    ]);
  });

  it('refuse what lies outside of the range, naming it', () => {
    const error = lab.setHyperParameter('weightDecay', 2);
    expect(error?.where).toBe('optimizer.weightDecay');
    expect(error?.message).toMatch(/0 and 1/);
    expect(lab.setHyperParameter('weightDecay', Number.NaN)?.code).toBe('VALUE_OUT_OF_RANGE');
    expect(worker().commands).toEqual([]);
  });

  it('do not jump back when their own move is reported late, and follow a replayed link', async () => {
    await openRun({ ...DEFAULT_RUN_CONFIG, events: [{ step: 3, field: 'momentum', value: 0.2 }] });
    lab.setHyperParameter('learningRate', 0.2);
    vi.advanceTimersByTime(60);
    lab.setHyperParameter('learningRate', 0.3);
    worker().report({ type: 'event', event: { step: 3, field: 'momentum', value: 0.2 } });
    worker().report({ type: 'event', event: { step: 5, field: 'learningRate', value: 0.2 } });
    expect(state().hyperParameters).toMatchObject({ learningRate: 0.3, momentum: 0.2 });
    const link = lab.shareLink();
    expect('value' in link && configFromHash(link.value)).toHaveProperty('config.events', [
      { step: 3, field: 'momentum', value: 0.2 },
      { step: 5, field: 'learningRate', value: 0.2 },
    ]);
  });

  it('stand at a person’s value although the link moved them on its way', async () => {
    await openRun({ ...DEFAULT_RUN_CONFIG, events: [{ step: 3, field: 'momentum', value: 0.2 }] });
    lab.setHyperParameter('momentum', 0.7);
    vi.advanceTimersByTime(60);
    worker().report({ type: 'event', event: { step: 3, field: 'momentum', value: 0.2 } });
    expect(state().hyperParameters.momentum).toBe(0.7);
    worker().report({ type: 'event', event: { step: 4, field: 'momentum', value: 0.7 } });
    expect(state().hyperParameters.momentum).toBe(0.7);
  });

  it('move theory alone while there is no run', () => {
    lab.setHyperParameter('momentum', 0.4);
    vi.advanceTimersByTime(100);
    expect(state().hyperParameters.momentum).toBe(0.4);
    expect(worker().commands).toEqual([]);
  });

  it('start where the moves of step 0 put them', async () => {
    await openRun({ ...DEFAULT_RUN_CONFIG, events: [{ step: 0, field: 'momentum', value: 0.2 }] });
    expect(state().hyperParameters.momentum).toBe(0.2);
  });

  it('return to what acts when the worker takes no more moves', async () => {
    await openRun();
    lab.setHyperParameter('learningRate', 0.2);
    worker().report({ type: 'event', event: { step: 5, field: 'learningRate', value: 0.2 } });
    lab.setHyperParameter('learningRate', 0.7);
    const full: LabErrorData = { ...problem, code: 'EVENTS_FULL' };
    worker().report({ type: 'error', request: null, fatal: false, error: full });
    expect(state().hyperParameters.learningRate).toBe(0.2);
    expect(state().error).toEqual(full);
  });
});

describe('staged settings', () => {
  it('wait for apply, which takes the sliders along', async () => {
    await openRun();
    lab.setHyperParameter('learningRate', 0.7);
    expect(lab.change('batchSize', 128)).toBeNull();
    expect(lab.change('batchSize', 1e6)?.where).toBe('batchSize');
    expect(stagedChanges(state())).toEqual(['batchSize']);
    void lab.apply();
    expect(worker().last('open').config).toMatchObject({
      batchSize: 128,
      optimizer: { learningRate: 0.7 },
      events: [],
    });
  });

  it('are taken back, and sliders are not among them', async () => {
    await openRun();
    lab.change('network.kind', 'resnet8');
    lab.change('optimizer.momentum', 0);
    expect(stagedChanges(state())).toEqual(['network.kind']);
    lab.discardStaged();
    expect(stagedChanges(state())).toEqual([]);
    expect(state().hyperParameters.momentum).toBe(0);
  });
});

describe('reports', () => {
  it('raise the revision at most four times a second, and never miss the last', async () => {
    await openRun();
    vi.advanceTimersByTime(1000);
    const before = state().revision;
    const { run } = state();
    if (!run) throw new Error('no run');
    worker().report({ type: 'state', state: 'training', step: 0 });
    for (let step = 0; step < 200; step++) {
      worker().report({ type: 'steps', batch: constantBatch(run, step, 1, 0.5) });
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(250);
    expect(state().revision - before).toBeLessThanOrEqual(10);
    expect(state().revision - before).toBeGreaterThan(7);
    expect(state()).toMatchObject({ step: 200, loss: expect.closeTo(0.5, 6) });
    expect(state().stepsPerSecond).toBeCloseTo(100, 0);
    worker().report({ type: 'state', state: 'paused', step: 200 });
    vi.advanceTimersByTime(250);
    expect(state()).toMatchObject({ runState: 'paused', step: 200, stepsPerSecond: null });
  });

  it('go back with a rebuilt run', async () => {
    await openRun();
    const { run } = state();
    if (!run) throw new Error('no run');
    worker().report({ type: 'steps', batch: constantBatch(run, 0, 50, 0.5) });
    worker().report({ type: 'state', state: 'recovering', step: 50 });
    worker().report({ type: 'rewind', step: 30 });
    vi.advanceTimersByTime(250);
    expect(state()).toMatchObject({ runState: 'recovering', step: 30 });
    expect(state().record?.steps).toBe(30);
  });

  it('show a gap in the steps as an error', async () => {
    await openRun();
    const { run } = state();
    if (!run) throw new Error('no run');
    worker().report({ type: 'steps', batch: constantBatch(run, 10, 1, 0.5) });
    expect(state().error?.code).toBe('TELEMETRY_GAP');
  });

  it('show progress, the adapter and a fatal error', () => {
    worker().report({ type: 'progress', task: 'kernels', done: 3, total: 9 });
    expect(state().progress).toEqual({ task: 'kernels', done: 3, total: 9 });
    worker().report({ type: 'error', request: null, fatal: true, error: problem });
    expect(state()).toMatchObject({ runState: 'failed', failure: problem, progress: null });
  });
});

describe('errors', () => {
  const fatal: LabErrorData = { ...problem, code: 'NO_WEBGPU' };

  it('that are fatal stay until a run opens, whatever else goes wrong', async () => {
    worker().report({ type: 'error', request: null, fatal: true, error: fatal });
    const opening = lab.open(DEFAULT_RUN_CONFIG);
    const { request } = worker().last('open');
    worker().report({ type: 'error', request, fatal: false, error: problem });
    expect(await opening).toEqual({ error: problem });
    expect(state()).toMatchObject({ failure: fatal, error: problem });
    lab.dismissError();
    expect(state()).toMatchObject({ failure: fatal, error: null });
    lab.reportError({ ...problem, code: 'NO_RUN' });
    expect(state().error).toBeNull();
    await openRun();
    expect(state()).toMatchObject({ failure: null, error: null });
    lab.reportError(problem);
    expect(state().error).toEqual(problem);
  });

  it('are none where a download was stopped', async () => {
    const download = lab.download();
    const stopped: LabErrorData = { ...problem, code: 'DOWNLOAD_ABORTED' };
    worker().report({ type: 'progress', task: 'download', done: 1, total: 9 });
    const { request } = worker().last('download');
    worker().report({ type: 'error', request, fatal: false, error: stopped });
    expect(await download).toEqual({ error: stopped });
    expect(state()).toMatchObject({ error: null, progress: null });
  });
});

describe('a worker that dies', () => {
  it('is an error with a fix, answers whoever waits, and comes back with Reset', async () => {
    await openRun();
    lab.setHyperParameter('learningRate', 0.4);
    const waiting = lab.infer(4);
    worker().crash('out of memory');
    expect(await waiting).toHaveProperty('error.code', 'WORKER_DIED');
    expect(state().runState).toBe('failed');
    expect(state().error?.message).toMatch(/out of memory/);
    expect(state().error?.fix).toMatch(/Reset/);
    expect(await lab.infer(4)).toHaveProperty('error.code', 'WORKER_DIED');
    void lab.reset();
    expect(workers).toHaveLength(2);
    expect(worker().last('open').config.optimizer.learningRate).toBe(0.4);
    expect(state()).toMatchObject({ runState: 'preparing', error: null });
    workers[0]?.report({ type: 'state', state: 'training', step: 1 });
    expect(state().runState).toBe('preparing');
  });
});

describe('reset', () => {
  it('starts an empty record', async () => {
    await openRun();
    const { run } = state();
    if (!run) throw new Error('no run');
    worker().report({ type: 'steps', batch: constantBatch(run, 0, 5, 0.5) });
    lab.select(2, [1, 7]);
    const resetting = lab.reset();
    worker().report({ type: 'opened', request: worker().last('reset').request, run });
    await resetting;
    vi.advanceTimersByTime(250);
    expect(state()).toMatchObject({ step: 0, loss: null, selection: { tensor: 2, filters: [1, 7] } });
  });
});

describe('kernels', () => {
  it('are chosen by timing unless the setting is off, and anew when asked', async () => {
    await openRun();
    expect(worker().last('open').timing).toBe('remembered');
    void lab.timeAnew();
    expect(worker().last('open')).toMatchObject({ timing: 'anew', config: DEFAULT_RUN_CONFIG });
    lab.setTimesKernels(false);
    expect(state().timesKernels).toBe(false);
    void lab.open(DEFAULT_RUN_CONFIG);
    expect(worker().last('open').timing).toBe('off');
    lab.skipTiming();
    expect(worker().commands.at(-1)).toEqual({ type: 'skipTiming' });
  });

  it('are pinned in the staged config, case by case, and act in the next run', async () => {
    await openRun();
    lab.pin('sgd', 'threads-16');
    lab.pin('sgd 10×4', 'threads-64');
    expect(state().staged.variants).toEqual({ sgd: 'threads-16', 'sgd 10×4': 'threads-64' });
    expect(state().run?.config.variants).toEqual({});
    lab.pin('sgd', null);
    void lab.apply();
    expect(worker().last('open').config.variants).toEqual({ 'sgd 10×4': 'threads-64' });
  });

  it('are told of as the worker reports them', () => {
    const choices = [
      { name: 'sgd 1×4', operation: 'sgd', form: 'threads-16', reason: 'faster', forms: [] },
    ] as const;
    worker().report({ type: 'kernelChoices', choices });
    expect(state().kernelChoices).toEqual(choices);
  });
});
