/** Errors are made of a name, a place and values; what the types promise is checked by the compiler. */
import { describe, expect, it } from 'vitest';
import { errorData, LabError, labError, toLabErrorData } from './lab-error';

describe('an error', () => {
  it('says what its text says of the place and the values, under its code', () => {
    const error = labError('IDX_TRUNCATED.elements', 'images.gz, byte 20', { found: 4, expected: 16 });
    expect(error.toData()).toEqual({
      code: 'IDX_TRUNCATED',
      message: 'images.gz, byte 20: the file ends after 4 of the 16 bytes that its dimensions promise.',
      fix: expect.stringContaining('Download'),
      where: 'images.gz, byte 20',
    });
  });

  it('keeps its cause, and is the same after a journey as data', () => {
    const cause = new Error('no space');
    const error = labError('NO_RUN', 'run', {}, { cause });
    expect(error.cause).toBe(cause);
    expect(new LabError(structuredClone(error.toData())).toData()).toEqual(errorData('NO_RUN', 'run'));
  });

  it('of another kind is reported as unexpected, in its own words', () => {
    expect(toLabErrorData(new TypeError('x is not a function'), 'training')).toMatchObject({
      code: 'UNEXPECTED',
      message: 'x is not a function',
      where: 'training',
    });
  });

  it('without a text, or without the values that its text asks for, does not compile', () => {
    // @ts-expect-error there is no such name
    expect(() => errorData('NO_SUCH_ERROR', 'run')).toThrow();
    // @ts-expect-error the code alone does not say which problem it is
    expect(() => errorData('IDX_TRUNCATED', 'file')).toThrow();
    // @ts-expect-error values are missing
    expect(() => errorData('SUBSET_RANGE', 'subset size')).toThrow();
    // @ts-expect-error a value is missing
    errorData('SUBSET_RANGE', 'subset size', { size: 1 });
  });
});
