/** The worker's side without a worker: commands carried out on a real adapter, reports checked. */
import { describe, expect, test } from 'vitest';
import { type RunConfigInput, runConfigSchema } from '../config/run-config';
import { MemoryStorage } from '../data/storage';
import { readCheckpoint } from '../engine/checkpoint';
import { TENSOR_COLUMNS } from '../engine/telemetry/step-batch';
import type { LabCommand, LabReport, RunState } from './protocol';
import { sharedGpu } from './testing/shared-gpu';
import { TimedKernels } from './timed-kernels';
import { TrainingSession } from './training-session';

const NORM = TENSOR_COLUMNS.indexOf('norm');

type ReportOf<T extends LabReport['type']> = LabReport & { readonly type: T };

/** A session whose reports are kept, with waiting for what they say. */
class SessionDouble {
  readonly reports: LabReport[] = [];
  onReport: (report: LabReport) => void = () => {};
  private readonly session: TrainingSession;
  private wake: () => void = () => {};

  constructor(kernels?: TimedKernels, gpu = sharedGpu()) {
    const post = (report: LabReport) => {
      this.reports.push(report);
      this.onReport(report);
      this.wake();
    };
    this.session = new TrainingSession(post, gpu, undefined, kernels);
  }

  start(): Promise<void> {
    return this.session.start();
  }

  send(command: LabCommand): Promise<void> {
    return this.session.handle(command);
  }

  of<T extends LabReport['type']>(type: T): ReportOf<T>[] {
    return this.reports.filter((report): report is ReportOf<T> => report.type === type);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Waits for a report of this state that comes after the present one. */
  untilState(state: RunState): Promise<void> {
    const before = this.of('state').length;
    return this.until(() =>
      this.of('state')
        .slice(before)
        .some((report) => report.state === state),
    );
  }

  /** Losses by step, void ones replaced by their repetition. */
  losses(): number[] {
    const losses: number[] = [];
    for (const report of this.reports) {
      if (report.type === 'rewind') losses.length = report.step;
      if (report.type !== 'steps') continue;
      expect(report.batch.firstStep).toBe(losses.length);
      losses.push(...report.batch.loss);
    }
    return losses;
  }
}

const small: RunConfigInput = {
  network: { channels: [4, 8, 8] },
  batchSize: 8,
  data: { subset: 64 },
  testInterval: 1000,
};

async function opened(input: RunConfigInput = small, gpu?: GPU): Promise<SessionDouble> {
  const session = new SessionDouble(undefined, gpu);
  await session.start();
  await session.send({ type: 'open', request: 1, config: runConfigSchema.parse(input) });
  expect(session.of('error')).toEqual([]);
  return session;
}

async function steps(session: SessionDouble, count: number): Promise<void> {
  const paused = session.untilState('paused');
  await session.send({ type: 'step', count });
  await paused;
}

describe('training session', () => {
  test('reports the adapter and the run, and every step once and in order', async () => {
    const session = await opened();
    expect(session.of('adapter')[0]?.adapter.software).toBeTypeOf('boolean');
    const { run } = session.of('opened')[0]!;
    expect(run.tensors.map(({ name }) => name)).toContain('conv1.weight');
    expect(run.parameterCount).toBe(9 * (4 + 32 + 64) + 2 * 20 + 80 + 10);
    await steps(session, 25);
    expect(session.losses()).toHaveLength(25);
    expect(session.losses().every(Number.isFinite)).toBe(true);
  });

  test('a moved slider acts at the step that the event names, and replays to the same bits', async () => {
    const first = await opened();
    await steps(first, 10);
    await first.send({ type: 'set', field: 'learningRate', value: 0.03 });
    await steps(first, 10);
    const { event } = first.of('event')[0]!;
    expect(event).toEqual({ step: 10, field: 'learningRate', value: 0.03 });
    const rates = first.of('steps').flatMap(({ batch }) => [...batch.learningRate]);
    expect(rates.slice(9, 11)).toEqual([Math.fround(0.1), Math.fround(0.03)]);

    const replay = await opened({ ...small, events: [event] });
    await steps(replay, 20);
    expect(replay.losses()).toEqual(first.losses());
  });

  test('a slider moved during training acts exactly at the step that its event names', async () => {
    const session = await opened();
    await session.send({ type: 'train' });
    await session.until(() => session.of('steps').length > 3);
    await session.send({ type: 'set', field: 'learningRate', value: 0.03 });
    const moved = session.of('event')[0]!.event;
    await session.until(() => session.losses().length > moved.step + 3);
    await session.send({ type: 'pause' });
    const rates = session.of('steps').flatMap(({ batch }) => [...batch.learningRate]);
    expect(rates[moved.step - 1]).toBe(Math.fround(0.1));
    expect(rates[moved.step]).toBe(Math.fround(0.03));
  });

  test('says that it is paused once every step up to there is reported', async () => {
    const session = await opened();
    await session.send({ type: 'train' });
    await session.until(() => session.of('steps').length > 3);
    const paused = session.untilState('paused');
    await session.send({ type: 'pause' });
    await paused;
    const { step } = session.of('state').at(-1)!;
    expect(session.losses()).toHaveLength(step);
    await steps(session, 1);
    expect(session.losses()).toHaveLength(step + 1);
  });

  test('reset keeps the moved hyper-parameters and starts from the same weights', async () => {
    const session = await opened();
    await steps(session, 5);
    await session.send({ type: 'set', field: 'momentum', value: 0.5 });
    await session.send({ type: 'reset', request: 2 });
    const { run } = session.of('opened')[1]!;
    expect(run.config.optimizer.momentum).toBe(0.5);
    expect(run.config.events).toEqual([]);
    const before = session.losses();
    session.reports.length = 0;
    await steps(session, 1);
    expect(session.losses()[0]).toBe(before[0]);
  });

  test('measures the test accuracy at its interval', async () => {
    const session = await opened({ ...small, testInterval: 4 });
    await steps(session, 9);
    expect(session.of('evaluation').map(({ evaluation }) => evaluation.step)).toEqual([4, 8]);
    for (const { evaluation } of session.of('evaluation')) {
      expect(evaluation.accuracy).toBeGreaterThanOrEqual(0);
      expect(evaluation.accuracy).toBeLessThanOrEqual(1);
      expect(evaluation.runningLoss).toBeGreaterThan(0);
    }
  });

  test('a lost device is rebuilt and the run goes on to the same bits', async () => {
    const undisturbed = await opened();
    await steps(undisturbed, 12);
    const session = await opened(small, navigator.gpu);
    await steps(session, 6);
    const recovered = session.untilState('paused');
    await session.send({ type: 'loseDevice' });
    await recovered;
    expect(session.of('state').map(({ state }) => state)).toContain('recovering');
    expect(session.of('adapter')).toHaveLength(2);
    await steps(session, 12 - session.losses().length);
    expect(session.losses()).toEqual(undisturbed.losses());
  });

  test('a device lost while training is rebuilt and training goes on', async () => {
    const session = await opened(small, navigator.gpu);
    await session.send({ type: 'train' });
    await session.until(() => session.of('steps').length > 2);
    await session.send({ type: 'loseDevice' });
    await session.until(() => session.of('rewind').length > 0);
    const seen = session.reports.length;
    await session.until(() => session.reports.slice(seen).some(({ type }) => type === 'steps'));
    await session.send({ type: 'pause' });
    expect(session.of('error')).toEqual([]);
  });

  test('a run that diverges stops, names step and place, and holds its last good state', async () => {
    const session = await opened({ ...small, network: { channels: [4, 8, 8], batchNorm: false } });
    await steps(session, 3);
    await session.send({ type: 'set', field: 'learningRate', value: 10 });
    await session.send({ type: 'train' });
    await session.until(() => session.of('error').length > 0);
    const [{ error, fatal } = { error: undefined, fatal: true }] = session.of('error');
    expect(fatal).toBe(false);
    expect(error?.code).toBe('DIVERGED');
    expect(error?.message).toMatch(/^Step \d+ is not finite/);
    expect(session.of('state').at(-1)).toEqual({ type: 'state', state: 'diverged', step: 0 });
    await session.send({ type: 'set', field: 'learningRate', value: 0.01 });
    await steps(session, 4);
    expect(session.losses()).toHaveLength(4);
    expect(session.losses().every(Number.isFinite)).toBe(true);
  });

  test('a config that cannot be opened leaves the current run alone', async () => {
    const session = await opened();
    await steps(session, 2);
    await session.send({
      type: 'open',
      request: 2,
      config: runConfigSchema.parse({ ...small, batchSize: 100 }),
    });
    expect(session.of('error')[0]).toMatchObject({ request: 2, fatal: false });
    await steps(session, 2);
    expect(session.losses()).toHaveLength(4);
  });

  test('hands out logits and the ONNX model of the same step', async () => {
    const session = await opened();
    await steps(session, 2);
    await session.send({ type: 'infer', request: 5, images: 20 });
    const { inference } = session.of('inference')[0]!;
    expect(inference.step).toBe(2);
    expect(inference.logits).toHaveLength(200);
    expect(inference.images).toHaveLength(20 * 28 * 28);
    expect(inference.model.length).toBeGreaterThan(1000);
  });

  test('a saved run goes on in another session to the same bits, and exports every step since', async () => {
    const first = await opened(small);
    await steps(first, 5);
    await first.send({ type: 'set', field: 'learningRate', value: 0.03 });
    await steps(first, 1);
    await first.send({ type: 'save', request: 2 });
    const { bytes, step } = first.of('checkpoint')[0]!.checkpoint;
    expect(step).toBe(6);
    await steps(first, 5);

    const second = await opened({ ...small, seed: 3 });
    await second.send({ type: 'resume', request: 2, name: 'file', bytes: bytes.slice(), rescale: null });
    expect(second.of('opened').at(-1)).toMatchObject({
      request: 2,
      firstStep: 6,
      run: { config: { seed: 1 } },
    });
    second.reports.length = 0;
    await steps(second, 5);
    const losses = second.of('steps').flatMap(({ batch }) => [...batch.loss]);
    expect(losses).toEqual(first.losses().slice(6));

    await first.send({ type: 'export', request: 3, rows: true });
    await second.send({ type: 'export', request: 3, rows: true });
    const [all, since] = await Promise.all(
      [first, second].map(async (session) => {
        const text = await session.of('exported')[0]!.exported.csv!.text();
        return text
          .trimEnd()
          .split('\n')
          .map((line) => line.split(','));
      }),
    );
    // ‖w*‖ is an average since the first row: all else is the same.
    const compared = (line: readonly string[]) => line.filter((_, index) => !averaged.has(index));
    const averaged = new Set(
      all![0]!.flatMap((name, index) => (name.endsWith('w_norm_theory') ? [index] : [])),
    );
    expect(all).toHaveLength(12);
    expect(since!.slice(1).map(compared)).toEqual(all!.slice(7).map(compared));
  });

  test('a checkpoint of another network is refused, and the run goes on', async () => {
    const session = await opened();
    await steps(session, 2);
    await session.send({ type: 'save', request: 2 });
    const { bytes } = session.of('checkpoint')[0]!.checkpoint;
    const broken = bytes.slice(0, -4);
    await session.send({ type: 'resume', request: 3, name: 'broken', bytes: broken, rescale: null });
    expect(session.of('error')[0]).toMatchObject({ request: 3, fatal: false });
    await steps(session, 1);
    expect(session.losses()).toHaveLength(3);
  });

  test('a future with multiplied weights has them as an event, and replays to the same bits', async () => {
    const session = await opened();
    await steps(session, 2);
    await session.send({ type: 'save', request: 2 });
    const { bytes } = session.of('checkpoint')[0]!.checkpoint;
    const value = { weights: 0.5, momenta: 2, runningStatistics: 0.5 };
    await session.send({ type: 'resume', request: 3, name: 'file', bytes, rescale: value });
    const { config, tensors } = session.of('opened').at(-1)!.run;
    const event = { step: 2, field: 'rescale', value };
    expect(config.events).toEqual([event]);
    // Before the weights are multiplied, and after: the file is of this future either way.
    await session.send({ type: 'save', request: 4 });
    const parted = session.of('checkpoint')[1]!.checkpoint.bytes;
    await steps(session, 2);
    expect(session.of('event').map((report) => report.event)).toEqual([event]);
    const stepReports = session.of('steps').map(({ batch }) => batch);
    const norms = stepReports.flatMap(({ count, tensors: values }) =>
      Array.from(
        { length: count },
        (_, step) => values[step * tensors.length * TENSOR_COLUMNS.length + NORM]!,
      ),
    );
    expect(norms[2]! / norms[1]!).toBeCloseTo(0.5, 1);
    const losses = stepReports.flatMap(({ loss }) => [...loss]);

    const replay = await opened({ ...small, events: config.events });
    await steps(replay, 4);
    expect(replay.losses()).toEqual(losses);

    const resumed = await opened({ ...small, seed: 3 });
    await resumed.send({ type: 'resume', request: 2, name: 'file', bytes: parted, rescale: null });
    await steps(resumed, 2);
    expect(resumed.of('steps').flatMap(({ batch }) => [...batch.loss])).toEqual(losses.slice(2));
  });
});

describe('kernels chosen by timing', () => {
  const config = runConfigSchema.parse(small);
  const variantsOf = (session: SessionDouble) => session.of('opened').at(-1)!.run.variants;
  const choicesOf = (session: SessionDouble) => session.of('kernelChoices').at(-1)!.choices;
  const timed = (session: SessionDouble) =>
    session.of('progress').filter(({ task, done }) => task === 'timing' && done === 0).length;

  test('are timed before the first run, remembered, forgotten on demand, and named in every record', async () => {
    const storage = new MemoryStorage();
    const open = async () => {
      const session = new SessionDouble(new TimedKernels('browser', () => Promise.resolve(storage)));
      await session.start();
      return session;
    };
    const first = await open();
    // A visit has its bound; the next one goes on where it ended.
    let before = -1;
    while (timed(first) > before) {
      before = timed(first);
      await first.send({ type: 'open', request: 1, config, timing: 'remembered' });
    }
    const choices = choicesOf(first);
    expect(Object.fromEntries(choices.map(({ name, form }) => [name, form]))).toEqual(variantsOf(first));
    const withTimes = choices.filter(({ forms }) => forms.some(({ samples }) => samples.length > 0));
    expect(withTimes.length).toBeGreaterThan(5);
    for (const { reason } of withTimes) expect(['faster', 'default-kept']).toContain(reason);

    const second = await open();
    await second.send({ type: 'open', request: 1, config, timing: 'remembered' });
    expect(timed(second)).toBe(0);
    expect(variantsOf(second)).toEqual(variantsOf(first));

    await second.send({ type: 'open', request: 2, config, timing: 'anew' });
    expect(timed(second)).toBe(1);
    const pinned = { ...config, variants: { 'convolution-forward': 'block-2' } };
    await second.send({ type: 'open', request: 3, config: pinned, timing: 'remembered' });
    const forward = choicesOf(second).filter(({ operation }) => operation === 'convolution-forward');
    expect(forward.map(({ form, reason }) => [form, reason])).toEqual(
      forward.map(() => ['block-2', 'pinned']),
    );
    await second.send({ type: 'save', request: 4 });
    const { bytes } = second.of('checkpoint').at(-1)!.checkpoint;
    expect(readCheckpoint(bytes, 'saved').run?.variants).toEqual(variantsOf(second));
  });

  test('a run that goes on from a checkpoint has the forms that it names, whatever is timed', async () => {
    const session = await opened({ ...small, variants: { 'convolution-backward-data': 'block-2' } });
    await session.send({ type: 'save', request: 2 });
    const { bytes } = session.of('checkpoint').at(-1)!.checkpoint;
    const other = new SessionDouble(new TimedKernels('browser', () => Promise.resolve(new MemoryStorage())));
    await other.start();
    await other.send({ type: 'resume', request: 1, name: 'saved', bytes, rescale: null });
    expect(variantsOf(other)).toEqual(variantsOf(session));
    expect(timed(other)).toBe(0);
  });

  test('who skips the timing gets the defaults for what was not timed', async () => {
    const storage = new MemoryStorage();
    const session = new SessionDouble(new TimedKernels('browser', () => Promise.resolve(storage)));
    await session.start();
    session.onReport = (report) => {
      if (report.type === 'progress' && report.task === 'timing') void session.send({ type: 'skipTiming' });
    };
    await session.send({ type: 'open', request: 1, config, timing: 'remembered' });
    expect(choicesOf(session).map(({ reason }) => reason)).toEqual(choicesOf(session).map(() => 'not-timed'));
    const plain = await opened();
    expect(variantsOf(session)).toEqual(variantsOf(plain));
  });
});
