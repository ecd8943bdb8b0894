import { expect, test } from 'vitest';
import { stream } from '../../data/random';
import { expectGradient } from './finite-differences';
import { gaussians } from './random-parameters';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

test('has the gradient of central differences', () => {
  const labels = [2, 0, 6];
  const logits = gaussians(stream(1, 'softmax'), 3 * 7, 3);
  expectGradient({
    loss: (values) => softmaxCrossEntropy(values, labels).loss,
    at: logits,
    gradient: softmaxCrossEntropy(logits, labels).gradient,
  });
});

test('of equal logits is the logarithm of the number of classes; the first of equal ones is the guess', () => {
  const { loss, correct } = softmaxCrossEntropy(new Float64Array(20), [0, 3]);
  expect(loss).toBeCloseTo(Math.log(10), 14);
  expect(correct).toBe(1);
});

test('is exact for extreme logits', () => {
  const { loss, correct, gradient } = softmaxCrossEntropy(
    Float64Array.of(1e5, -1e5, 0, -1e300, 1e300, 0),
    [1, 1],
  );
  expect(loss).toBe(1e5);
  expect(correct).toBe(1);
  expect([...gradient]).toEqual([0.5, -0.5, 0, 0, 0, 0]);
});

test('tells that a network has diverged', () => {
  expect(softmaxCrossEntropy(Float64Array.of(Number.NaN, 0), [0]).loss).toBeNaN();
});
