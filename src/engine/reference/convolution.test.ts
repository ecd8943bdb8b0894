import { describe, expect, it } from 'vitest';
import { stream } from '../../data/random';
import { type BatchShape, sizeOf } from './batch-shape';
import {
  type Convolution,
  convolutionBackwardData,
  convolutionBackwardFilter,
  convolutionForward,
  convolutionOutputShape,
} from './convolution';
import { expectMidGraphGradient } from './finite-differences';
import { gaussians } from './random-parameters';

const input = (batch: number, channels: number, height: number, width: number): BatchShape => ({
  batch,
  channels,
  height,
  width,
});

const SHAPES: readonly [string, Convolution][] = [
  ['3×3', { input: input(2, 3, 5, 7), outputChannels: 5, kernel: 3, stride: 1, padding: 1 }],
  ['3×3 without padding', { input: input(1, 2, 5, 4), outputChannels: 3, kernel: 3, stride: 1, padding: 0 }],
  ['stride 2, odd sides', { input: input(2, 2, 7, 5), outputChannels: 3, kernel: 3, stride: 2, padding: 1 }],
  ['stride 2, even sides', { input: input(1, 5, 6, 8), outputChannels: 2, kernel: 3, stride: 2, padding: 1 }],
  ['1×1, stride 2', { input: input(2, 3, 5, 6), outputChannels: 4, kernel: 1, stride: 2, padding: 0 }],
  ['1×1 with padding', { input: input(1, 1, 3, 3), outputChannels: 1, kernel: 1, stride: 1, padding: 1 }],
  ['one pixel', { input: input(1, 1, 1, 1), outputChannels: 1, kernel: 3, stride: 2, padding: 1 }],
  ['one row', { input: input(3, 1, 1, 9), outputChannels: 2, kernel: 3, stride: 2, padding: 1 }],
];

/** The formula, literally: one output at a time, zero outside the image. */
function byDefinition(x: Float64Array, weight: Float64Array, convolution: Convolution): Float64Array {
  const { input: shape, outputChannels, kernel, stride, padding } = convolution;
  const { height, width } = convolutionOutputShape(convolution);
  const output: number[] = [];
  const pixel = (n: number, i: number, row: number, column: number) =>
    row < 0 || row >= shape.height || column < 0 || column >= shape.width
      ? 0
      : x[((n * shape.channels + i) * shape.height + row) * shape.width + column]!;
  for (let n = 0; n < shape.batch; n++)
    for (let o = 0; o < outputChannels; o++)
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++) {
          let sum = 0;
          for (let tap = 0; tap < shape.channels * kernel ** 2; tap++) {
            const i = Math.floor(tap / kernel ** 2);
            const dr = Math.floor(tap / kernel) % kernel;
            const dc = tap % kernel;
            sum +=
              weight[o * shape.channels * kernel ** 2 + tap]! *
              pixel(n, i, stride * row + dr - padding, stride * column + dc - padding);
          }
          output.push(sum);
        }
  return Float64Array.from(output);
}

describe.each(SHAPES)('convolution, %s', (name, convolution) => {
  const random = stream(1, `convolution ${name}`);
  const x = gaussians(random, sizeOf(convolution.input));
  const weight = gaussians(
    random,
    convolution.outputChannels * convolution.input.channels * convolution.kernel ** 2,
  );

  it('is its formula', () => {
    const expected = byDefinition(x, weight, convolution);
    const output = convolutionForward(x, weight, convolution);
    expect(output.length).toBe(expected.length);
    output.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 12);
    });
  });

  it('has the gradient of central differences with respect to its input', () => {
    expectMidGraphGradient(
      x,
      (u) => convolutionForward(u, weight, convolution),
      (_, outputGradient) => convolutionBackwardData(outputGradient, weight, convolution),
    );
  });

  it('has the gradient of central differences with respect to its weight', () => {
    expectMidGraphGradient(
      weight,
      (u) => convolutionForward(x, u, convolution),
      (_, outputGradient) => convolutionBackwardFilter(x, outputGradient, convolution),
    );
  });
});
