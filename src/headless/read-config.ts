/** From the config file and the command line to a run that the runner can compute, or an error that names the field. */
import { readFile } from 'node:fs/promises';
import { LabError, labError, reasonOf } from '../config/lab-error';
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
  if (result.config.steps === null) throw labError('CONFIG_INVALID.endless', 'steps');
  return result.config;
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw labError('CONFIG_FILE.unreadable', path, { reason: reasonOf(cause) }, { cause });
  });
  if (bytes.length > MAX_CONFIG_BYTES)
    throw labError('CONFIG_FILE.large', path, { bytes: bytes.length, limit: MAX_CONFIG_BYTES });
  return bytes.toString('utf8');
}

function parseObject(text: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw labError('CONFIG_FILE.json', path, { reason: reasonOf(cause) }, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw labError('CONFIG_FILE.object', path);
  return { ...value };
}
