/** The command line of the headless runner: what can be asked for, and what is wrong with what was asked. */
import { parseArgs } from 'node:util';
import { labError, reasonOf } from '../config/lab-error';
import { places } from '../messages';

export const RUNTIMES = ['chromium', 'dawn'] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

export interface CommandLine {
  readonly configPath: string;
  readonly outputFolder: string;
  readonly runtime: RuntimeName;
  readonly resume: boolean;
  /** Choose the kernels by timing them. */
  readonly tune: boolean;
  readonly steps: number | undefined;
  readonly seed: number | undefined;
}

/**
 * The command line's meaning, null where help is wanted. Ranges are the config's affair.
 * Throws a LabError `COMMAND_LINE` that names the option.
 */
export function readCommandLine(args: readonly string[]): CommandLine | null {
  const values = parse(args);
  if (values.help) return null;
  const runtime = RUNTIMES.find((name) => name === (values.runtime ?? 'chromium'));
  if (!runtime)
    throw labError('COMMAND_LINE.choice', '--runtime', { found: String(values.runtime), choices: RUNTIMES });
  if (!values.config) throw labError('COMMAND_LINE.config', '--config');
  if (!values.out) throw labError('COMMAND_LINE.out', '--out');
  return {
    configPath: values.config,
    outputFolder: values.out,
    runtime,
    resume: values.resume ?? false,
    tune: values.tune ?? false,
    steps: number('--steps', values.steps),
    seed: number('--seed', values.seed),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        out: { type: 'string' },
        runtime: { type: 'string' },
        steps: { type: 'string' },
        seed: { type: 'string' },
        resume: { type: 'boolean' },
        tune: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw labError('COMMAND_LINE.unreadable', places.commandLine, { reason: reasonOf(error) });
  }
}

function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw labError('COMMAND_LINE.number', option, { text: JSON.stringify(text) });
}
