/** The headless runner from its arguments to its exit code. */
import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { argv, env, execArgv, execPath, platform } from 'node:process';
import { type ErrorCode, errorData, type LabErrorData, labError, toLabErrorData } from '../config/lab-error';
import { places, runner, verdicts } from '../messages';
import { chromiumRuntime } from './chromium-runtime';
import { type CommandLine, type RuntimeName, readCommandLine } from './command-line';
import { dataFiles, requireFile } from './data-files';
import { dawnHasAdapter, dawnRuntime } from './dawn-runtime';
import { computeFindings } from './findings-command';
import { readFindingsCommandLine } from './findings-command-line';
import type { HeadlessOutcome } from './headless-run';
import { CHECKPOINT, OutputFolder } from './output-folder';
import { EXIT, withStop } from './process-end';
import { Progress } from './progress';
import { readConfig } from './read-config';
import { requireSameRun } from './resume';
import { RunFiles } from './run-files';
import type { Runtime, RuntimeJob, Surroundings } from './runtime';
import { swiftShaderVariables } from './swiftshader';

/** Not the fault of what was asked for, but of what computes it. */
const FAILURES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BROWSER_FAILED',
  'DAWN_UNAVAILABLE',
  'DEVICE_LOST',
  'DOWNLOAD_CHECKSUM',
  'DOWNLOAD_NETWORK',
  'DOWNLOAD_SIZE',
  'KERNEL_INVALID',
  'NO_ADAPTER',
  'NO_CHROMIUM',
  'NO_WEBGPU',
  'OUT_OF_GPU_MEMORY',
  'UNEXPECTED',
  'WEBGPU_VALIDATION',
]);

/** Set for the process that was started anew with SwiftShader's variables, so that it does not start another. */
const RESTARTED = 'SMD_HEADLESS_RESTARTED';

/** Something that the runner can be asked to do. */
interface Command<Line extends { readonly runtime: RuntimeName }> {
  readonly usage: string;
  /** null where help is wanted. Throws a LabError `COMMAND_LINE`. */
  readonly read: (args: readonly string[]) => Line | null;
  /** @returns the exit code */
  readonly compute: (line: Line, surroundings: Surroundings) => Promise<number>;
}

const runCommand: Command<CommandLine> = { usage: runner.usage, read: readCommandLine, compute };
const findingsCommand = { usage: verdicts.usage, read: readFindingsCommandLine, compute: computeFindings };

/**
 * Runs what the command line asks for: findings where it begins with their name, else a config's run.
 * @returns the exit code
 */
export function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  return args[0] === 'findings'
    ? perform(findingsCommand, args.slice(1), surroundings)
    : perform(runCommand, args, surroundings);
}

async function perform<Line extends { readonly runtime: RuntimeName }>(
  command: Command<Line>,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  try {
    const line = command.read(args);
    if (line === null) {
      console.log(command.usage);
      return EXIT.done;
    }
    if (line.runtime === 'dawn' && platform === 'linux') {
      const variables = await missingVulkan(surroundings);
      if (variables) return await restartWith(variables);
    }
    return await command.compute(line, surroundings);
  } catch (error) {
    const data = toLabErrorData(error, places.headlessRunner);
    if (data.code === 'UNEXPECTED') console.error(error);
    else console.error(errorText(data));
    return FAILURES.has(data.code) ? EXIT.failed : EXIT.refused;
  }
}

/** `path: reason. Fix: …`. */
export function errorText({ where, message, fix }: LabErrorData): string {
  return `${message.startsWith(where) ? '' : `${where}: `}${message} ${runner.fix(fix)}`;
}

async function compute(commandLine: CommandLine, surroundings: Surroundings): Promise<number> {
  const config = await readConfig(commandLine);
  const folder = await OutputFolder.open(commandLine.outputFolder);
  const progress = new Progress(process.stderr, config.steps ?? 0);
  const configFolder = dirname(resolve(commandLine.configPath));
  let checkpoint: string | null = null;
  if (commandLine.resume) {
    requireSameRun(config, await folder.readCheckpoint(), folder.file(CHECKPOINT));
    checkpoint = folder.file(CHECKPOINT);
  } else {
    await folder.requireEmpty();
    if (config.init !== null) {
      checkpoint = resolve(configFolder, config.init);
      await requireFile(checkpoint, 'init');
    }
  }
  const files = await dataFiles(config, configFolder, (done, total) =>
    progress.count(runner.downloading, done, total),
  );
  const runtime = await runtimeOf(commandLine, surroundings);
  const runFiles = new RunFiles(folder, progress, commandLine.resume);
  const outcome = await withStop((signal) =>
    runtime(
      { config, files, checkpoint, tune: commandLine.tune } satisfies RuntimeJob,
      (report) => runFiles.take(report),
      signal,
    ),
  );
  await runFiles.finish(outcome);
  return report(outcome, commandLine);
}

async function runtimeOf({ runtime }: CommandLine, surroundings: Surroundings): Promise<Runtime> {
  if (runtime === 'dawn') return dawnRuntime;
  return chromiumRuntime(await surroundings.chromiumLaunchOptions(), surroundings.pageScript);
}

/** Says how the run ended and how it can go on. */
function report(outcome: HeadlessOutcome, { outputFolder }: CommandLine): number {
  const files = runner.files(CHECKPOINT, outputFolder);
  switch (outcome.state) {
    case 'finished':
      console.log(runner.done(outcome.step, files));
      return EXIT.done;
    case 'stopped':
      console.log(runner.stopped(outcome.step, files));
      return EXIT.interrupted;
    case 'diverged': {
      const { step, where } = outcome.divergence ?? { step: outcome.step, where: 'loss' };
      const error = errorData('DIVERGED.headless', where, { step, goodStep: outcome.step, files });
      console.error(errorText(error));
      return EXIT.diverged;
    }
  }
}

/** SwiftShader's variables if Dawn finds no adapter without them; null if it does, or if there is nothing to try. */
async function missingVulkan({ findChromiums }: Surroundings): Promise<Record<string, string> | null> {
  if (env[RESTARTED] || (await dawnHasAdapter())) return null;
  return swiftShaderVariables(await findChromiums(), env);
}

/** The same command in a new process with more environment variables. @returns its exit code */
function restartWith(variables: Readonly<Record<string, string>>): Promise<number> {
  console.error(runner.softwareDawn);
  return new Promise((done, fail) => {
    const child = spawn(execPath, [...execArgv, ...argv.slice(1)], {
      stdio: 'inherit',
      env: { ...env, ...variables, [RESTARTED]: '1' },
      // A process group of its own: Ctrl-C reaches it through us, and once.
      detached: true,
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.once('error', (cause) =>
      fail(labError('DAWN_UNAVAILABLE.start', 'Dawn', { reason: cause.message }, { cause })),
    );
    child.once('exit', (code) => done(code ?? EXIT.failed));
  });
}
