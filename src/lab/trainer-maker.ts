/** Makes the trainers of runs, whose kernels have the forms that a checkpoint records, timing has chosen or suit the adapter. */
import type { RunConfig } from '../config/run-config';
import type { DataSet } from '../data/data-set';
import type { CaseVariants } from '../engine/kernels/choose-variants';
import { Trainer } from '../engine/trainer';
import type { ActiveRun } from './active-run';
import type { HeldDevice } from './device-keeper';
import type { KernelTiming, LabReport } from './protocol';
import type { TimedKernels } from './timed-kernels';

/** Tells the page what happens. */
export type Post = (report: LabReport, transfer?: ArrayBuffer[]) => void;

export class TrainerMaker {
  /** Whether kernels are timed before the next run whose forms are not recorded. */
  timing: KernelTiming = 'off';
  private readonly post: Post;
  private readonly kernels: TimedKernels;

  constructor(post: Post, kernels: TimedKernels) {
    this.post = post;
    this.kernels = kernels;
  }

  /**
   * Throws the LabErrors of `Trainer.create`.
   * @param recorded the forms of the kernels in a run that is gone on with
   */
  async make(
    held: HeldDevice,
    config: RunConfig,
    dataSet: DataSet,
    recorded?: CaseVariants,
  ): Promise<Trainer> {
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

  /** Says which form each kernel of a run has, and why. @param isNew no checkpoint records them */
  tellChoices(held: HeldDevice, run: ActiveRun, isNew: boolean): void {
    const timed = this.timing !== 'off' && isNew;
    this.post({ type: 'kernelChoices', choices: this.kernels.describe(held, run, timed) });
  }

  /** Timing goes on without what is not timed yet. */
  skipTiming(): void {
    this.kernels.skip();
  }

  private async timedVariants(held: HeldDevice, config: RunConfig, dataSet: DataSet): Promise<CaseVariants> {
    if (this.timing === 'off') return {};
    const anew = this.timing === 'anew';
    this.timing = 'remembered';
    const onProgress = (done: number, total: number) =>
      this.post({ type: 'progress', task: 'timing', done, total });
    return this.kernels.choose({ ...held, config, dataSet, anew, onProgress });
  }
}
