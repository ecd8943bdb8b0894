/**
 * The worker's side of the lab: carries out the page's commands and answers them. Free of worker globals, so that tests
 * run it with a device of their own.
 */
import { toLabErrorData } from '../config/lab-error';
import type { RunConfig } from '../config/run-config';
import { readCheckpoint } from '../engine/checkpoint';
import { GpuCounters } from '../engine/gpu/gpu-counters';
import { DataSources } from './data-sources';
import { Profiler } from './profiler';
import type { LabCommand } from './protocol';
import { checkpointOf, withRescale } from './run-checkpoint';
import { RunLife } from './run-life';
import { TimedKernels } from './timed-kernels';
import { type Post, TrainerMaker } from './trainer-maker';

export class TrainingSession {
  private readonly post: Post;
  private readonly maker: TrainerMaker;
  private readonly life: RunLife;
  private readonly data: DataSources;
  private readonly profiler = new Profiler();

  constructor(
    post: Post,
    gpu: GPU | undefined,
    data?: DataSources,
    kernels = new TimedKernels(navigator.userAgent),
  ) {
    this.post = post;
    this.maker = new TrainerMaker(post, kernels);
    this.life = new RunLife(post, gpu, this.maker);
    this.data =
      data ??
      new DataSources((done, total) => this.post({ type: 'progress', task: 'download', done, total }));
    this.data.onNotice = (notices) => this.post({ type: 'notice', notices });
  }

  /** Finds the adapter. Must be called once, first. */
  start(): Promise<void> {
    return this.life.start();
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
        this.maker.timing = command.timing ?? 'off';
        return this.open(command.request, command.config, command.files);
      case 'skipTiming':
        return this.maker.skipTiming();
      case 'reset':
        return this.life.reset(command.request);
      case 'train':
        return this.life.train(this.life.needRun().nextStop);
      case 'step':
        return this.life.train(this.life.needRun().step + command.count);
      case 'pause':
        return this.life.pause();
      case 'set': {
        const event = this.life.needRun().set(command.field, command.value);
        return this.post({ type: 'event', event });
      }
      case 'setReference':
        return this.life.inLine(async () => {
          const run = this.life.needRun();
          const step = await run.setReference();
          await run.trainer.settled();
          this.post({ type: 'reference', step });
        });
      case 'save':
        return this.life.inLine(() => this.save(command.request));
      case 'resume':
        return this.resume(command);
      case 'export':
        return this.export(command.request, command.rows);
      case 'table':
        return this.table(command.request, command.limitBytes);
      case 'infer':
        return this.life.inLine(async () => {
          const inference = await this.life.needRun().infer(command.images);
          const { logits, images, labels, model } = inference;
          const transfer = [logits, images, labels, model].map((array) => array.buffer);
          this.post({ type: 'inference', request: command.request, inference }, transfer);
        });
      case 'profile': {
        const signal = this.profiler.begin();
        return this.life.inLine(() => this.profile(command.request, signal));
      }
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
        this.life.held?.device.destroy();
        return;
    }
  }

  private async open(request: number, config: RunConfig, files?: readonly File[]): Promise<void> {
    // Loading may take long and needs no GPU: the current run goes on meanwhile.
    this.post({ type: 'progress', task: 'data', done: 0, total: null });
    const dataSet = await this.data.load(config, files);
    await this.life.inLine(() => this.life.replace(request, config, dataSet));
  }

  private async resume(command: Extract<LabCommand, { type: 'resume' }>): Promise<void> {
    const checkpoint = readCheckpoint(command.bytes, command.name);
    // Plain weights start the run that is set, with the values that its sliders stand at.
    const parent = checkpoint.run?.config ?? this.life.needRun().restarted();
    const { rescale } = command;
    const config = rescale ? withRescale(parent, checkpoint.run?.step ?? 0, rescale) : parent;
    const dataSet = await this.data.load(config);
    await this.life.inLine(() => this.life.replace(command.request, config, dataSet, checkpoint));
  }

  private async save(request: number): Promise<void> {
    const run = this.life.needRun();
    const { adapter } = this.life.needDevice();
    const present = await run.trainer.save();
    await run.trainer.settled();
    const state = this.life.state === 'diverged' ? run.good : present;
    const bytes = checkpointOf(run.trainer, state, run.configNow, adapter);
    this.post({ type: 'checkpoint', request, checkpoint: { step: state.step, bytes } }, [bytes.buffer]);
  }

  private async profile(request: number, signal: AbortSignal): Promise<void> {
    const run = this.life.needRun();
    const held = this.life.needDevice();
    const profile = await this.profiler.profile(run, held, signal, (progress) =>
      this.post({ type: 'profiling', progress }),
    );
    // The time until the next steps' results says nothing about them.
    run.pacing.interrupt();
    this.post({ type: 'profiled', request, profile });
  }

  private count(request: number): void {
    const { held } = this.life;
    // Between two devices nothing has been sent.
    const { dispatches, submits, readbacks } = held ? GpuCounters.of(held.device) : new GpuCounters();
    const steps = this.life.step;
    const counts = { time: performance.now(), steps, dispatches, submits, readbacks };
    this.post({ type: 'counted', request, counts });
  }

  private async export(request: number, withRows: boolean): Promise<void> {
    const { trainer } = this.life.needRun();
    await trainer.settled().catch(() => {});
    const { rows } = this.life;
    const csv = withRows && rows ? new Blob([...rows.csv()], { type: 'text/csv' }) : null;
    const stepsPerRow = rows?.stepsPerRow ?? 1;
    this.post({ type: 'exported', request, exported: { csv, stepsPerRow, variants: trainer.plan.variants } });
  }

  private async table(request: number, limitBytes: number): Promise<void> {
    await this.life
      .needRun()
      .trainer.settled()
      .catch(() => {});
    const table = this.life.rows?.table(limitBytes) ?? {
      names: [],
      values: new Float64Array(),
      stepsPerRow: 1,
    };
    this.post({ type: 'table', request, table }, [table.values.buffer]);
  }
}
