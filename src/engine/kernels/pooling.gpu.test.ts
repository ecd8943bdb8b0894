/** Pooling against the twin: odd sides, overlapping windows, ties, gradients that are added. */
import { describe, expect, test } from 'vitest';
import { stream } from '../../data/random';
import {
  averagePoolBackward,
  averagePoolForward,
  globalAveragePoolBackward,
  globalAveragePoolForward,
  maxPoolBackward,
  maxPoolForward,
  type Pooling,
  poolingOutputShape,
} from '../reference/pooling';
import { DIVISION_ERROR, expectWithin, roundings, sumBounds } from '../testing/error-bound';
import { magnitudes, operands, paddingOf, unwritten } from '../testing/operands';
import { fromGroups, runKernel, toGroups } from '../testing/run-kernel';
import {
  globalPoolingBackward,
  globalPoolingForward,
  type PoolingShape,
  poolingBackward,
  poolingForward,
} from './pooling';

interface Window {
  readonly batch: number;
  readonly sides: readonly [number, number];
  readonly channels: number;
  readonly size: 2 | 3;
  readonly stride: 1 | 2;
}

const windows: Window[] = [
  { batch: 1, sides: [2, 2], channels: 1, size: 2, stride: 2 },
  { batch: 2, sides: [7, 5], channels: 5, size: 2, stride: 2 },
  { batch: 2, sides: [9, 8], channels: 6, size: 3, stride: 2 },
  { batch: 1, sides: [5, 6], channels: 4, size: 3, stride: 1 },
  { batch: 1, sides: [4, 5], channels: 9, size: 2, stride: 1 },
];

/** What a division by the number of pixels and the rounding of its result may add, relative. */
const MEAN_ERROR = DIVISION_ERROR + roundings(1);

function setUp({ batch, sides, channels, size, stride }: Window, kind: PoolingShape['kind']) {
  const shape = { kind, batch, inHeight: sides[0], inWidth: sides[1], channels, size, stride };
  const twin: Pooling = { input: { batch, channels, height: sides[0], width: sides[1] }, size, stride };
  const output = poolingOutputShape(twin);
  const inPixels = sides[0] * sides[1];
  const outPixels = output.height * output.width;
  const random = stream(31, `${kind} ${sides} ${channels}`);
  const dy = operands(random, batch * channels * outPixels, 'wide');
  const held = operands(random, batch * channels * inPixels, 'wide');
  return { shape, twin, inPixels, outPixels, random, dy, held };
}

/** The gradient, alone and added to what is there, against the twin's; each input value is in at most size² windows. */
async function expectGradient(
  { shape, inPixels, outPixels, dy, held }: ReturnType<typeof setUp>,
  x: Float64Array,
  backward: (gradient: Float64Array) => Float64Array,
) {
  const { batch, channels, size, kind } = shape;
  const onGpu = (values: Float64Array) => toGroups(values, batch, channels, inPixels);
  for (const accumulate of [false, true]) {
    const before = held.map((value) => (accumulate ? value : 0));
    const dx = accumulate ? onGpu(before) : unwritten(onGpu(held).length);
    const inputs = kind === 'maxPool' ? [onGpu(x)] : [];
    const kernel = poolingBackward(shape, accumulate);
    const results = await runKernel(kernel, [toGroups(dy, batch, channels, outPixels), dx, ...inputs]);
    const sizes = backward(magnitudes(dy)).map((value, k) => value + Math.abs(before[k]!));
    const bounds = sumBounds(size ** 2 + 1, sizes).map((bound, k) => bound + MEAN_ERROR * sizes[k]!);
    const expected = backward(dy).map((value, k) => value + before[k]!);
    const actual = fromGroups(results[1]!, batch, channels, inPixels);
    expectWithin(actual, expected, bounds, accumulate ? 'dx, added' : 'dx');
    expect(paddingOf(results[1]!, channels).every((value) => value === 0)).toBe(true);
  }
}

const title = '$size×$size/$stride on $sides, $channels channels';

describe('maximum', () => {
  test.each(windows)(title, async (window) => {
    const setup = setUp(window, 'maxPool');
    const { shape, twin, random, inPixels, outPixels } = setup;
    const { batch, channels } = shape;
    const length = batch * channels * inPixels;
    const inputs = [
      operands(random, length, 'wide'),
      // Few values, zero among them as behind a ReLU: most windows have ties.
      Float64Array.from({ length }, () => Math.max(0, random.integer(4) - 1)),
      new Float64Array(length).fill(-2.5),
    ];
    for (const x of inputs) {
      const { output, source } = maxPoolForward(x, twin);
      const y = unwritten(toGroups(output, batch, channels, outPixels).length);
      const results = await runKernel(poolingForward(shape), [toGroups(x, batch, channels, inPixels), y]);
      const exactly = new Float64Array(output.length);
      expectWithin(fromGroups(results[1]!, batch, channels, outPixels), output, exactly, 'y');
      expect(paddingOf(results[1]!, channels).every((value) => value === 0)).toBe(true);
      await expectGradient(setup, x, (gradient) => maxPoolBackward(source, gradient, twin));
    }
  });
});

describe('average', () => {
  test.each(windows)(title, async (window) => {
    const setup = setUp(window, 'averagePool');
    const { shape, twin, random, inPixels, outPixels } = setup;
    const { batch, channels, size } = shape;
    const x = operands(random, batch * channels * inPixels, 'wide');
    const expected = averagePoolForward(x, twin);
    const y = unwritten(toGroups(expected, batch, channels, outPixels).length);
    const results = await runKernel(poolingForward(shape), [toGroups(x, batch, channels, inPixels), y]);
    const sizes = averagePoolForward(magnitudes(x), twin);
    const bounds = sumBounds(size ** 2, sizes).map((bound, k) => bound + MEAN_ERROR * sizes[k]!);
    expectWithin(fromGroups(results[1]!, batch, channels, outPixels), expected, bounds, 'y');
    expect(paddingOf(results[1]!, channels).every((value) => value === 0)).toBe(true);
    await expectGradient(setup, x, (gradient) => averagePoolBackward(gradient, twin));
  });
});

describe('global average', () => {
  test.each([
    { batch: 1, sides: [1, 1], channels: 1 },
    { batch: 3, sides: [5, 7], channels: 6 },
    { batch: 17, sides: [4, 4], channels: 16 },
  ])('$sides, batch $batch, $channels channels', async ({ batch, sides, channels }) => {
    const [height, width] = sides as [number, number];
    const pixels = height * width;
    const input = { batch, channels, height, width };
    const shape = { batch, pixels, channels };
    const random = stream(31, `global ${pixels}`);
    const x = operands(random, batch * channels * pixels, 'wide');
    const dy = operands(random, batch * channels, 'wide');
    const dyOnGpu = toGroups(dy, batch, channels, 1);
    const [, y] = await runKernel(globalPoolingForward(shape), [
      toGroups(x, batch, channels, pixels),
      unwritten(dyOnGpu.length),
    ]);
    const sizes = globalAveragePoolForward(magnitudes(x), input);
    const bounds = sumBounds(pixels, sizes).map((bound, k) => bound + MEAN_ERROR * sizes[k]!);
    expectWithin(fromGroups(y!, batch, channels, 1), globalAveragePoolForward(x, input), bounds, 'y');
    expect(paddingOf(y!, channels).every((value) => value === 0)).toBe(true);

    const held = operands(random, x.length);
    for (const accumulate of [false, true]) {
      const before = held.map((value) => (accumulate ? value : 0));
      const content = toGroups(before, batch, channels, pixels);
      const dx = accumulate ? content : unwritten(content.length);
      const results = await runKernel(globalPoolingBackward(shape, accumulate), [dyOnGpu, dx]);
      const expected = globalAveragePoolBackward(dy, input).map((value, k) => value + before[k]!);
      const gradientSizes = globalAveragePoolBackward(magnitudes(dy), input);
      const dxBounds = gradientSizes.map(
        (size, k) => MEAN_ERROR * size + roundings(1) * (size + Math.abs(before[k]!)),
      );
      expectWithin(fromGroups(results[1]!, batch, channels, pixels), expected, dxBounds, 'dx');
      expect(paddingOf(results[1]!, channels).every((value) => value === 0)).toBe(true);
    }
  });
});
