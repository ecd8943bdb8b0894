/** What the adapter can do at best: the rates that bound every kernel. */
import type { BenchDevice } from '../device';
import { emptyDispatchTime } from './empty-dispatch';
import { type LoadWidth, loadProbes, type Memory } from './loads';
import { multiplyAddProbes } from './multiply-add';
import { type ProbeRate, runProbes } from './probe';

/** Rates of the best probe of each kind; 10⁹ float32 (or operations) per second. */
export interface AdapterRates {
  readonly peak_gflops: number;
  readonly load_rates: Readonly<Record<Memory, Readonly<Record<LoadWidth, number>>>>;
  readonly empty_dispatch_us: number;
  /** All probes, the losers too. */
  readonly probes: readonly ProbeRate[];
}

/** Workgroups of 64 threads: a few for a CPU's cores, many for a GPU's. */
const WORKGROUPS = { software: 32, gpu: 8192 };

export async function measureRates(bench: BenchDevice): Promise<AdapterRates> {
  const workgroups = bench.software ? WORKGROUPS.software : WORKGROUPS.gpu;
  const arithmetic = await runProbes(bench, multiplyAddProbes(workgroups));
  const probes: ProbeRate[] = [...arithmetic];
  const best = (rates: readonly ProbeRate[]) => Math.max(...rates.map(({ rate }) => rate));
  const loadRate = async (memory: Memory, width: LoadWidth) => {
    const rates = await runProbes(bench, loadProbes(memory, width, workgroups));
    probes.push(...rates);
    return best(rates);
  };
  const load_rates = {
    storage: { f32: await loadRate('storage', 'f32'), vec4f: await loadRate('storage', 'vec4f') },
    workgroup: { f32: await loadRate('workgroup', 'f32'), vec4f: await loadRate('workgroup', 'vec4f') },
  };
  return {
    peak_gflops: best(arithmetic),
    load_rates,
    empty_dispatch_us: await emptyDispatchTime(bench),
    probes,
  };
}
