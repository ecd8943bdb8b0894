/** The bench's command: runs it in Chromium or in Node, prints the tables and writes the results. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportedCase } from '../cases/export-case';
import { benchInChromium, type Chromium } from './chromium';
import { readCommandLine, USAGE } from './command-line';
import { benchInNode } from './dawn';
import { PyTorch } from './pytorch';
import { fileName, problemsOf, tables } from './report';

/** What differs between machines, and what `run.mjs` knows. */
export interface Surroundings extends Chromium {
  /** @returns paths of the Chromiums here */
  findChromiums(): Promise<string[]>;
  /** The bench's own folder. */
  readonly folder: string;
}

const log = (line: string) => console.error(line);

/** @returns the exit code */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const commandLine = readCommandLine(args);
  if (!commandLine) {
    console.log(USAGE);
    return 0;
  }
  const { runtime, options, peers, python, out, whole } = commandLine;
  const pytorch = python === null ? null : await PyTorch.create(python, surroundings.folder);
  const takeCase = async (exported: ExportedCase) => pytorch?.take(exported);
  const measured =
    runtime === 'dawn'
      ? await benchInNode(options, await surroundings.findChromiums(), log, takeCase)
      : await benchInChromium(options, peers, surroundings, log, takeCase);
  if (typeof measured === 'number') return measured;
  const results = pytorch ? await pytorch.addTo(measured) : measured;
  console.log(tables(results));
  const file = out ?? (whole ? join(surroundings.folder, 'results', fileName(results.adapter)) : null);
  if (file !== null) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
    console.log(`Written to ${file}`);
  }
  const problems = problemsOf(results);
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}
