import { expect, test } from 'vitest';
import { SECTIONS } from '../bench';
import { readCommandLine } from './command-line';

test('nothing asked for means everything, in Chromium', () => {
  expect(readCommandLine([])).toEqual({
    runtime: 'chromium',
    options: { sections: SECTIONS, quick: false },
    peers: null,
    python: null,
    out: null,
    whole: true,
  });
});

test('parts are not the whole', () => {
  expect(readCommandLine(['--only', 'cases,cost'])).toMatchObject({
    options: { sections: ['cases', 'cost'] },
    whole: false,
  });
  expect(readCommandLine(['--peers', ''])).toMatchObject({ peers: [], whole: false });
  expect(readCommandLine(['--quick'])?.whole).toBe(false);
});

test('what does not exist is an error that names it', () => {
  expect(() => readCommandLine(['--only', 'speed'])).toThrow('speed');
  expect(() => readCommandLine(['--runtime', 'deno'])).toThrow('deno');
  expect(() => readCommandLine(['--fast'])).toThrow('--fast');
});

test('--help is help', () => {
  expect(readCommandLine(['--help'])).toBeNull();
});
