import { expect, test } from 'vitest';
import { type SgdOptions, type SgdState, sgdStep } from './sgd';

const options: SgdOptions = { learningRate: 0.5, weightDecay: 0.25, momentum: 0.5, nesterov: false };
const start: SgdState = { weight: Float64Array.of(4, -8), momentum: Float64Array.of(0, 0) };

/** Values that are exact in binary, worked out by hand from PyTorch's documentation of torch.optim.SGD. */
test('heavy ball: the first step has v = g + λw', () => {
  const first = sgdStep(start, Float64Array.of(1, 2), options);
  expect([...first.momentum]).toEqual([2, 0]);
  expect([...first.weight]).toEqual([3, -8]);
  const second = sgdStep(first, Float64Array.of(0.25, 2), options);
  expect([...second.momentum]).toEqual([2, 0]);
  expect([...second.weight]).toEqual([2, -8]);
});

test('Nesterov steps along d + αv with the new v', () => {
  const first = sgdStep(start, Float64Array.of(1, 2), { ...options, nesterov: true });
  expect([...first.momentum]).toEqual([2, 0]);
  expect([...first.weight]).toEqual([4 - 0.5 * (2 + 0.5 * 2), -8]);
});

test('without momentum it is plain gradient descent, whatever the buffer', () => {
  const state: SgdState = { weight: Float64Array.of(1), momentum: Float64Array.of(100) };
  const { weight } = sgdStep(state, Float64Array.of(2), { ...options, momentum: 0, weightDecay: 0 });
  expect(weight[0]).toBe(0);
});

test('leaves its arguments as they were', () => {
  expect([...start.weight, ...start.momentum]).toEqual([4, -8, 0, 0]);
});
