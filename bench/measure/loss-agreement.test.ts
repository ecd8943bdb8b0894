import { expect, test } from 'vitest';
import { compareLosses } from './loss-agreement';

test('losses within the tolerance agree', () => {
  expect(compareLosses([2.3, 2.1, 1.9], [2.3004, 2.1, 1.9])).toEqual({
    agrees: true,
    difference: expect.closeTo(4e-4, 9),
  });
});

test('a peer whose third step differs trains something else', () => {
  expect(compareLosses([2.3, 2.1, 1.9], [2.3, 2.1, 1.92]).agrees).toBe(false);
});

test('missing and infinite losses never agree, nor do fewer than three', () => {
  expect(compareLosses([2.3, 2.1, 1.9], [2.3, 2.1])).toEqual({
    agrees: false,
    difference: null,
  });
  expect(compareLosses([2.3, 2.1, 1.9], [2.3, 2.1, Number.NaN]).agrees).toBe(false);
  expect(compareLosses([2.3, 2.1], [2.3, 2.1]).agrees).toBe(false);
  expect(compareLosses([], []).agrees).toBe(false);
});
