import { expect, test } from 'vitest';
import { stream } from '../../data/random';
import { add, reluBackward, reluForward } from './activation';
import { expectMidGraphGradient } from './finite-differences';
import { gaussians } from './random-parameters';

const random = stream(1, 'activation');

test('relu has the gradient of central differences', () => {
  expectMidGraphGradient(gaussians(random, 31), reluForward, (u, outputGradient) =>
    reluBackward(reluForward(u), outputGradient),
  );
});

test('relu has the derivative 0 at 0, and keeps NaN', () => {
  const output = reluForward(Float64Array.of(-1, 0, 2, Number.NaN));
  expect([...output]).toEqual([0, 0, 2, Number.NaN]);
  expect([...reluBackward(output, Float64Array.of(5, 5, 5, 5)).subarray(0, 3)]).toEqual([0, 0, 5]);
});

test('relu of all-negative values is dead: no value, no gradient', () => {
  const output = reluForward(gaussians(random, 9).map((value) => -Math.abs(value) - 1e-9));
  expect(Math.max(...output)).toBe(0);
  expect(Math.max(...reluBackward(output, new Float64Array(9).fill(1)))).toBe(0);
});

test('add hands the incoming gradient to both', () => {
  const other = gaussians(random, 7);
  expectMidGraphGradient(
    gaussians(random, 7),
    (u) => add(u, other),
    (_, outputGradient) => outputGradient,
  );
});
