import { expect, test } from 'vitest';
import { heavyBall } from '../../theory/hyper-parameters';
import { normalSource } from '../../theory/testing/sphere-walk';
import { type SgdOptions, type SgdState, sgdStep } from './sgd';

const options: SgdOptions = { learningRate: 0.5, weightDecay: 0.25, momentum: 0.5, ...heavyBall };
const start: SgdState = { weight: Float64Array.of(4, -8), momentum: null };

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

test('dampening keeps a share out of every buffer but the first', () => {
  const dampened = { ...options, dampening: 0.75 };
  const first = sgdStep(start, Float64Array.of(1, 2), dampened);
  expect([...first.momentum]).toEqual([2, 0]);
  const second = sgdStep(first, Float64Array.of(0.25, 2), dampened);
  expect([...second.momentum]).toEqual([0.5 * 2 + 0.25 * 1, 0]);
});

test('decoupled decay stays out of the buffer', () => {
  const first = sgdStep(start, Float64Array.of(1, 2), { ...options, decoupled: true });
  expect([...first.momentum]).toEqual([1, 2]);
  expect([...first.weight]).toEqual([4 - 0.5 * 0.25 * 4 - 0.5, -8 + 0.5 * 0.25 * 8 - 1]);
});

test('a learning rate in the buffer moves on what it let in before', () => {
  const inside = { ...options, learningRateInBuffer: true };
  const first = sgdStep(start, Float64Array.of(1, 2), inside);
  expect([...first.momentum]).toEqual([1, 0]);
  const second = sgdStep(first, Float64Array.of(0, 0), { ...inside, learningRate: 0 });
  expect([...second.momentum]).toEqual([0.5, 0]);
  expect([...second.weight]).toEqual([3 - 0.5, -8]);
});

test('without momentum it is plain gradient descent, whatever the buffer and the dampening', () => {
  const state: SgdState = { weight: Float64Array.of(1), momentum: Float64Array.of(100) };
  const plain = { ...options, momentum: 0, weightDecay: 0, dampening: 0.5 };
  expect(sgdStep(state, Float64Array.of(2), plain).weight[0]).toBe(0);
});

test('leaves its arguments as they were', () => {
  expect([...start.weight]).toEqual([4, -8]);
});

/** One weight through the pseudo-code of torch.optim.SGD's documentation, written down line by line. */
function torchSgd(weight: number, gradients: readonly number[], o: SgdOptions): number {
  let theta = weight;
  let b: number | undefined;
  for (let g of gradients) {
    if (o.weightDecay !== 0) g = g + o.weightDecay * theta;
    if (o.momentum !== 0) {
      if (b === undefined) b = g;
      else b = o.momentum * b + (1 - o.dampening) * g;
      if (o.nesterov) g = g + o.momentum * b;
      else g = b;
    }
    theta = theta - o.learningRate * g;
  }
  return theta;
}

test.each<Partial<SgdOptions>>([
  {},
  { nesterov: true },
  { dampening: 0.3 },
  { dampening: 1 },
  { momentum: 0, dampening: 0.3 },
  { weightDecay: 0 },
])('twelve steps are PyTorch’s: %o', (changes) => {
  const normal = normalSource(4);
  const gradients = Array.from({ length: 12 }, normal);
  const o = { ...options, learningRate: 0.1, weightDecay: 0.02, momentum: 0.9, ...changes };
  let state: SgdState = { weight: Float64Array.of(1.5), momentum: null };
  for (const g of gradients) state = sgdStep(state, Float64Array.of(g), o);
  expect(state.weight[0]).toBeCloseTo(torchSgd(1.5, gradients, o), 13);
});

test('with a constant learning rate it does not matter whether it acts in the buffer or outside', () => {
  const normal = normalSource(5);
  let outside: SgdState = { weight: Float64Array.of(1.5, -0.5), momentum: null };
  let inside = outside;
  for (let t = 0; t < 12; t++) {
    const gradient = Float64Array.of(normal(), normal());
    outside = sgdStep(outside, gradient, options);
    inside = sgdStep(inside, gradient, { ...options, learningRateInBuffer: true });
  }
  expect(inside.weight[0]).toBeCloseTo(outside.weight[0]!, 12);
  expect(inside.weight[1]).toBeCloseTo(outside.weight[1]!, 12);
});
