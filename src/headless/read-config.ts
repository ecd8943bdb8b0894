/** From the config file and the command line to a run that the runner can compute, or an error that names the field. */
import { readFile } from 'node:fs/promises';
import { LabError } from '../config/lab-error';
import { parseRunConfig } from '../config/parse-config';
import type { RunConfig } from '../config/run-config';
import type { CommandLine } from './command-line';

/** A config takes a few kilobytes, with 1000 events a hundred. */
const MAX_CONFIG_BYTES = 1 << 20;

/** The file's run with the command line's steps and seed. Throws a LabError `CONFIG_FILE` or `CONFIG_INVALID`. */
export async function readConfig(commandLine: CommandLine): Promise<RunConfig> {
  return configFromText(await readText(commandLine.configPath), commandLine);
}

/** As `readConfig`, from the file's text. */
export function configFromText(
  text: string,
  { configPath, steps, seed }: Pick<CommandLine, 'configPath' | 'steps' | 'seed'>,
): RunConfig {
  const json = parseObject(text, configPath);
  // Editors look there for the schema; it is no setting.
  delete json.$schema;
  if (steps !== undefined) json.steps = steps;
  if (seed !== undefined) json.seed = seed;
  const result = parseRunConfig(json);
  if ('error' in result) throw new LabError(result.error);
  if (result.config.steps === null)
    throw new LabError({
      code: 'CONFIG_INVALID',
      message: 'steps: it is missing or null; without a page nobody would pause the run.',
      fix: 'Set steps in the config, or give --steps.',
      where: 'steps',
    });
  return result.config;
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unreadable(path, `cannot be read (${reason})`, 'Correct --config.', cause);
  });
  if (bytes.length > MAX_CONFIG_BYTES)
    throw unreadable(
      path,
      `has ${bytes.length} bytes; at most ${MAX_CONFIG_BYTES} are read`,
      'Correct --config.',
    );
  return bytes.toString('utf8');
}

function parseObject(text: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unreadable(
      path,
      `is not JSON (${reason})`,
      'Correct it; JSON has no comments or trailing commas.',
      cause,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unreadable(path, 'is not a JSON object', 'Start from one of the examples.');
  return { ...value };
}

function unreadable(path: string, problem: string, fix: string, cause?: unknown): LabError {
  return new LabError(
    { code: 'CONFIG_FILE', message: `${path}: it ${problem}.`, fix, where: path },
    { cause },
  );
}
