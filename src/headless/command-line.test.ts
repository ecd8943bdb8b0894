/** What is asked for is understood, and what cannot be meant is refused by the option's name. */
import { expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import { readCommandLine } from './command-line';

function refused(args: readonly string[]): LabError {
  try {
    readCommandLine(args);
  } catch (error) {
    if (error instanceof LabError) return error;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

it('reads the options', () => {
  expect(readCommandLine(['--config', 'run.json', '--out', 'results'])).toEqual({
    configPath: 'run.json',
    outputFolder: 'results',
    runtime: 'chromium',
    resume: false,
    tune: false,
    steps: undefined,
    seed: undefined,
  });
  const all = ['--config=a', '--out=b', '--runtime=dawn', '--resume', '--tune', '--steps=100', '--seed=7'];
  expect(readCommandLine(all)).toMatchObject({
    runtime: 'dawn',
    resume: true,
    tune: true,
    steps: 100,
    seed: 7,
  });
  expect(readCommandLine(['--help'])).toBeNull();
});

it.each([
  [['--out', 'b'], '--config'],
  [['--config', 'a'], '--out'],
  [['--config', 'a', '--out', 'b', '--runtime', 'firefox'], '--runtime'],
  [['--config', 'a', '--out', 'b', '--steps', '1e3'], '--steps'],
  [['--config', 'a', '--out', 'b', '--seed', 'x'], '--seed'],
  [['--config', 'a', '--out', 'b', '--fast'], 'command line'],
  [['run.json'], 'command line'],
])('refuses %j', (args, where) => {
  expect(refused(args)).toMatchObject({ code: 'COMMAND_LINE', where });
});
