/** What the adapter can do at best: the rates that bound every kernel. */
import { WIDTHS, type Width } from './access-pattern';
import { emptyDispatchTime } from './empty-dispatch';
import { type LoadProbe, loadProbes, type Memory } from './loads';
import { multiplyAddProbes } from './multiply-add';
import { MIXED_PROBES, type MixedProbe, mixedProbes, overlapOf } from './overlap';
import { type Probe, type ProbeRate, type ProbeRates, RUNS_PER_PROBE, runProbes } from './probe';
import { copyProbes, STORE_PROBES, storeOverlapOf, storeProbes } from './stores';

/** Rates of the best probe of each kind; 10⁹ float32 (or operations) per second. */
export interface AdapterRates {
  readonly peakGflops: number;
  readonly loadRates: Readonly<Record<Memory, Readonly<Record<Width, number>>>>;
  /** Of stores to storage. */
  readonly storeRates: Readonly<Record<Width, number>>;
  /** How much of multiply-adds and loads from storage can be done at once, 0 to 1: see `overlapOf`. */
  readonly overlap: number;
  /** How much of loads from storage and stores to it can be done at once, 0 to 1: see `storeOverlapOf`. */
  readonly storeOverlap: number;
  readonly emptyDispatchMicroseconds: number;
  /** All probes, the losers too. */
  readonly probes: readonly ProbeRate[];
}

/** The probes that those rates are of. */
export interface BestProbes {
  readonly multiplyAdd: Probe;
  readonly loads: Readonly<Record<Memory, Readonly<Record<Width, Probe>>>>;
  readonly stores: Readonly<Record<Width, Probe>>;
  /** Multiply-adds beside loads, and copies. */
  readonly mixed: Hiding<MixedProbe>;
  readonly copy: Hiding<Probe>;
}

/** What hides most, and the width of its loads. */
export interface Hiding<P extends Probe> {
  readonly probe: P;
  readonly width: Width;
  readonly overlap: number;
}

export interface MeasuredRates {
  readonly rates: AdapterRates;
  readonly best: BestProbes;
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
): Promise<MeasuredRates> {
  const workgroups = software ? WORKGROUPS.software : WORKGROUPS.gpu;
  const arithmeticProbes = multiplyAddProbes(workgroups);
  const loads = { storage: kindsOf('storage', workgroups), workgroup: kindsOf('workgroup', workgroups) };
  const count =
    arithmeticProbes.length +
    Object.values(loads).reduce((sum, { f32, vec4f }) => sum + f32.length + vec4f.length, 0) +
    // For both widths: stores; the mixed ones, and the copies, beside the best two each, to compare with.
    2 * (STORE_PROBES + 2 + MIXED_PROBES + 2 + STORE_PROBES);
  let done = 0;
  const run: Run = async (probes) => {
    const rates = await runProbes(device, probes, () => onProgress(++done, count * RUNS_PER_PROBE));
    return probes.map((probe, k) => ({ probe, ...rates[k]! }));
  };
  const arithmetic = await run(arithmeticProbes);
  const storage = { f32: await run(loads.storage.f32), vec4f: await run(loads.storage.vec4f) };
  const workgroup = { f32: await run(loads.workgroup.f32), vec4f: await run(loads.workgroup.vec4f) };
  const peak = best(arithmetic);
  const bestLoads = {
    storage: { f32: best(storage.f32), vec4f: best(storage.vec4f) },
    workgroup: { f32: best(workgroup.f32), vec4f: best(workgroup.vec4f) },
  };
  const beside = await measureOverlap(run, peak, bestLoads.storage, workgroups);
  const stores = await measureStores(run, bestLoads.storage, workgroups);
  const rates = {
    peakGflops: peak.rate,
    loadRates: { storage: ratesOf(bestLoads.storage), workgroup: ratesOf(bestLoads.workgroup) },
    storeRates: ratesOf(stores.best),
    overlap: beside.mixed.overlap,
    storeOverlap: stores.copy.overlap,
    emptyDispatchMicroseconds: await emptyDispatchTime(device),
    probes: [
      ...arithmetic,
      ...storage.f32,
      ...storage.vec4f,
      ...workgroup.f32,
      ...workgroup.vec4f,
      ...beside.probes,
      ...stores.probes,
    ].map(({ name, rate }) => ({ name, rate })),
  };
  return {
    rates,
    best: {
      multiplyAdd: peak.probe,
      loads: { storage: probesOf(bestLoads.storage), workgroup: probesOf(bestLoads.workgroup) },
      stores: probesOf(stores.best),
      mixed: beside.mixed,
      copy: stores.copy,
    },
  };
}

/** How much of multiply-adds and loads from storage overlap, at either width. */
async function measureOverlap(
  run: Run,
  peak: Measured<Probe>,
  bestLoads: OfEachWidth<LoadProbe>,
  workgroups: number,
): Promise<{ readonly mixed: Hiding<MixedProbe>; readonly probes: readonly ProbeRate[] }> {
  const measured: ProbeRate[] = [];
  const hiding: Hiding<MixedProbe>[] = [];
  for (const width of WIDTHS) {
    const load = bestLoads[width];
    const probes = mixedProbes(load.probe.form, { multiplyAdd: peak.rate, load: load.rate }, workgroups);
    // In turn with the best two: a machine that slows down slows all of them.
    const [multiplyAdd, loadAgain, ...both] = await run<Probe>([peak.probe, load.probe, ...probes]);
    const alone = { multiplyAdd: multiplyAdd!.rates, load: loadAgain!.rates };
    probes.forEach((probe, k) => {
      const timed = { multiplyAdds: probe.multiplyAdds, rates: both[k]!.rates };
      hiding.push({ probe, width, overlap: overlapOf(alone, timed) });
    });
    measured.push(...both);
  }
  return { mixed: most(hiding, ({ overlap }) => overlap), probes: measured };
}

/** The best of the stores, and how much of stores and loads overlap, at either width. */
async function measureStores(
  run: Run,
  bestLoads: OfEachWidth<LoadProbe>,
  workgroups: number,
): Promise<{
  readonly best: OfEachWidth<Probe>;
  readonly copy: Hiding<Probe>;
  readonly probes: readonly ProbeRate[];
}> {
  const measured: ProbeRate[] = [];
  const hiding: Hiding<Probe>[] = [];
  const bestOf = async (width: Width) => {
    const storing = await run(storeProbes(width, workgroups));
    const store = best(storing);
    const pair: readonly Probe[] = [bestLoads[width].probe, store.probe];
    const [load, storeAgain, ...copying] = await run([...pair, ...copyProbes(width, workgroups)]);
    const alone = { load: load!.rates, store: storeAgain!.rates };
    for (const { probe, rates } of copying)
      hiding.push({ probe, width, overlap: storeOverlapOf(alone, rates) });
    measured.push(...storing, ...copying);
    return store;
  };
  const stores = { f32: await bestOf('f32'), vec4f: await bestOf('vec4f') };
  return { best: stores, copy: most(hiding, ({ overlap }) => overlap), probes: measured };
}

type Run = <P extends Probe>(probes: readonly P[]) => Promise<readonly Measured<P>[]>;
type OfEachWidth<P extends Probe> = Readonly<Record<Width, Measured<P>>>;

const ratesOf = ({ f32, vec4f }: OfEachWidth<Probe>) => ({ f32: f32.rate, vec4f: vec4f.rate });
const probesOf = ({ f32, vec4f }: OfEachWidth<Probe>) => ({ f32: f32.probe, vec4f: vec4f.probe });

interface Measured<P extends Probe> extends ProbeRates {
  readonly probe: P;
}

function best<P extends Probe>(measured: readonly Measured<P>[]): Measured<P> {
  return most(measured, ({ rate }) => rate);
}

function most<T>(list: readonly T[], value: (one: T) => number): T {
  return list.reduce((first, second) => (value(second) > value(first) ? second : first));
}

function kindsOf(memory: Memory, workgroups: number): Readonly<Record<Width, readonly LoadProbe[]>> {
  return { f32: loadProbes(memory, 'f32', workgroups), vec4f: loadProbes(memory, 'vec4f', workgroups) };
}
