/** What the adapter can do at best: the rates that bound every kernel. */
import { emptyDispatchTime } from './empty-dispatch';
import { type LoadWidth, loadProbes, type Memory } from './loads';
import { multiplyAddProbes } from './multiply-add';
import { type Probe, type ProbeRate, RUNS_PER_PROBE, runProbes } from './probe';

/** Rates of the best probe of each kind; 10⁹ float32 (or operations) per second. */
export interface AdapterRates {
  readonly peakGflops: number;
  readonly loadRates: Readonly<Record<Memory, Readonly<Record<LoadWidth, number>>>>;
  readonly emptyDispatchMicroseconds: number;
  /** All probes, the losers too. */
  readonly probes: readonly ProbeRate[];
}

/** Workgroups of 64 threads: a few for a CPU's cores, many for a GPU's. */
const WORKGROUPS = { software: 32, gpu: 8192 };

/**
 * Runs all probes. Throws an Error where one does not compute what it must.
 * @param onProgress called often, with a count and what it will come to; what it throws ends the measurement
 */
export async function measureRates(
  device: GPUDevice,
  software: boolean,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<AdapterRates> {
  const workgroups = software ? WORKGROUPS.software : WORKGROUPS.gpu;
  const arithmeticProbes = multiplyAddProbes(workgroups);
  const loads = { storage: kindsOf('storage', workgroups), workgroup: kindsOf('workgroup', workgroups) };
  const count =
    arithmeticProbes.length +
    Object.values(loads).reduce((sum, { f32, vec4f }) => sum + f32.length + vec4f.length, 0);
  let done = 0;
  const run = (probes: readonly Probe[]) =>
    runProbes(device, probes, () => onProgress(++done, count * RUNS_PER_PROBE));
  const arithmetic = await run(arithmeticProbes);
  const probes: ProbeRate[] = [...arithmetic];
  const best = (rates: readonly ProbeRate[]) => Math.max(...rates.map(({ rate }) => rate));
  const loadRate = async (memory: Memory, width: LoadWidth) => {
    const rates = await run(loads[memory][width]);
    probes.push(...rates);
    return best(rates);
  };
  const loadRates = {
    storage: { f32: await loadRate('storage', 'f32'), vec4f: await loadRate('storage', 'vec4f') },
    workgroup: { f32: await loadRate('workgroup', 'f32'), vec4f: await loadRate('workgroup', 'vec4f') },
  };
  return {
    peakGflops: best(arithmetic),
    loadRates,
    emptyDispatchMicroseconds: await emptyDispatchTime(device),
    probes,
  };
}

function kindsOf(memory: Memory, workgroups: number): Readonly<Record<LoadWidth, readonly Probe[]>> {
  return { f32: loadProbes(memory, 'f32', workgroups), vec4f: loadProbes(memory, 'vec4f', workgroups) };
}
