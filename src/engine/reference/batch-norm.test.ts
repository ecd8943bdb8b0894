import { describe, expect, it } from 'vitest';
import { LabError } from '../../config/lab-error';
import { stream } from '../../data/random';
import { batchNormBackward, batchNormForward, batchStatistics, updateRunningStatistics } from './batch-norm';
import { type BatchShape, sizeOf } from './batch-shape';
import { expectMidGraphGradient } from './finite-differences';
import { gaussians } from './random-parameters';

const SHAPES: readonly [string, BatchShape, number][] = [
  ['5 channels', { batch: 3, channels: 5, height: 3, width: 2 }, 1e-5],
  ['batch 1, one channel', { batch: 1, channels: 1, height: 3, width: 5 }, 1e-5],
  ['1×1 images', { batch: 4, channels: 3, height: 1, width: 1 }, 1e-5],
  ['a large ε', { batch: 2, channels: 2, height: 3, width: 3 }, 0.5],
  ['ε = 0', { batch: 2, channels: 2, height: 3, width: 3 }, 0],
];

describe.each(SHAPES)('batch norm, %s', (name, shape, epsilon) => {
  const random = stream(1, `batch norm ${name}`);
  const x = gaussians(random, sizeOf(shape)).map((value) => 2 * value + 3);
  const weight = gaussians(random, shape.channels);
  const bias = gaussians(random, shape.channels);
  const training = (values: Float64Array, scale = weight, shift = bias) =>
    batchNormForward(values, batchStatistics(values, shape), { weight: scale, bias: shift, epsilon }, shape);
  const gradients = (values: Float64Array, scale: Float64Array, outputGradient: Float64Array) =>
    batchNormBackward(
      values,
      batchStatistics(values, shape),
      { weight: scale, epsilon },
      outputGradient,
      shape,
    );

  it('gives each channel the mean β and the variance γ²·variance/(variance + ε)', () => {
    const before = batchStatistics(x, shape);
    const after = batchStatistics(training(x), shape);
    for (let channel = 0; channel < shape.channels; channel++) {
      const variance = before.variance[channel]!;
      expect(after.mean[channel]).toBeCloseTo(bias[channel]!, 12);
      const expected = (weight[channel]! ** 2 * variance) / (variance + epsilon);
      expect(after.variance[channel]).toBeCloseTo(expected, 12);
    }
  });

  it('has the gradients of central differences, through mean and variance', () => {
    expectMidGraphGradient(
      x,
      (u) => training(u),
      (u, outputGradient) => gradients(u, weight, outputGradient).input,
    );
    expectMidGraphGradient(
      weight,
      (u) => training(x, u),
      (u, outputGradient) => gradients(x, u, outputGradient).weight,
    );
    expectMidGraphGradient(
      bias,
      (u) => training(x, weight, u),
      (_, outputGradient) => gradients(x, weight, outputGradient).bias,
    );
  });
});

describe('batch statistics', () => {
  it('do not cancel when the mean is a million deviations', () => {
    const values = Float64Array.of(1, 2, 3, 4).map((value) => value + 4e6);
    const { mean, variance } = batchStatistics(values, { batch: 1, channels: 1, height: 2, width: 2 });
    expect(mean[0]).toBe(4e6 + 2.5);
    expect(variance[0]).toBe(1.25);
  });

  it('move the running ones by a tenth, with the unbiased variance', () => {
    const shape = { batch: 2, channels: 2, height: 1, width: 1 };
    const batch = batchStatistics(Float64Array.of(1, 10, 3, 30), shape);
    const running = { mean: Float64Array.of(0, 1), variance: Float64Array.of(1, 2) };
    const moved = updateRunningStatistics(running, batch, shape);
    // Channel 0 holds 1 and 3: mean 2, unbiased variance 2. Channel 1 holds 10 and 30: mean 20, variance 200.
    expect([...moved.mean]).toEqual([0.2, 2.9]);
    expect([...moved.variance]).toEqual([0.9 + 0.2, 1.8 + 20]);
  });

  it('refuse a single value per channel', () => {
    const shape = { batch: 1, channels: 2, height: 1, width: 1 };
    const batch = batchStatistics(Float64Array.of(1, 2), shape);
    expect(() => updateRunningStatistics(batch, batch, shape)).toThrow(LabError);
  });
});
