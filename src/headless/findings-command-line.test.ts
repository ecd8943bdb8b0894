/** What is asked for is understood, and what cannot be meant is refused by the option's name. */
import { expect, it } from 'vitest';
import { readFindingsCommandLine } from './findings-command-line';

it('reads the options', () => {
  expect(readFindingsCommandLine([])).toEqual({
    seeds: [1],
    only: null,
    dataSource: 'glyphs',
    sabotage: false,
    tune: false,
    outputFolder: 'findings-results',
    runtime: 'chromium',
  });
  const all = [
    '--seed=1,2,3',
    '--only=4,1',
    '--data=fashion-mnist',
    '--sabotage',
    '--tune',
    '--out=x',
    '--runtime=dawn',
  ];
  expect(readFindingsCommandLine(all)).toEqual({
    seeds: [1, 2, 3],
    only: [4, 1],
    dataSource: 'fashion-mnist',
    sabotage: true,
    tune: true,
    outputFolder: 'x',
    runtime: 'dawn',
  });
  expect(readFindingsCommandLine(['--help'])).toBeNull();
});

it.each([
  [['--seed', 'x'], '--seed'],
  [['--only', '1,'], '--only'],
  [['--only', '10'], '--only'],
  [['--only', '0'], '--only'],
  [['--data', 'mnist'], '--data'],
  [['--runtime', 'firefox'], '--runtime'],
  [['--fast'], 'command line'],
])('refuses %j', (args, where) => {
  expect(() => readFindingsCommandLine(args)).toThrow(
    expect.objectContaining({ code: 'COMMAND_LINE', where }),
  );
});
