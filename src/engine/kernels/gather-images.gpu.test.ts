/** Picking and normalising images: against the formula, with images that do not begin at whole words. */
import { expect, test } from 'vitest';
import { stream } from '../../data/random';
import { expectWithin, roundings } from '../testing/error-bound';
import { unwritten } from '../testing/operands';
import { runKernel } from '../testing/run-kernel';
import { gatherImages } from './gather-images';

/** Bytes packed four to a word. */
function words(bytes: Uint8Array): Uint32Array<ArrayBuffer> {
  const padded = new Uint8Array(4 * Math.ceil(bytes.length / 4));
  padded.set(bytes);
  return new Uint32Array(padded.buffer);
}

test.each([
  { name: 'one gray image of one pixel', count: 1, batch: 1, channels: 1, pixels: 1 },
  { name: 'gray, odd size', count: 9, batch: 5, channels: 1, pixels: 35 },
  { name: 'colour, odd size', count: 7, batch: 6, channels: 3, pixels: 15 },
  { name: 'gray, whole words', count: 9, batch: 5, channels: 1, pixels: 36 },
  { name: 'colour, whole words', count: 7, batch: 6, channels: 3, pixels: 100 },
])('$name', async ({ count, batch, channels, pixels }) => {
  const random = stream(22, `gather ${channels} ${pixels}`);
  const bytes = Uint8Array.from({ length: count * channels * pixels }, () => random.integer(256));
  bytes.set([0, 255].slice(0, bytes.length));
  const labels = Uint8Array.from({ length: count }, () => random.integer(256));
  // The first and the last image, and the last one again.
  const indices = Uint32Array.from({ length: batch }, (_, n) =>
    n === 0 ? 0 : n < 3 ? count - 1 : random.integer(count),
  );
  const normalisation = { mean: 0.2860402, deviation: 0.3530242 };
  const kernel = gatherImages({ batch, channels, pixels, normalisation });
  const results = await runKernel(
    kernel,
    [words(bytes), words(labels), indices, unwritten(batch * channels * pixels), new Uint32Array(batch)],
    { learningRate: 0, weightDecay: 0, momentum: 0, valid: batch },
  );
  const { mean, deviation } = normalisation;
  const expected = new Float64Array(batch * pixels * channels);
  const bounds = new Float64Array(expected.length);
  for (let n = 0; n < batch; n++)
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let channel = 0; channel < channels; channel++) {
        const at = (n * pixels + pixel) * channels + channel;
        const value = bytes[(indices[n]! * channels + channel) * pixels + pixel]! / 255;
        expected[at] = (value - mean) / deviation;
        // Scale and shift are rounded, then the product, then the sum.
        bounds[at] = roundings(3) * ((value + mean) / deviation);
      }
  expectWithin(results[3]!, expected, bounds, 'x');
  const found = new Uint32Array(results[4]!.buffer);
  expect(Array.from(found)).toEqual(Array.from(indices, (index) => labels[index]!));
});

test.each([
  { pixels: 3, values: [0, -0, 1e-30, -3.5, 0.1, 7, 8, 9, 10, 11, 12, 3e38] },
  { pixels: 4, values: [0, -0, 1e-30, -3.5, 0.1, 7, 8, 9, 10, 11, 12, 3e38, 13, 14, 15, 16] },
])('images of $pixels float32 values are taken as they are', async ({ pixels, values: given }) => {
  const channels = 2;
  const values = Float32Array.from(given);
  const kernel = gatherImages({ batch: 2, channels, pixels, normalisation: null });
  const results = await runKernel(
    kernel,
    [values, words(Uint8Array.of(4, 5)), Uint32Array.of(1, 0), unwritten(values.length), new Uint32Array(2)],
    { learningRate: 0, weightDecay: 0, momentum: 0, valid: 2 },
  );
  // Channels last.
  const order = [1, 0].flatMap((image) =>
    Array.from({ length: pixels }, (_, p) => [0, 1].map((c) => (image * channels + c) * pixels + p)).flat(),
  );
  expect(Array.from(results[3]!)).toEqual(order.map((index) => values[index]));
  expect(Array.from(new Uint32Array(results[4]!.buffer))).toEqual([5, 4]);
});
