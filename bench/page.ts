/** The page that Chromium opens for the bench. */
import { type BenchOptions, runBench } from './bench';
import type { ExportedCase } from './cases/export-case';
import { PEERS } from './peers';
import type { BenchResults } from './results';

/** What the command calls in the page, and what it offers there. */
export interface BenchPage {
  benchRun(options: BenchOptions, peers: readonly string[] | null): Promise<BenchResults>;
  benchLog(line: string): Promise<void>;
  benchTakeCase(exported: ExportedCase): Promise<void>;
}

const page = globalThis as unknown as BenchPage;

page.benchRun = (options, names) => {
  const chosen = Object.entries(PEERS).filter(([name]) => names === null || names.includes(name));
  const host = {
    gpu: navigator.gpu,
    peers: Object.fromEntries(chosen),
    runtime: navigator.userAgent,
    log: page.benchLog,
    takeCase: page.benchTakeCase,
  };
  return runBench(host, options);
};
