/** The adapter's rates once more, in turn with the kernels that are held against them: what slows a machine slows both. */
import type { DispatchTimer } from '../../gpu/dispatch-timer';
import { median } from '../../tuning/statistics';
import type { AdapterRates, MeasuredRates } from './adapter-rates';
import { LoadedProbe } from './probe';

export class RatesBeside {
  private readonly measured: AdapterRates;
  private readonly timer: DispatchTimer;
  private readonly probes: readonly LoadedProbe[];

  private constructor(measured: AdapterRates, timer: DispatchTimer, probes: readonly LoadedProbe[]) {
    this.measured = measured;
    this.timer = timer;
    this.probes = probes;
  }

  /** Compiles the best probes. Throws an Error where one does not compute what it must. */
  static async load(
    device: GPUDevice,
    timer: DispatchTimer,
    { rates, best: { multiplyAdd, loads, stores } }: MeasuredRates,
  ): Promise<RatesBeside> {
    const probes = [
      multiplyAdd,
      ...[loads.storage, loads.workgroup, stores].flatMap(({ f32, vec4f }) => [f32, vec4f]),
    ];
    const loaded: LoadedProbe[] = [];
    const beside = new RatesBeside(rates, timer, loaded);
    try {
      for (const probe of probes) {
        const one = await LoadedProbe.load(device, probe);
        loaded.push(one);
        await one.check(device, timer);
      }
      return beside;
    } catch (error) {
      beside.destroy();
      throw error;
    }
  }

  /** To be called in every round of the kernels. */
  async sample(): Promise<void> {
    for (const probe of this.probes) await probe.sample(this.timer);
  }

  /** As measured at first, but for the rates, which are the samples' medians. */
  rates(): AdapterRates {
    const [peakGflops, ...others] = this.probes.map(({ rates }) => median(rates));
    const pair = (first: number) => ({ f32: others[first]!, vec4f: others[first + 1]! });
    return {
      ...this.measured,
      peakGflops: peakGflops!,
      loadRates: { storage: pair(0), workgroup: pair(2) },
      storeRates: pair(4),
    };
  }

  destroy(): void {
    for (const probe of this.probes) probe.destroy();
  }
}
