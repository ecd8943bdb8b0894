/** Logs as trainings elsewhere write them, and what is wrong with others, by line. */
import { describe, expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import { MAX_LOG_LINES, parseUpdateLog, readUpdateLog } from './update-log';

function problem(text: string): LabError {
  try {
    parseUpdateLog(text, 'log.csv');
  } catch (error) {
    if (error instanceof LabError) return error;
  }
  throw new Error('nothing was thrown');
}

describe('a log', () => {
  it.each([
    ['two columns', '0,0.02\n10,0.01\n'],
    ['a header in any order', 'loss,AU,Step\n1.2,0.02,0\r\n1.1,0.01,10\r\n'],
    [
      'semicolons, comments, empty lines, a byte order mark',
      '\uFEFF# mine\nstep;au\n\n0;2e-2\n# later\n10;1e-2',
    ],
    ['blanks', '0 0.02\n10 0.01'],
    ['tabs and quotes', '"iteration"\t"angular_update"\n0\t0.02\n10\t0.01'],
  ])('of %s is read', (_, text) => {
    const { steps, angles } = parseUpdateLog(text, 'log.csv');
    expect([...steps]).toEqual([0, 10]);
    expect([...angles]).toEqual([0.02, 0.01]);
  });

  it.each([
    ['0,0.02\n1,zero', 'line 2', 'zero'],
    ['step,au\n0,0.02\n0,0.02', 'line 3', 'ascend'],
    ['-1,0.02', 'line 1', 'ascend'],
    ['0,0.02\n1,3.2', 'line 2', '3.2'],
    ['0,0.02\n1,-0.1', 'line 2', '-0.1'],
    ['0,0.02\n1', 'line 2', '1 of the columns'],
    ['step,loss\n0,0.02', 'line 1', 'au'],
    ['', 'log.csv', 'no step'],
    ['step,au\n', 'log.csv', 'no step'],
    ['0,1e999', 'line 1', '1e999'],
  ])('%j is refused, with its line', (text, where, said) => {
    const error = problem(text);
    expect(error.code).toBe('UPDATE_LOG_INVALID');
    expect(error.where).toContain(where);
    expect(error.message).toContain(said);
  });

  it('of too many lines or bytes is refused', async () => {
    expect(problem('\n'.repeat(MAX_LOG_LINES)).message).toContain(String(MAX_LOG_LINES));
    const large = { name: 'log.csv', size: 1e9, text: () => Promise.reject(new Error('it was read')) };
    await expect(readUpdateLog(large as unknown as File)).rejects.toThrow('1000000000 bytes');
  });
});
