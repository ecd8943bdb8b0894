import { describe, expect, it } from 'vitest';
import { stream } from '../../data/random';
import { sizeOf } from './batch-shape';
import { expectMidGraphGradient } from './finite-differences';
import {
  averagePoolBackward,
  averagePoolForward,
  globalAveragePoolBackward,
  globalAveragePoolForward,
  maxPoolBackward,
  maxPoolForward,
  type Pooling,
  poolingOutputShape,
} from './pooling';
import { gaussians } from './random-parameters';

const SHAPES: readonly [string, Pooling][] = [
  ['2×2, odd sides', { input: { batch: 2, channels: 3, height: 5, width: 7 }, size: 2, stride: 2 }],
  ['3×3, overlapping', { input: { batch: 1, channels: 5, height: 6, width: 7 }, size: 3, stride: 2 }],
  ['3×3, stride 1', { input: { batch: 2, channels: 1, height: 4, width: 5 }, size: 3, stride: 1 }],
  ['one window', { input: { batch: 1, channels: 1, height: 2, width: 2 }, size: 2, stride: 1 }],
];

describe.each(SHAPES)('pooling, %s', (name, pooling) => {
  const x = gaussians(stream(1, `pooling ${name}`), sizeOf(pooling.input));

  it('has the gradient of central differences: max', () => {
    expectMidGraphGradient(
      x,
      (u) => maxPoolForward(u, pooling).output,
      (u, outputGradient) => maxPoolBackward(maxPoolForward(u, pooling).source, outputGradient, pooling),
    );
  });

  it('has the gradient of central differences: average', () => {
    expectMidGraphGradient(
      x,
      (u) => averagePoolForward(u, pooling),
      (_, outputGradient) => averagePoolBackward(outputGradient, pooling),
    );
  });

  it('has the gradient of central differences: global average', () => {
    expectMidGraphGradient(
      x,
      (u) => globalAveragePoolForward(u, pooling.input),
      (_, outputGradient) => globalAveragePoolBackward(outputGradient, pooling.input),
    );
  });
});

describe('pooling by hand', () => {
  const pooling: Pooling = { input: { batch: 1, channels: 1, height: 3, width: 5 }, size: 2, stride: 2 };
  // biome-ignore format: the image's rows
  const image = Float64Array.of(
    1, 2, 7, 7, 9,
    2, 2, 7, 0, 9,
    9, 9, 9, 9, 9,
  );

  it('does not read what is left over at the far edges', () => {
    expect(poolingOutputShape(pooling)).toEqual({ batch: 1, channels: 1, height: 1, width: 2 });
    expect([...averagePoolForward(image, pooling)]).toEqual([1.75, 5.25]);
    expect([...maxPoolForward(image, pooling).output]).toEqual([2, 7]);
  });

  it('takes the first of equal maxima in row order', () => {
    expect([...maxPoolForward(image, pooling).source]).toEqual([1, 2]);
  });

  it('hands on values that are NaN or −∞', () => {
    const shape: Pooling = { input: { batch: 1, channels: 1, height: 2, width: 2 }, size: 2, stride: 2 };
    expect(maxPoolForward(Float64Array.of(1, Number.NaN, 3, 2), shape).output[0]).toBeNaN();
    const lowest = maxPoolForward(new Float64Array(4).fill(Number.NEGATIVE_INFINITY), shape);
    expect([lowest.output[0], lowest.source[0]]).toEqual([Number.NEGATIVE_INFINITY, 0]);
  });
});
