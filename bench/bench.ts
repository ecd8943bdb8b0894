/** The whole bench on one device, section after section. */
import { type AdapterRates, measureRates } from '../src/engine/profile/probes/adapter-rates';
import { compare, type Effort, type Log } from './cases/compare';
import { costTable } from './cases/cost-table';
import type { ExportedCase } from './cases/export-case';
import { telemetryOverhead } from './cases/telemetry-overhead';
import { CASES, type CaseDefinition, LARGE_CASE } from './cases/training-case';
import { adapterName, openBenchDevice } from './device';
import { kernelReport } from './kernels/kernel-report';
import type { CreatePeer } from './peers';
import type { BenchResults, CaseResult, KernelRates, KernelResult } from './results';

export const SECTIONS = ['probes', 'kernels', 'cases', 'telemetry', 'cost'] as const;
export type Section = (typeof SECTIONS)[number];

export interface BenchOptions {
  readonly sections: readonly Section[];
  readonly quick: boolean;
}

const FULL = {
  cases: { repeats: 7, windowMs: 2000, budgetMs: 60_000 },
  // Short against the time for which a machine is slow.
  telemetry: { pairs: 100, windowMs: 400 },
  costMs: 1000,
};
const QUICK = {
  cases: { repeats: 3, windowMs: 500, budgetMs: 5000 },
  telemetry: { pairs: 20, windowMs: 200 },
  costMs: 200,
};

/** What the bench runs in. */
export interface BenchHost {
  readonly gpu: GPU | undefined;
  readonly peers: Readonly<Record<string, CreatePeer>>;
  /** Browser or Node.js, with its version. */
  readonly runtime: string;
  readonly log: Log;
  /** Is handed every case, for who trains it elsewhere. */
  takeCase(exported: ExportedCase): Promise<void>;
}

export async function runBench(
  { gpu, peers, runtime, log, takeCase }: BenchHost,
  { sections, quick }: BenchOptions,
): Promise<BenchResults> {
  const bench = await openBenchDevice(gpu);
  const adapter = adapterName(bench.adapter);
  const effort = quick ? QUICK : FULL;
  const wanted = (section: Section) => sections.includes(section);
  log(`Adapter: ${adapter}`);
  const definitions = definitionsOf(bench.software, quick);
  // The bounds of the kernels come from the probes.
  if (wanted('probes') || wanted('kernels')) log('Probes');
  const measured =
    wanted('probes') || wanted('kernels') ? await measureRates(bench.device, bench.software) : null;
  const kernelRates: Record<string, KernelRates> = {};
  const kernels: KernelResult[] = [];
  const otherKernels: KernelResult[] = [];
  if (wanted('kernels') && measured)
    for (const definition of definitions) {
      log(`Kernels of ${definition.name}`);
      const { rates, convolutions, others } = await kernelReport(bench, definition, measured);
      kernelRates[definition.name] = ratesOf(rates);
      kernels.push(...convolutions);
      otherKernels.push(...others);
    }
  const cases: CaseResult[] = [];
  if (wanted('cases'))
    for (const definition of definitions)
      cases.push(await compare(bench, definition, peers, effort.cases satisfies Effort, log, takeCase));
  if (wanted('telemetry')) log('Telemetry');
  const telemetry = wanted('telemetry')
    ? await telemetryOverhead(bench, definitions[0]!, effort.telemetry)
    : null;
  const cost = wanted('cost') ? await costTable(bench, effort.costMs, quick, log) : null;
  if (bench.errors.length > 0) throw new Error(`Errors on the GPU: ${bench.errors.join('; ')}`);
  return {
    adapter,
    runtime,
    date: new Date().toISOString(),
    ...(measured
      ? {
          ...ratesOf(measured.rates),
          empty_dispatch_us: measured.rates.emptyDispatchMicroseconds,
          probes: measured.rates.probes,
        }
      : {}),
    ...(cases.length > 0 ? { cases } : {}),
    ...(kernels.length > 0 ? { kernel_rates: kernelRates, kernels, other_kernels: otherKernels } : {}),
    ...(telemetry ? { telemetry_overhead: telemetry } : {}),
    ...(cost ? { cost } : {}),
  };
}

/** The case of more than 50 GFLOP a step would take a software adapter minutes. */
function definitionsOf(software: boolean, quick: boolean): readonly CaseDefinition[] {
  if (quick) return CASES.slice(0, 1);
  return software ? CASES : [...CASES, LARGE_CASE];
}

function ratesOf({ peakGflops, loadRates, storeRates, overlap, storeOverlap }: AdapterRates): KernelRates {
  return {
    peak_gflops: peakGflops,
    load_rates: loadRates,
    store_rates: storeRates,
    overlap,
    store_overlap: storeOverlap,
  };
}
