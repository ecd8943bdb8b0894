/** The whole bench on one device, section after section. */
import { compare, type Log } from './cases/compare';
import { CASES } from './cases/training-case';
import { adapterName, openBenchDevice } from './device';
import type { CreatePeer } from './peers';
import type { BenchResults } from './results';

export const SECTIONS = ['cases', 'probes', 'kernels', 'telemetry', 'cost'] as const;
export type Section = (typeof SECTIONS)[number];

export interface BenchOptions {
  readonly sections: readonly Section[];
  readonly quick: boolean;
}

export async function runBench(
  gpu: GPU | undefined,
  peers: Readonly<Record<string, CreatePeer>>,
  { sections, quick }: BenchOptions,
  log: Log,
): Promise<BenchResults> {
  const device = await openBenchDevice(gpu);
  log(`Adapter: ${adapterName(device.adapter)}`);
  const cases = [];
  if (sections.includes('cases'))
    for (const definition of quick ? CASES.slice(0, 1) : CASES)
      cases.push(await compare(device, definition, peers, quick ? QUICK : FULL, log));
  return { adapter: adapterName(device.adapter), cases };
}

const FULL = { repeats: 7, windowMs: 2000, budgetMs: 60_000 };
const QUICK = { repeats: 3, windowMs: 500, budgetMs: 5000 };
