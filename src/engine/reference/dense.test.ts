import { describe, expect, it } from 'vitest';
import { stream } from '../../data/random';
import { type Dense, denseBackward, denseForward } from './dense';
import { expectMidGraphGradient } from './finite-differences';
import { gaussians } from './random-parameters';

describe.each<Dense>([
  { batch: 3, inputs: 5, outputs: 7 },
  { batch: 1, inputs: 1, outputs: 2 },
])('dense, %o', (dense) => {
  const random = stream(dense.inputs, 'dense');
  const x = gaussians(random, dense.batch * dense.inputs);
  const weight = gaussians(random, dense.outputs * dense.inputs);
  const bias = gaussians(random, dense.outputs);

  it('has the gradients of central differences', () => {
    expectMidGraphGradient(
      x,
      (u) => denseForward(u, weight, bias, dense),
      (u, outputGradient) => denseBackward(u, weight, outputGradient, dense).input,
    );
    expectMidGraphGradient(
      weight,
      (u) => denseForward(x, u, bias, dense),
      (u, outputGradient) => denseBackward(x, u, outputGradient, dense).weight,
    );
    expectMidGraphGradient(
      bias,
      (u) => denseForward(x, weight, u, dense),
      (_, outputGradient) => denseBackward(x, weight, outputGradient, dense).bias,
    );
  });
});

it('multiplies by the transposed weight', () => {
  const output = denseForward(Float64Array.of(1, 2), Float64Array.of(3, 4, 5, 6), Float64Array.of(7, 8), {
    batch: 1,
    inputs: 2,
    outputs: 2,
  });
  expect([...output]).toEqual([18, 25]);
});
