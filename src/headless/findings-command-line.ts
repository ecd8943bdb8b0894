/** The command line of `npm run findings`: what can be asked for, and what is wrong with what was asked. */
import { parseArgs } from 'node:util';
import { labError, reasonOf } from '../config/lab-error';
import { FINDING_DATA_SOURCES, FINDING_IDS, type FindingDataSource } from '../findings/finding';
import { places } from '../messages';
import { RUNTIMES, type RuntimeName } from './command-line';

export interface FindingsCommandLine {
  /** Each finding is run with each of them. */
  readonly seeds: readonly number[];
  /** Numbers of the findings; null means all there are. */
  readonly only: readonly number[] | null;
  readonly dataSource: FindingDataSource;
  readonly sabotage: boolean;
  /** Choose the kernels by timing them. */
  readonly tune: boolean;
  readonly outputFolder: string;
  readonly runtime: RuntimeName;
}

/** The command line's meaning, null where help is wanted. Throws a LabError `COMMAND_LINE` that names the option. */
export function readFindingsCommandLine(args: readonly string[]): FindingsCommandLine | null {
  const values = parse(args);
  if (values.help) return null;
  const only = values.only === undefined ? null : numbers('--only', values.only);
  const unknown = only?.find((number) => number < 1 || number > FINDING_IDS.length);
  if (unknown !== undefined)
    throw labError('COMMAND_LINE.finding', '--only', { found: unknown, last: FINDING_IDS.length });
  return {
    seeds: numbers('--seed', values.seed),
    only,
    dataSource: oneOf('--data', values.data, FINDING_DATA_SOURCES),
    sabotage: values.sabotage,
    tune: values.tune,
    outputFolder: values.out,
    runtime: oneOf('--runtime', values.runtime, RUNTIMES),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: '1' },
        only: { type: 'string' },
        data: { type: 'string', default: 'glyphs' },
        sabotage: { type: 'boolean', default: false },
        tune: { type: 'boolean', default: false },
        out: { type: 'string', default: 'findings-results' },
        runtime: { type: 'string', default: 'chromium' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw labError('COMMAND_LINE.unreadable', places.commandLine, { reason: reasonOf(error) });
  }
}

function oneOf<Choice extends string>(option: string, found: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === found);
  if (choice === undefined) throw labError('COMMAND_LINE.choice', option, { found, choices });
  return choice;
}

function numbers(option: string, text: string): number[] {
  const parts = text.split(',');
  const wrong = parts.find((part) => !/^\d{1,9}$/.test(part));
  if (wrong !== undefined) throw labError('COMMAND_LINE.number', option, { text: JSON.stringify(wrong) });
  return [...new Set(parts.map(Number))];
}
