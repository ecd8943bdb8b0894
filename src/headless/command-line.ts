/** The command line of the headless runner: what can be asked for, and what is wrong with what was asked. */
import { parseArgs } from 'node:util';
import { LabError } from '../config/lab-error';

export const USAGE = `Runs a config without the page, with the same engine and the same numbers.

  npm run headless -- --config run.json --out DIR [options]

  --config FILE     the run: JSON as in public/run-config.schema.json; examples in examples/
  --out DIR         gets metrics.csv, summary.json and checkpoint.safetensors
  --steps N         steps of the run, if the config has none or another number
  --seed N          instead of the config's seed
  --resume          goes on from DIR/checkpoint.safetensors
  --runtime NAME    chromium (default): in Chromium's WebGPU; dawn: in Node.js, without a browser
  --help            this text

Exit code: 0 done, 1 could not be computed here, 2 wrong config or files, 3 diverged, 130 interrupted.`;

export const RUNTIMES = ['chromium', 'dawn'] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

export interface CommandLine {
  readonly configPath: string;
  readonly outputFolder: string;
  readonly runtime: RuntimeName;
  readonly resume: boolean;
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
    throw wrong('--runtime', `there is none called ${values.runtime}`, `Use ${RUNTIMES.join(' or ')}.`);
  return {
    configPath: required('--config', values.config, 'the file that describes the run'),
    outputFolder: required('--out', values.out, 'the folder for the results'),
    runtime,
    resume: values.resume ?? false,
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
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw wrong('command line', message, 'See --help.');
  }
}

function required(option: string, value: string | undefined, meaning: string): string {
  if (value) return value;
  throw wrong(option, `it is missing: ${meaning}`, `Add ${option}; see --help.`);
}

function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw wrong(option, `${JSON.stringify(text)} is not a whole number`, 'Give digits only.');
}

function wrong(where: string, problem: string, fix: string): LabError {
  return new LabError({ code: 'COMMAND_LINE', message: `${where}: ${problem}.`, fix, where });
}
