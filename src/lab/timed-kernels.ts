/** Chooses the forms of a run's kernels by timing them, unless the timings of an earlier run are still known. */
import type { RunConfig } from '../config/run-config';
import type { DataSet } from '../data/data-set';
import { type ByteStorage, MemoryStorage, openBrowserStorage } from '../data/storage';
import type { CaseVariants } from '../engine/kernels/choose-variants';
import { defaultVariants } from '../engine/kernels/variants';
import { kernelCases, trainedNetwork } from '../engine/model/kernel-cases';
import { kernelChoices } from '../engine/tuning/kernel-choice';
import { type TimingsByCase, timedVariants, tuneKernels } from '../engine/tuning/tune-kernels';
import type { ActiveRun } from './active-run';
import type { HeldDevice } from './device-keeper';
import { keepTimings, readTimings, timedAdapter } from './timing-storage';

/** For who times kernels once and is gone. */
export const noStorage = (): Promise<ByteStorage> => Promise.resolve(new MemoryStorage());

export interface TimingRequest extends HeldDevice {
  readonly config: RunConfig;
  readonly dataSet: DataSet;
  /** Bound on the whole, if not the usual one. */
  readonly seconds?: number;
  /** Times again what is known. */
  readonly anew?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export class TimedKernels {
  private readonly browser: string;
  private readonly openStorage: () => Promise<ByteStorage>;
  private storage: Promise<ByteStorage> | undefined;
  private controller = new AbortController();
  /** That the last choice followed from. */
  private timings: TimingsByCase = {};

  /**
   * @param browser or runtime, as it names itself
   * @param openStorage where timings are kept; where that fails they last as long as this object
   */
  constructor(
    browser: string,
    openStorage: () => Promise<ByteStorage> = () => openBrowserStorage('kernel-timings'),
  ) {
    this.browser = browser;
    this.openStorage = openStorage;
  }

  /** Times what is not known of the run's cases, keeps it, and gives the forms that the timings speak for. */
  async choose(request: TimingRequest): Promise<CaseVariants> {
    const { device, adapter, config, dataSet, anew = false, seconds, onProgress } = request;
    const { software } = adapter;
    const storage = await this.opened();
    const timedOn = timedAdapter(adapter, this.browser);
    const known = anew ? {} : await readTimings(storage, timedOn);
    const trained = trainedNetwork(config, dataSet);
    this.controller = new AbortController();
    const timings = await tuneKernels({
      device,
      software,
      trained,
      known,
      pinned: config.variants,
      signal: this.controller.signal,
      ...(seconds !== undefined && { seconds }),
      ...(onProgress && { onProgress }),
    });
    // A full or forbidden storage costs the next visit some seconds, and this run nothing.
    await keepTimings(storage, timedOn, timings).catch(() => {});
    this.timings = timings;
    return timedVariants(timings, kernelCases(trained), defaultVariants(software, device.features));
  }

  /** Which form a run has in each case, out of which, and why. @param timed whether it has those chosen last */
  describe({ device, adapter }: HeldDevice, { trainer, config }: ActiveRun, timed: boolean) {
    return kernelChoices({
      trained: trainedNetwork(config, trainer.dataSet),
      variants: trainer.plan.variants,
      pinned: config.variants,
      timings: timed ? this.timings : {},
      software: adapter.software,
      features: device.features,
    });
  }

  /** Ends the timing under way: what is timed by then counts, the rest has its default form. */
  skip(): void {
    this.controller.abort();
  }

  private opened(): Promise<ByteStorage> {
    this.storage ??= this.openStorage().catch(() => new MemoryStorage());
    return this.storage;
  }
}
