/** What stands between convolutions, with every combination of its parts, against the twin's separate operations. */
import { describe, expect, test } from 'vitest';
import { type RandomStream, stream } from '../../data/random';
import { add, reluBackward, reluForward } from '../reference/activation';
import { batchNormForward } from '../reference/batch-norm';
import { expectWithin, roundings, SMALLEST_NORMAL } from '../testing/error-bound';
import { float32, operands, paddingOf, unwritten } from '../testing/operands';
import { fromGroups, runKernel, toGroups } from '../testing/run-kernel';
import { activationBackward, activationForward } from './activation';
import { reluMask } from './relu-mask';

const booleans = [false, true];
const variants = booleans.flatMap((norm) =>
  booleans.flatMap((branch) => booleans.map((relu) => ({ norm, branch, relu }))),
);
const backwardVariants = variants.flatMap((variant) =>
  (variant.branch ? booleans : [false]).map((accumulate) => ({ ...variant, accumulate })),
);
const sizes = [
  { batch: 1, channels: 1, pixels: 1 },
  { batch: 2, channels: 6, pixels: 35 },
  { batch: 3, channels: 8, pixels: 16 },
];

/** Per channel, BN's coefficients as the kernels keep them: [mean, scale, shift, inverse deviation][groups]. */
function drawCoefficients(random: RandomStream, channels: number) {
  const mean = operands(random, channels).map((value, c) => Math.fround([1, 1e3, -1e4][c % 3]! * value));
  const scale = operands(random, channels);
  const shift = operands(random, channels);
  const lanes = (values: Float64Array) => [...toGroups(values, 1, channels, 1)];
  const inverse = new Float64Array(channels).fill(1);
  const onGpu = float32([mean, scale, shift, inverse].flatMap(lanes));
  return { mean, scale, shift, onGpu };
}

describe.each(sizes)('batch $batch, $channels channels, $pixels pixels', ({ batch, channels, pixels }) => {
  const shape = { batch, channels, height: 1, width: pixels };
  const rows = batch * pixels;
  const length = rows * channels;
  const channelOf = (k: number) => Math.floor(k / pixels) % channels;
  const onGpu = (values: Float64Array) => toGroups(values, batch, channels, pixels);
  const offGpu = (values: Float32Array) => fromGroups(values, batch, channels, pixels);

  test.each(variants)('forward: norm $norm, branch $branch, relu $relu', async ({ norm, branch, relu }) => {
    const random = stream(41, `forward ${norm} ${branch} ${relu}`);
    const coefficients = drawCoefficients(random, channels);
    const { mean, scale, shift } = coefficients;
    const x = operands(random, length, 'wide').map((value, k) =>
      norm ? Math.fround(value + mean[channelOf(k)]!) : value,
    );
    const other = operands(random, length, 'wide');
    const buffers = [onGpu(x), unwritten(onGpu(x).length)];
    if (norm) buffers.push(coefficients.onGpu);
    if (branch) buffers.push(onGpu(other));
    const results = await runKernel(activationForward({ rows, channels, norm, branch, relu }), buffers);

    const statistics = { mean, variance: new Float64Array(channels).fill(1) };
    const affine = { weight: scale, bias: shift, epsilon: 0 };
    const normalised = norm ? batchNormForward(x, statistics, affine, shape) : x;
    const joined = branch ? add(normalised, other) : normalised;
    const bounds = x.map((value, k) => {
      const c = channelOf(k);
      const size = norm ? Math.abs(scale[c]! * (value - mean[c]!)) + Math.abs(shift[c]!) : Math.abs(value);
      // Subtraction, product, two sums; without norm and branch nothing is computed.
      return norm || branch
        ? roundings(4) * (size + (branch ? Math.abs(other[k]!) : 0)) + SMALLEST_NORMAL
        : 0;
    });
    expectWithin(offGpu(results[1]!), relu ? reluForward(joined) : joined, bounds, 'y');
    expect(paddingOf(results[1]!, channels).every((value) => value === 0)).toBe(true);
  });

  test.each(backwardVariants)(
    'backward: norm $norm, branch $branch, relu $relu, accumulate $accumulate',
    async ({ norm, branch, relu, accumulate }) => {
      const random = stream(41, `backward ${norm} ${branch} ${relu} ${accumulate}`);
      const coefficients = drawCoefficients(random, channels);
      const { mean, scale, shift } = coefficients;
      const x = operands(random, length).map((value, k) => Math.fround(value + mean[channelOf(k)]!));
      const computed = reluMask({ norm, branch, relu }) === 'computed';
      const centred = x.map((value, k) => scale[channelOf(k)]! * (value - mean[channelOf(k)]!));
      // Also the zeros of a dead ReLU: a first channel without any life.
      const y = computed
        ? centred.map((value, k) => value + shift[channelOf(k)]!)
        : reluForward(operands(random, length)).map((value, k) => (channelOf(k) === 0 ? 0 : value));
      // Where float32 cannot tell the sign of what it computes, nothing may hang on it.
      const unsure = (k: number) =>
        computed &&
        Math.abs(y[k]!) <= roundings(3) * (Math.abs(centred[k]!) + Math.abs(shift[channelOf(k)]!));
      const dy = operands(random, length, 'wide').map((value, k) => (unsure(k) ? 0 : value));
      const held = operands(random, length);
      const average = operands(random, channels);
      const projection = operands(random, channels);
      const backward = float32(
        [average, projection].flatMap((values) => [...toGroups(values, 1, channels, 1)]),
      );
      const buffers = [onGpu(dy)];
      if (relu && !computed) buffers.push(onGpu(y));
      if (norm) buffers.push(onGpu(x), coefficients.onGpu, backward);
      if (branch) buffers.push(accumulate ? onGpu(held) : unwritten(onGpu(held).length));
      const kernel = activationBackward({ rows, channels, norm, branch, relu }, accumulate);
      const results = await runKernel(kernel, buffers);

      const passed = relu ? reluBackward(y, dy) : dy;
      // What flows on to the branch is not touched by arithmetic, unless it is added.
      if (branch) {
        const expected = passed.map((value, k) => value + (accumulate ? held[k]! : 0));
        const bounds = expected.map((value) => (accumulate ? roundings(1) * Math.abs(value) : 0));
        expectWithin(offGpu(results.at(-1)!), expected, bounds, 'gradient of the branch');
        expect(paddingOf(results.at(-1)!, channels).every((value) => value === 0)).toBe(true);
      }
      const parts = (k: number) => {
        const c = channelOf(k);
        const centred = x[k]! - mean[c]!;
        return [scale[c]! * passed[k]!, -scale[c]! * average[c]!, -scale[c]! * centred * projection[c]!];
      };
      const expected = passed.map((value, k) =>
        norm ? parts(k).reduce((sum, part) => sum + part, 0) : value,
      );
      const bounds = passed.map((_, k) =>
        norm ? roundings(5) * parts(k).reduce((sum, part) => sum + Math.abs(part), 0) + SMALLEST_NORMAL : 0,
      );
      expectWithin(offGpu(results[0]!), expected, bounds, 'dx');
      expect(paddingOf(results[0]!, channels).every((value) => value === 0)).toBe(true);
    },
  );
});

test('behind a ReLU without any life no gradient is left', async () => {
  const kernel = activationBackward({ rows: 9, channels: 5, norm: false, branch: false, relu: true });
  const dy = toGroups(operands(stream(41, 'dead'), 45, 'wide'), 1, 5, 9);
  const [dx] = await runKernel(kernel, [dy, new Float32Array(dy.length)]);
  expect(dx!.every((value) => value === 0)).toBe(true);
});
