/**
 * The life of the run at work: it is made, trained step after step, pauses, stops where it diverges, comes back after a
 * lost device, and gives way to the next one.
 */
import { errorData, type LabError, type LabErrorData, labError, toLabErrorData } from '../config/lab-error';
import type { RunConfig } from '../config/run-config';
import type { DataSet } from '../data/data-set';
import type { Checkpoint } from '../engine/checkpoint';
import { transferables } from '../engine/telemetry/step-batch';
import type { StepsReport } from '../engine/trainer';
import { places } from '../messages';
import { ActiveRun } from './active-run';
import { DeviceKeeper, type HeldDevice } from './device-keeper';
import { ExactRows } from './exact-rows';
import type { RunState } from './protocol';
import { restoreCheckpoint } from './run-checkpoint';
import type { Post, TrainerMaker } from './trainer-maker';

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export class RunLife {
  private readonly post: Post;
  private readonly gpu: DeviceKeeper;
  private readonly maker: TrainerMaker;
  private run: ActiveRun | undefined;
  /** Every step of the run, for its export. */
  private exactRows: ExactRows | undefined;
  private present: RunState = 'preparing';
  /** Steps are computed up to here; then the run pauses. */
  private end = Number.POSITIVE_INFINITY;
  private looping = false;
  /** Training is to go on after the device has been replaced. */
  private goesOn = false;
  /** The run fell back to an earlier state that the page does not know of yet. */
  private rewindPending = false;
  /** What uses the GPU stands in this line, one after the other. */
  private line: Promise<unknown> = Promise.resolve();

  /** @param post tells the page what happens */
  constructor(post: Post, gpu: GPU | undefined, maker: TrainerMaker) {
    this.post = post;
    this.maker = maker;
    this.gpu = new DeviceKeeper(gpu, {
      onAdapter: (adapter) => this.post({ type: 'adapter', adapter }),
      onRefused: (reason) => this.report(errorData('WEBGPU_REFUSED', 'WebGPU', { reason })),
      onLost: (info) => void this.recover(info),
    });
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

  get state(): RunState {
    return this.present;
  }

  /** Updates of the present run, 0 without one. */
  get step(): number {
    return this.run?.step ?? 0;
  }

  /** The device at work; undefined before the first and between two. */
  get held(): HeldDevice | undefined {
    return this.gpu.held;
  }

  get rows(): ExactRows | undefined {
    return this.exactRows;
  }

  /** The present run. Throws a LabError `NO_RUN` before there is one. */
  needRun(): ActiveRun {
    if (!this.run) throw noRun();
    return this.run;
  }

  /** The device at work. Throws a LabError `NO_RUN` where there is none. */
  needDevice(): HeldDevice {
    const { held } = this.gpu;
    if (!held) throw noRun();
    return held;
  }

  /** Work that nothing else on the GPU may come between; resolves and rejects as the work does. */
  inLine<T>(work: () => Promise<T>): Promise<T> {
    const result = this.line.catch(() => {}).then(work);
    this.line = result;
    result.catch(() => {});
    return result;
  }

  /**
   * Makes a trainer, at a checkpoint's step if one is given, and puts it in the place of the present one, which stays
   * if anything fails.
   */
  async replace(
    request: number,
    config: RunConfig,
    dataSet: DataSet,
    checkpoint?: Checkpoint,
  ): Promise<void> {
    const trainer = await this.maker.make(this.needDevice(), config, dataSet, checkpoint?.run?.variants);
    try {
      if (checkpoint) restoreCheckpoint(trainer, checkpoint, config.seed);
      const run = await ActiveRun.create(config, trainer);
      this.run?.trainer.destroy();
      if (this.held) this.maker.tellChoices(this.held, run, !checkpoint?.run);
      this.begin(request, run);
    } catch (error) {
      trainer.destroy();
      throw error;
    }
  }

  async reset(request: number): Promise<void> {
    if (this.present === 'training') this.setState('paused');
    await this.inLine(async () => {
      const run = this.needRun();
      const { trainer } = run;
      const config = run.restarted();
      if (this.present === 'failed') {
        // Nothing of the old run can be trusted, its device least of all.
        if (!this.gpu.held) await this.gpu.open();
        return this.replace(request, config, trainer.dataSet);
      }
      await trainer.settled().catch(() => {});
      trainer.initialise();
      this.begin(request, await ActiveRun.create(config, trainer));
    });
  }

  train(end: number): void {
    const run = this.needRun();
    if (this.present !== 'paused' && this.present !== 'training' && this.present !== 'diverged') return;
    if (this.rewindPending) {
      this.post({ type: 'rewind', step: run.step });
      this.rewindPending = false;
    }
    if (run.step >= end) return;
    this.end = end;
    if (this.present !== 'training') this.setState('training');
    void this.loop();
  }

  /** The loop stops here and says so once every step's numbers are out: what the page then shows is final. */
  pause(): void {
    this.goesOn = false;
    if (this.present === 'training') this.end = this.needRun().step;
  }

  /** Makes this the run at work. */
  private begin(request: number, run: ActiveRun): void {
    const description = run.describe();
    this.exactRows = new ExactRows(description);
    this.adopt(run);
    this.post({ type: 'opened', request, run: description, firstStep: run.step });
    this.setState('paused');
  }

  /** Submits steps until the run is paused. One loop at a time. */
  private async loop(): Promise<void> {
    if (this.looping) return;
    this.looping = true;
    this.run?.pacing.interrupt();
    try {
      while (this.present === 'training') {
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
    if (!run || this.present !== 'training') return;
    const firstStep = run.step;
    if (firstStep < this.end) await run.advance(this.end);
    // Moves of a shared session are reported when they act, as those of a person are.
    for (const event of run.replayed(firstStep, run.step)) this.post({ type: 'event', event });
    const evaluation = await run.evaluateIfDue();
    if (evaluation) {
      await run.trainer.settled();
      this.post({ type: 'evaluation', evaluation });
    }
    await run.checkpointIfDue(() => this.present === 'diverged');
    if (run.step >= this.end && this.present === 'training') {
      await run.trainer.settled();
      if (this.present === 'training') this.setState('paused');
    }
  }

  private adopt(run: ActiveRun): void {
    this.run = run;
    this.rewindPending = false;
    run.onSteps((report) => this.reportSteps(run, report));
  }

  private reportSteps(run: ActiveRun, { batch, divergence }: StepsReport): void {
    // Steps that were in flight behind the one that diverged are void.
    if (run !== this.run || this.present === 'diverged') return;
    this.exactRows?.append(batch);
    if (batch.count > 0) this.post({ type: 'steps', batch }, transferables(batch));
    if (!divergence) return;
    this.present = 'diverged';
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
    if (this.present !== 'recovering') this.goesOn = this.present === 'training';
    this.setState('recovering');
    await this.inLine(async () => {
      try {
        await this.gpu.replace(info, () => this.rebuild());
        this.setState(this.run ? 'paused' : 'preparing');
      } catch (error) {
        this.fail(error, places.recovery);
      }
    });
    if (this.goesOn && this.present === 'paused') this.train(this.end);
  }

  private async rebuild(): Promise<void> {
    const { run } = this;
    if (!run) return;
    const { dataSet, plan } = run.trainer;
    const trainer = await this.maker.make(this.needDevice(), run.config, dataSet, plan.variants);
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
    this.present = state;
    this.post({ type: 'state', state, step: this.run?.step ?? 0 });
  }
}

function noRun(): LabError {
  return labError('NO_RUN', places.run);
}
