/** `npm run findings`: runs findings one after the other, keeps their verdicts, and prints the table. */

import { runConfigSchema } from '../config/run-config';
import type { Finding } from '../findings/finding';
import { findings } from '../findings/findings';
import { runner, findings as texts, verdicts } from '../messages';
import { chromiumFindings } from './chromium-runtime';
import { dataFiles } from './data-files';
import { dawnFindings } from './dawn-runtime';
import type { FindingJob } from './finding-run';
import type { FindingsCommandLine } from './findings-command-line';
import { type FindingEntry, FindingsResults } from './findings-results';
import { OutputFolder } from './output-folder';
import { EXIT, withStop } from './process-end';
import { duration, Progress } from './progress';
import type { FindingRuntime, Surroundings } from './runtime';
import { verdictReport } from './verdict-table';

/** @returns the exit code: whether every verdict is as it must be */
export async function computeFindings(
  line: FindingsCommandLine,
  surroundings: Surroundings,
): Promise<number> {
  const { dataSource, sabotage, seeds, tune, outputFolder } = line;
  const folder = await OutputFolder.open(outputFolder);
  const results = new FindingsResults(folder, surroundings.sources);
  const progress = new Progress(process.stderr, 0);
  const chosen = findings.filter(({ number }) => line.only?.includes(number) ?? true);
  const jobs = chosen.flatMap(({ id }) =>
    seeds.map((seed): FindingJob => ({ id, options: { seed, dataSource, sabotage }, tune })),
  );
  const config = runConfigSchema.parse({ data: { source: dataSource } });
  const files = await dataFiles(config, '.', (done, total) =>
    progress.count(runner.downloading, done, total),
  );
  const runtime = await runtimeOf(line, surroundings);
  const entries: FindingEntry[] = [];
  const wasInterrupted = await withStop(async (signal) => {
    for (const job of jobs) {
      const { id, options } = job;
      progress.note(verdicts.starts(texts[id].title, dataSource, options.seed));
      const kept = await results.kept(job);
      const entry = kept ?? (await compute(job, files, runtime, progress, signal));
      if (entry === null) return true;
      if (!kept) await results.keep(entry);
      entries.push(entry);
      const verdict = verdicts.verdict(entry.result.agrees);
      progress.note(verdicts.ends(verdict, duration(entry.seconds), kept !== null));
    }
    return false;
  });
  if (wasInterrupted) return EXIT.interrupted;
  const report = verdictReport(entries);
  await results.writeTable(`${report}\n`, entries);
  console.log(report);
  console.log(`\n${verdicts.written(folder.path)}`);
  return conclude(entries, chosen, sabotage);
}

/** null where the signal ended it. */
async function compute(
  job: FindingJob,
  files: readonly string[],
  runtime: FindingRuntime,
  progress: Progress,
  signal: AbortSignal,
): Promise<FindingEntry | null> {
  const show = (done: number, total: number, what: string) => progress.count(what, done, total);
  try {
    return { ...job, ...(await runtime(job, files, { progress: show, signal })) };
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    progress.clear();
  }
}

async function runtimeOf(
  { runtime }: FindingsCommandLine,
  { chromiumLaunchOptions, pageScript }: Surroundings,
): Promise<FindingRuntime> {
  return runtime === 'dawn' ? dawnFindings : chromiumFindings(await chromiumLaunchOptions(), pageScript);
}

/** Every verdict agrees; of a sabotaged finding none does. */
function conclude(entries: readonly FindingEntry[], chosen: readonly Finding[], sabotage: boolean): number {
  const agreeing = new Set(entries.filter(({ result }) => result.agrees).map(({ id }) => id));
  if (entries.length === 0) return EXIT.failed;
  if (!sabotage) return entries.every(({ result }) => result.agrees) ? EXIT.done : EXIT.failed;
  const unnoticed = chosen.filter(({ id }) => agreeing.has(id));
  if (unnoticed.length === 0) return EXIT.done;
  console.error(verdicts.sabotageUnnoticed(unnoticed.map(({ id }) => texts[id].title)));
  return EXIT.failed;
}
