/** The adapter's rates once more, in turn with the kernels that are held against them: what slows a machine slows both. */
import type { DispatchTimer } from '../../gpu/dispatch-timer';
import { median } from '../../tuning/statistics';
import type { Width } from './access-pattern';
import type { AdapterRates, MeasuredRates } from './adapter-rates';
import { overlapOf } from './overlap';
import { LoadedProbe, type Probe } from './probe';
import { storeOverlapOf } from './stores';

export class RatesBeside {
  private readonly measured: MeasuredRates;
  private readonly timer: DispatchTimer;
  private readonly probes = new Map<Probe, LoadedProbe>();

  private constructor(measured: MeasuredRates, timer: DispatchTimer) {
    this.measured = measured;
    this.timer = timer;
  }

  /** Compiles the best probes. Throws an Error where one does not compute what it must. */
  static async load(device: GPUDevice, timer: DispatchTimer, measured: MeasuredRates): Promise<RatesBeside> {
    const { multiplyAdd, loads, stores, mixed, copy } = measured.best;
    const pairs = [loads.storage, loads.workgroup, stores];
    const beside = new RatesBeside(measured, timer);
    try {
      for (const probe of [multiplyAdd, ...pairs.flatMap(Object.values<Probe>), mixed.probe, copy.probe]) {
        const one = await LoadedProbe.load(device, probe);
        beside.probes.set(probe, one);
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
    for (const probe of this.probes.values()) await probe.sample(this.timer);
  }

  /** Medians of the samples; overlaps are those of the probes that hid most before, not the most of many again. */
  rates(): AdapterRates {
    const { multiplyAdd, loads, stores, mixed, copy } = this.measured.best;
    const samples = (probe: Probe) => this.probes.get(probe)!.rates;
    const rate = (probe: Probe) => median(samples(probe));
    const rates = ({ f32, vec4f }: Readonly<Record<Width, Probe>>) => ({
      f32: rate(f32),
      vec4f: rate(vec4f),
    });
    return {
      ...this.measured.rates,
      peakGflops: rate(multiplyAdd),
      loadRates: { storage: rates(loads.storage), workgroup: rates(loads.workgroup) },
      storeRates: rates(stores),
      overlap: overlapOf(
        { multiplyAdd: samples(multiplyAdd), load: samples(loads.storage[mixed.width]) },
        { multiplyAdds: mixed.probe.multiplyAdds, rates: samples(mixed.probe) },
      ),
      storeOverlap: storeOverlapOf(
        { load: samples(loads.storage[copy.width]), store: samples(stores[copy.width]) },
        samples(copy.probe),
      ),
    };
  }

  destroy(): void {
    for (const probe of this.probes.values()) probe.destroy();
  }
}
