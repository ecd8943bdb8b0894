/** Errors of a log of angular updates from a training elsewhere. */
import type { ErrorText } from './error-text';

const log = (where: string, problem: string): ErrorText => ({
  message: `${where}: ${problem}.`,
  fix: 'Give a text file with a line for each step: its number, a comma, and the angle in rad. A first line may name the columns step and au.',
});

export const updateLogErrors = {
  'UPDATE_LOG_INVALID.size': (where: string, { bytes, limit }: { bytes: number; limit: number }) =>
    log(where, `it has ${bytes} bytes; at most ${limit} are read`),
  'UPDATE_LOG_INVALID.rows': (where: string, { limit }: { limit: number }) =>
    log(where, `it is longer than ${limit} lines`),
  'UPDATE_LOG_INVALID.empty': (where: string) => log(where, 'there is no step in it'),
  'UPDATE_LOG_INVALID.header': (where: string, { missing }: { missing: string }) =>
    log(where, `none of the columns is called ${missing}`),
  'UPDATE_LOG_INVALID.columns': (where: string, { found }: { found: number }) =>
    log(where, `it has ${found} of the columns that are needed`),
  'UPDATE_LOG_INVALID.number': (where: string, { text }: { text: string }) =>
    log(where, `${text} is not a number`),
  'UPDATE_LOG_INVALID.angle': (where: string, { text }: { text: string }) =>
    log(where, `${text} is not an angle from 0 to π rad`),
  'UPDATE_LOG_INVALID.order': (where: string, { step, before }: { step: number; before: number }) =>
    log(where, `step ${step} comes after step ${before}; steps must ascend from 0`),
};
