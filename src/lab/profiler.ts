/** The worker's profiles: all probes run once per device, the best of them and the kernels whenever it is asked. */
import type { AdapterReport } from '../engine/gpu/device';
import { type MeasuredRates, measureRates } from '../engine/profile/probes/adapter-rates';
import { profileRun } from '../engine/profile/profile-run';
import type { StepProfile } from '../engine/profile/step-profile';
import type { ActiveRun } from './active-run';
import type { ProfileProgress } from './protocol';

export class Profiler {
  private readonly rates = new WeakMap<GPUDevice, MeasuredRates>();
  private cancelled = new AbortController();

  /** To be called when a profile is asked for, which is before it can begin: what `cancel` aborts from then on. */
  begin(): AbortSignal {
    this.cancelled = new AbortController();
    return this.cancelled.signal;
  }

  /** Times the kernels of a run that is not submitting meanwhile; null if the signal of `begin` has aborted. */
  async profile(
    run: ActiveRun,
    { device, adapter: { software } }: { readonly device: GPUDevice; readonly adapter: AdapterReport },
    signal: AbortSignal,
    onProgress: (progress: ProfileProgress) => void,
  ): Promise<StepProfile | null> {
    if (signal.aborted) return null;
    const report = (phase: ProfileProgress['phase']) => (done: number, total: number) => {
      signal.throwIfAborted();
      onProgress({ phase, done, total });
    };
    try {
      const measured = this.rates.get(device) ?? (await measureRates(device, software, report('rates')));
      this.rates.set(device, measured);
      const { config, trainer } = run;
      const { dataSet, plan } = trainer;
      const state = await trainer.save();
      const { variants } = plan;
      const options = { device, config, dataSet, software, variants, state, measured };
      return await profileRun({ ...options, onProgress: report('kernels') });
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  /** Ends the profile that was asked for last, if it is not done, at its next measurement. */
  cancel(): void {
    this.cancelled.abort();
  }
}
