import { expect, it } from 'vitest';
import { flipRows } from './flip-rows';

it('turns an image upside down, row by row', () => {
  const target = new Uint8ClampedArray(6);
  flipRows(new Uint8Array([1, 2, 3, 4, 5, 6]), target, 2);
  expect([...target]).toEqual([5, 6, 3, 4, 1, 2]);
});
