/**
 * The worker's side of the lab: carries out the page's commands on the GPU and reports what happens. Free of worker
 * globals, so that tests run it with a device of their own.
 */
import { errorData, type LabError, type LabErrorData, labError, toLabErrorData } from '../config/lab-error';
import type { RunConfig } from '../config/run-config';
import type { DataSet } from '../data/data-set';
import { type Checkpoint, readCheckpoint } from '../engine/checkpoint';
import { GpuCounters } from '../engine/gpu/gpu-counters';
import type { CaseVariants } from '../engine/kernels/choose-variants';
import { transferables } from '../engine/telemetry/step-batch';
import { type StepsReport, Trainer } from '../engine/trainer';
import { places } from '../messages';
import { ActiveRun } from './active-run';
import { DataSources } from './data-sources';
import { DeviceKeeper, type HeldDevice } from './device-keeper';
import { ExactRows } from './exact-rows';
import { Profiler } from './profiler';
import type { KernelTiming, LabCommand, LabReport, RunState } from './protocol';
import { checkpointOf, restoreCheckpoint, withRescale } from './run-checkpoint';
import { TimedKernels } from './timed-kernels';

type Post = (report: LabReport, transfer?: ArrayBuffer[]) => void;

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export class TrainingSession {
  private readonly post: Post;
  private readonly gpu: DeviceKeeper;
  private readonly data: DataSources;
  private readonly profiler = new Profiler();
  private readonly kernels: TimedKernels;
  private timing: KernelTiming = 'off';
  private run: ActiveRun | undefined;
  /** Every step of the run, for its export. */
  private rows: ExactRows | undefined;
  private state: RunState = 'preparing';
  /** Steps are computed up to here; then the run pauses. */
  private end = Number.POSITIVE_INFINITY;
  private looping = false;
  /** Training is to go on after the device has been replaced. */
  private goesOn = false;
  /** The run fell back to an earlier state that the page does not know of yet. */
  private rewindPending = false;
  /** What uses the GPU stands in this line, one after the other. */
  private line: Promise<unknown> = Promise.resolve();

  constructor(
    post: Post,
    gpu: GPU | undefined,
    data?: DataSources,
    kernels = new TimedKernels(navigator.userAgent),
  ) {
    this.post = post;
    this.kernels = kernels;
    this.gpu = new DeviceKeeper(gpu, {
      onAdapter: (adapter) => this.post({ type: 'adapter', adapter }),
      onRefused: (reason) => this.report(errorData('WEBGPU_REFUSED', 'WebGPU', { reason })),
      onLost: (info) => void this.recover(info),
    });
    this.data =
      data ??
      new DataSources((done, total) => this.post({ type: 'progress', task: 'download', done, total }));
    this.data.onNotice = (notices) => this.post({ type: 'notice', notices });
  }

  /** Finds the adapter. Must be called once, first. */
  async start(): Promise<void> {
    await this.inLine(async () => {
      try {
        await this.gpu.open();
      } catch (error) {
        this.fail(error, places.adapter);
      }
    });
  }

  async handle(command: LabCommand): Promise<void> {
    const request = 'request' in command ? command.request : null;
    try {
      await this.execute(command);
    } catch (error) {
      this.post({ type: 'error', request, fatal: false, error: toLabErrorData(error, command.type) });
    }
  }

  private async execute(command: LabCommand): Promise<void> {
    switch (command.type) {
      case 'open':
        this.timing = command.timing ?? 'off';
        return this.open(command.request, command.config, command.files);
      case 'skipTiming':
        return this.kernels.skip();
      case 'reset':
        return this.reset(command.request);
      case 'train':
        return this.train(this.needRun().nextStop);
      case 'step':
        return this.train(this.needRun().step + command.count);
      case 'pause':
        this.goesOn = false;
        // The loop stops here and says so once every step's numbers are out: what the page then shows is final.
        if (this.state === 'training') this.end = this.needRun().step;
        return;
      case 'set': {
        const event = this.needRun().set(command.field, command.value);
        return this.post({ type: 'event', event });
      }
      case 'setReference':
        return this.inLine(async () => {
          const run = this.needRun();
          const step = await run.setReference();
          await run.trainer.settled();
          this.post({ type: 'reference', step });
        });
      case 'save':
        return this.inLine(() => this.save(command.request));
      case 'resume':
        return this.resume(command);
      case 'export':
        return this.export(command.request, command.rows);
      case 'table':
        return this.table(command.request, command.limitBytes);
      case 'infer':
        return this.inLine(async () => {
          const inference = await this.needRun().infer(command.images);
          const { logits, images, labels, model } = inference;
          const transfer = [logits, images, labels, model].map((array) => array.buffer);
          this.post({ type: 'inference', request: command.request, inference }, transfer);
        });
      case 'profile':
        return this.inLine(() => this.profile(command.request));
      case 'cancelProfile':
        return this.profiler.cancel();
      case 'count':
        return this.count(command.request);
      case 'download':
        await this.data.fetchFashionMnist();
        return this.post({ type: 'downloaded', request: command.request });
      case 'cancelDownload':
        return this.data.cancelDownload();
      case 'loseDevice':
        this.gpu.held?.device.destroy();
        return;
    }
  }

  private async open(request: number, config: RunConfig, files?: readonly File[]): Promise<void> {
    // Loading may take long and needs no GPU: the current run goes on meanwhile.
    this.post({ type: 'progress', task: 'data', done: 0, total: null });
    const dataSet = await this.data.load(config, files);
    await this.inLine(() => this.replaceRun(request, config, dataSet));
  }

  private async resume(command: Extract<LabCommand, { type: 'resume' }>): Promise<void> {
    const checkpoint = readCheckpoint(command.bytes, command.name);
    // Plain weights start the run that is set, with the values that its sliders stand at.
    const parent = checkpoint.run?.config ?? this.needRun().restarted();
    const { rescale } = command;
    const config = rescale ? withRescale(parent, checkpoint.run?.step ?? 0, rescale) : parent;
    const dataSet = await this.data.load(config);
    await this.inLine(() => this.replaceRun(command.request, config, dataSet, checkpoint));
  }

  /**
   * Makes a trainer, at a checkpoint's step if one is given, and puts it in the place of the present one, which stays
   * if anything fails.
   */
  private async replaceRun(
    request: number,
    config: RunConfig,
    dataSet: DataSet,
    checkpoint?: Checkpoint,
  ): Promise<void> {
    const trainer = await this.createTrainer(config, dataSet, checkpoint?.run?.variants);
    try {
      if (checkpoint) restoreCheckpoint(trainer, checkpoint, config.seed);
      const run = await ActiveRun.create(config, trainer);
      this.run?.trainer.destroy();
      const { held } = this.gpu;
      const timed = this.timing !== 'off' && !checkpoint?.run;
      if (held) this.post({ type: 'kernelChoices', choices: this.kernels.describe(held, run, timed) });
      this.begin(request, run);
    } catch (error) {
      trainer.destroy();
      throw error;
    }
  }

  private async save(request: number): Promise<void> {
    const run = this.needRun();
    const adapter = this.gpu.held?.adapter;
    if (!adapter) throw noDevice();
    const present = await run.trainer.save();
    await run.trainer.settled();
    const state = this.state === 'diverged' ? run.good : present;
    const bytes = checkpointOf(run.trainer, state, run.configNow, adapter);
    this.post({ type: 'checkpoint', request, checkpoint: { step: state.step, bytes } }, [bytes.buffer]);
  }

  private async profile(request: number): Promise<void> {
    const run = this.needRun();
    const { held } = this.gpu;
    if (!held) throw noDevice();
    const profile = await this.profiler.profile(run, held, (progress) =>
      this.post({ type: 'profiling', progress }),
    );
    // The time until the next steps' results says nothing about them.
    run.pacing.interrupt();
    this.post({ type: 'profiled', request, profile });
  }

  private count(request: number): void {
    const { held } = this.gpu;
    // Between two devices nothing has been sent.
    const { dispatches, submits, readbacks } = held ? GpuCounters.of(held.device) : new GpuCounters();
    const steps = this.run?.step ?? 0;
    const counts = { time: performance.now(), steps, dispatches, submits, readbacks };
    this.post({ type: 'counted', request, counts });
  }

  private async export(request: number, withRows: boolean): Promise<void> {
    const { trainer } = this.needRun();
    await trainer.settled().catch(() => {});
    const { rows } = this;
    const csv = withRows && rows ? new Blob([...rows.csv()], { type: 'text/csv' }) : null;
    const stepsPerRow = rows?.stepsPerRow ?? 1;
    this.post({ type: 'exported', request, exported: { csv, stepsPerRow, variants: trainer.plan.variants } });
  }

  private async table(request: number, limitBytes: number): Promise<void> {
    await this.needRun()
      .trainer.settled()
      .catch(() => {});
    const table = this.rows?.table(limitBytes) ?? { names: [], values: new Float64Array(), stepsPerRow: 1 };
    this.post({ type: 'table', request, table }, [table.values.buffer]);
  }

  /** @param recorded the forms of the kernels in a run that is gone on with */
  private async createTrainer(
    config: RunConfig,
    dataSet: DataSet,
    recorded?: CaseVariants,
  ): Promise<Trainer> {
    const { held } = this.gpu;
    if (!held) throw noDevice();
    const variants = recorded ?? (await this.timedVariants(held, config, dataSet));
    return Trainer.create({
      device: held.device,
      config,
      dataSet,
      software: held.adapter.software,
      variants,
      onProgress: (done, total) => this.post({ type: 'progress', task: 'kernels', done, total }),
    });
  }

  private async timedVariants(held: HeldDevice, config: RunConfig, dataSet: DataSet): Promise<CaseVariants> {
    if (this.timing === 'off') return {};
    const anew = this.timing === 'anew';
    this.timing = 'remembered';
    const onProgress = (done: number, total: number) =>
      this.post({ type: 'progress', task: 'timing', done, total });
    return this.kernels.choose({ ...held, config, dataSet, anew, onProgress });
  }

  /** Makes this the run at work. */
  private begin(request: number, run: ActiveRun): void {
    const description = run.describe();
    this.rows = new ExactRows(description);
    this.adopt(run);
    this.post({ type: 'opened', request, run: description, firstStep: run.step });
    this.setState('paused');
  }

  private async reset(request: number): Promise<void> {
    if (this.state === 'training') this.setState('paused');
    await this.inLine(async () => {
      const run = this.needRun();
      const { trainer } = run;
      const config = run.restarted();
      if (this.state === 'failed') {
        // Nothing of the old run can be trusted, its device least of all.
        if (!this.gpu.held) await this.gpu.open();
        return this.replaceRun(request, config, trainer.dataSet);
      }
      await trainer.settled().catch(() => {});
      trainer.initialise();
      this.begin(request, await ActiveRun.create(config, trainer));
    });
  }

  private train(end: number): void {
    const run = this.needRun();
    if (this.state !== 'paused' && this.state !== 'training' && this.state !== 'diverged') return;
    if (this.rewindPending) {
      this.post({ type: 'rewind', step: run.step });
      this.rewindPending = false;
    }
    if (run.step >= end) return;
    this.end = end;
    if (this.state !== 'training') this.setState('training');
    void this.loop();
  }

  /** Submits steps until the run is paused. One loop at a time. */
  private async loop(): Promise<void> {
    if (this.looping) return;
    this.looping = true;
    this.run?.pacing.interrupt();
    try {
      while (this.state === 'training') {
        await this.inLine(() => this.advance());
        // A task of its own, so that waiting commands are handled between submits.
        await pause(0);
      }
    } catch (error) {
      await this.afterFailure(error);
    } finally {
      this.looping = false;
    }
  }

  private async advance(): Promise<void> {
    const { run } = this;
    if (!run || this.state !== 'training') return;
    const firstStep = run.step;
    if (firstStep < this.end) await run.advance(this.end);
    // Moves of a shared session are reported when they act, as those of a person are.
    for (const event of run.replayed(firstStep, run.step)) this.post({ type: 'event', event });
    const evaluation = await run.evaluateIfDue();
    if (evaluation) {
      await run.trainer.settled();
      this.post({ type: 'evaluation', evaluation });
    }
    await run.checkpointIfDue(() => this.state === 'diverged');
    if (run.step >= this.end && this.state === 'training') {
      await run.trainer.settled();
      if (this.state === 'training') this.setState('paused');
    }
  }

  private adopt(run: ActiveRun): void {
    this.run = run;
    this.rewindPending = false;
    run.onSteps((report) => this.reportSteps(run, report));
  }

  private reportSteps(run: ActiveRun, { batch, divergence }: StepsReport): void {
    // Steps that were in flight behind the one that diverged are void.
    if (run !== this.run || this.state === 'diverged') return;
    this.rows?.append(batch);
    if (batch.count > 0) this.post({ type: 'steps', batch }, transferables(batch));
    if (!divergence) return;
    this.state = 'diverged';
    void this.inLine(async () => {
      if (run !== this.run) return;
      await run.trainer.settled();
      run.fallBack();
      this.rewindPending = true;
      this.setState('diverged');
      const { step, where } = divergence;
      this.report(errorData('DIVERGED.page', where, { step, goodStep: run.step }));
    });
  }

  /** After a lost device: a new one, the same run from its last good state, and on as before. */
  private async recover(info: GPUDeviceLostInfo): Promise<void> {
    if (this.state !== 'recovering') this.goesOn = this.state === 'training';
    this.setState('recovering');
    await this.inLine(async () => {
      try {
        await this.gpu.replace(info, () => this.rebuild());
        this.setState(this.run ? 'paused' : 'preparing');
      } catch (error) {
        this.fail(error, places.recovery);
      }
    });
    if (this.goesOn && this.state === 'paused') this.train(this.end);
  }

  private async rebuild(): Promise<void> {
    const { run } = this;
    if (!run) return;
    const trainer = await this.createTrainer(run.config, run.trainer.dataSet, run.trainer.plan.variants);
    trainer.restore(run.good);
    const rebuilt = await ActiveRun.create(run.config, trainer);
    rebuilt.events = run.events;
    this.adopt(rebuilt);
    this.post({ type: 'rewind', step: run.good.step });
  }

  /** A failed submit: if the device is gone, `recover` takes over; anything else ends the run. */
  private async afterFailure(error: unknown): Promise<void> {
    if (!(await this.gpu.isLost())) this.fail(error, places.training);
  }

  /** Something went wrong that no command asked for, and the run can go on. */
  private report(error: LabErrorData): void {
    this.post({ type: 'error', request: null, fatal: false, error });
  }

  private fail(error: unknown, where: string): void {
    this.setState('failed');
    this.post({ type: 'error', request: null, fatal: true, error: toLabErrorData(error, where) });
  }

  private setState(state: RunState): void {
    this.state = state;
    this.post({ type: 'state', state, step: this.run?.step ?? 0 });
  }

  private needRun(): ActiveRun {
    if (!this.run) throw noDevice();
    return this.run;
  }

  private inLine<T>(work: () => Promise<T>): Promise<T> {
    const result = this.line.catch(() => {}).then(work);
    this.line = result;
    result.catch(() => {});
    return result;
  }
}

function noDevice(): LabError {
  return labError('NO_RUN', places.run);
}
