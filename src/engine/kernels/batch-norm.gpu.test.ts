/** BatchNorm against the twin: statistics with means far from zero, constant channels, gradients, running statistics. */
import { describe, expect, test } from 'vitest';
import { stream } from '../../data/random';
import { reluBackward } from '../reference/activation';
import {
  batchNormBackward,
  batchNormForward,
  batchStatistics,
  updateRunningStatistics,
} from '../reference/batch-norm';
import {
  boundRatio,
  DIVISION_ERROR,
  expectWithin,
  roundings,
  SQUARE_ROOT_ERROR,
} from '../testing/error-bound';
import { float32, operands, paddingOf, unwritten } from '../testing/operands';
import { noteVariant } from '../testing/oracle-table';
import { fromGroups, runKernel, toGroups } from '../testing/run-kernel';
import { testDevice } from '../testing/test-device';
import { activationBackward, activationForward } from './activation';
import {
  batchNormBackwardCoefficients,
  batchNormBackwardSums,
  batchNormForwardCoefficients,
  batchNormInferenceCoefficients,
  batchNormStatistics,
  NORM_SUMS,
  partialSumsLength,
} from './batch-norm';
import { channelGroups } from './kernel';
import { isSupported, KERNEL_VARIANTS } from './variants';

/** Mean and standard deviation of each channel in turn; 0 makes it constant. */
const CHANNEL_KINDS = [
  [0, 1],
  [1e3, 1],
  [-1e4, 1],
  [1234.5, 0],
  [0, 0],
  [5, 1e-3],
  [0, 1e4],
] as const;

const sizes = [
  { batch: 1, channels: 7, pixels: 2 },
  { batch: 3, channels: 1, pixels: 3 },
  { batch: 3, channels: 7, pixels: 21 },
  { batch: 6, channels: 9, pixels: 500 },
];

function setUp(batch: number, channels: number, pixels: number) {
  const random = stream(51, `batch norm ${batch} ${pixels}`);
  const rows = batch * pixels;
  const shape = { batch, channels, height: 1, width: pixels };
  const channelOf = (k: number) => Math.floor(k / pixels) % channels;
  const x = operands(random, rows * channels).map((value, k) => {
    const [mean, deviation] = CHANNEL_KINDS[channelOf(k) % CHANNEL_KINDS.length]!;
    return Math.fround(mean + deviation * value);
  });
  return { random, rows, shape, channelOf, x, statistics: batchStatistics(x, shape) };
}

/** Channel vectors one after the other, each padded to groups of four. */
function stacked(channels: number, ...vectors: ArrayLike<number>[]): Float32Array<ArrayBuffer> {
  return float32(vectors.flatMap((vector) => [...toGroups(vector, 1, channels, 1)]));
}

/** The reverse of `stacked`, one vector of it. */
function part(values: Float32Array, index: number, channels: number): Float32Array {
  const stride = 4 * channelGroups(channels);
  return values.slice(index * stride, index * stride + channels);
}

/** Additions that a value goes through at most: in its thread's chunk of up to 128 rows, then with other chunks. */
const additionsOf = (rows: number) => Math.min(rows, 256);

/**
 * Bounds of mean and biased variance of each channel. The kernels sum distances d to a value of the data, |d| at most
 * |x − mean| + R with R = max|x − mean|; each chunk's mean and the result are rounded at the size of the mean itself.
 * An error e of a chunk's mean moves the variance by at most 2σe + e², since the chunks' means scatter by at most σ.
 */
function statisticsBounds({ rows, shape, channelOf, x, statistics }: ReturnType<typeof setUp>) {
  const range = new Float64Array(shape.channels);
  const squares = new Float64Array(shape.channels);
  const distance = (k: number) => Math.abs(x[k]! - statistics.mean[channelOf(k)]!);
  x.forEach((_, k) => {
    range[channelOf(k)] = Math.max(range[channelOf(k)]!, distance(k));
  });
  x.forEach((_, k) => {
    squares[channelOf(k)]! += (distance(k) + range[channelOf(k)]!) ** 2 / rows;
  });
  const operations = additionsOf(rows) + 16;
  const mean = range.map(
    (reach, c) =>
      roundings(4) * (Math.abs(statistics.mean[c]!) + reach) +
      (roundings(operations) + DIVISION_ERROR) * 2 * reach,
  );
  const variance = squares.map(
    (square, c) =>
      2 * (roundings(operations) + DIVISION_ERROR) * square +
      2 * Math.sqrt(statistics.variance[c]!) * mean[c]! +
      mean[c]! ** 2,
  );
  return { mean, variance };
}

/** Relative error of 1/√(variance + ε) for this error of the variance. */
function inverseError(variance: number, error: number, epsilon: number): number {
  const spread = variance + epsilon;
  const worst = Math.sqrt(spread / Math.max(0, spread - error)) - 1;
  return worst + SQUARE_ROOT_ERROR + DIVISION_ERROR + roundings(1);
}

const epsilon = 1e-5;

const { features } = await testDevice();
/** Every form that this device can run. */
const formsOf = (operation: 'batch-norm-forward-coefficients' | 'batch-norm-backward-coefficients') =>
  Object.entries(KERNEL_VARIANTS[operation])
    .filter(([variant]) => isSupported(variant, features))
    .map(([variant, form]) => ({ variant, form }));
const forwardForms = formsOf('batch-norm-forward-coefficients');
const masks = ['none', 'output', 'computed'] as const;
const backwardCases = masks.flatMap((mask) =>
  formsOf('batch-norm-backward-coefficients').map((form) => ({ mask, ...form })),
);

describe.each(sizes)('batch $batch, $channels channels, $pixels pixels', ({ batch, channels, pixels }) => {
  test.each(forwardForms)('training pass: statistics, output, $variant', async ({ variant, form }) => {
    noteVariant('batch-norm-forward-coefficients', variant);
    const setup = setUp(batch, channels, pixels);
    const { random, rows, shape, channelOf, x, statistics } = setup;
    const weight = operands(random, channels);
    const bias = operands(random, channels);
    const running = {
      mean: operands(random, channels),
      variance: operands(random, channels).map((value) => Math.abs(value)),
    };
    const size = { rows, channels, epsilon };
    const xOnGpu = toGroups(x, batch, channels, pixels);
    const partial = unwritten(4 * partialSumsLength(size));
    const [, moments] = await runKernel(batchNormStatistics(size), [xOnGpu, partial]);
    const results = await runKernel(batchNormForwardCoefficients(size, form), [
      moments!,
      stacked(channels, weight),
      stacked(channels, bias),
      unwritten(16 * channelGroups(channels)),
      stacked(channels, running.mean, running.variance),
    ]);
    const coefficients = results[3]!;
    const bounds = statisticsBounds(setup);
    expectWithin(part(coefficients, 0, channels), statistics.mean, bounds.mean, 'mean');
    const inverses = statistics.variance.map((variance) => 1 / Math.sqrt(variance + epsilon));
    const inverseErrors = statistics.variance.map((variance, c) =>
      inverseError(variance, bounds.variance[c]!, epsilon),
    );
    const inverseBounds = inverses.map((inverse, c) => inverse * inverseErrors[c]!);
    expectWithin(part(coefficients, 3, channels), inverses, inverseBounds, 'inverse deviation');

    const moved = updateRunningStatistics(running, statistics, shape);
    const movedBounds = (after: Float64Array, before: Float64Array, error: Float64Array) =>
      after.map((value, c) => roundings(12) * (Math.abs(value) + 2 * Math.abs(before[c]!)) + 0.2 * error[c]!);
    const meanBounds = movedBounds(moved.mean, running.mean, bounds.mean);
    expectWithin(part(results[4]!, 0, channels), moved.mean, meanBounds, 'running mean');
    const varianceBounds = movedBounds(moved.variance, running.variance, bounds.variance);
    expectWithin(part(results[4]!, 1, channels), moved.variance, varianceBounds, 'running variance');

    const activation = activationForward({ rows, channels, norm: true, branch: false, relu: false });
    const [, y] = await runKernel(activation, [xOnGpu, unwritten(xOnGpu.length), coefficients]);
    const yBounds = x.map((value, k) => {
      const c = channelOf(k);
      const slope = Math.abs(weight[c]!) * inverses[c]! * (1 + inverseErrors[c]!);
      const distance = Math.abs(value - statistics.mean[c]!);
      const rounding = roundings(5) * (slope * distance + Math.abs(bias[c]!));
      return slope * (bounds.mean[c]! + inverseErrors[c]! * distance) + rounding;
    });
    const expected = batchNormForward(x, statistics, { weight, bias, epsilon }, shape);
    expectWithin(fromGroups(y!, batch, channels, pixels), expected, yBounds, 'y');
    expect(paddingOf(y!, channels).every((value) => value === 0)).toBe(true);
  });

  test.each(backwardCases)('gradients, mask of a ReLU: $mask, $variant', async ({ mask, variant, form }) => {
    noteVariant('batch-norm-backward-coefficients', variant);
    const { random, rows, shape, channelOf, x, statistics } = setUp(batch, channels, pixels);
    const gamma = operands(random, channels);
    // The backward kernels take these as they are: mean and inverse deviation are float32 here, for the twin too.
    const mean = statistics.mean.map(Math.fround);
    const inverse = statistics.variance.map((variance) => Math.fround(1 / Math.sqrt(variance + epsilon)));
    const scale = gamma.map((value, c) => Math.fround(value * inverse[c]!));
    const shift = operands(random, channels);
    const coefficients = stacked(channels, mean, scale, shift, inverse);
    const centred = x.map((value, k) => scale[channelOf(k)]! * (value - mean[channelOf(k)]!));
    const y =
      mask === 'computed'
        ? centred.map((value, k) => value + shift[channelOf(k)]!)
        : operands(random, x.length).map((value) => Math.max(0, value));
    // Where float32 cannot tell the sign of what it computes, nothing may hang on it.
    const unsure = (k: number) =>
      mask === 'computed' &&
      Math.abs(y[k]!) <= roundings(3) * (Math.abs(centred[k]!) + Math.abs(shift[channelOf(k)]!));
    const dy = operands(random, x.length, 'wide').map((value, k) => (unsure(k) ? 0 : value));
    const size = { rows, channels, epsilon };
    const onGpu = (values: Float64Array) => toGroups(values, batch, channels, pixels);
    const yOnGpu = mask === 'output' ? [onGpu(y)] : [];

    const sums = await runKernel(batchNormBackwardSums(size, mask, true), [
      onGpu(x),
      onGpu(dy),
      coefficients,
      unwritten(4 * partialSumsLength(size)),
      ...yOnGpu,
    ]);
    const lanes = 4 * channelGroups(channels);
    const telemetry = { row: NORM_SUMS.length * channels + 5, record: 3 };
    const found = await runKernel(batchNormBackwardCoefficients(size, form, telemetry), [
      sums[3]!,
      coefficients,
      unwritten(2 * lanes),
      unwritten(lanes),
      unwritten(lanes),
      unwritten(telemetry.row),
    ]);

    const passed = mask === 'none' ? dy : reluBackward(y, dy);
    const known = { mean, variance: inverse.map((value) => 1 / value ** 2) };
    const affine = { weight: scale.map((value, c) => value / inverse[c]!), epsilon: 0 };
    const expected = batchNormBackward(x, known, affine, passed, shape);
    // Σ|dy| and Σ|dy·(x − mean)|: what the two sums' errors are measured by.
    const flows = new Float64Array(channels);
    const products = new Float64Array(channels);
    passed.forEach((value, k) => {
      const c = channelOf(k);
      flows[c]! += Math.abs(value);
      products[c]! += Math.abs(value * (x[k]! - mean[c]!));
    });
    const sumError = roundings(additionsOf(rows) + 16) + DIVISION_ERROR;
    const weightBounds = products.map((product, c) => sumError * inverse[c]! * product);
    expectWithin(part(found[3]!, 0, channels), expected.weight, weightBounds, '∂γ');
    const biasBounds = flows.map((flow) => sumError * flow);
    expectWithin(part(found[4]!, 0, channels), expected.bias, biasBounds, '∂β');
    const squares = new Float64Array(channels);
    passed.forEach((value, k) => {
      squares[channelOf(k)]! += value ** 2;
    });
    const column = (name: (typeof NORM_SUMS)[number]) =>
      Float32Array.from(
        { length: channels },
        (_, c) => found[5]![telemetry.record + c * NORM_SUMS.length + NORM_SUMS.indexOf(name)]!,
      );
    expectWithin(
      column('gradientSquared'),
      squares,
      squares.map((value) => sumError * value),
      'Σ dy²',
    );
    expect(column('gammaGradient')).toEqual(part(found[3]!, 0, channels));
    expect(column('betaGradient')).toEqual(part(found[4]!, 0, channels));
    expect(column('mean')).toEqual(float32(mean));
    expect(column('scale')).toEqual(float32(scale));
    expect(column('inverseDeviation')).toEqual(float32(inverse));
    const others = found[5]!.filter((_, k) => k < 3 || k >= telemetry.row - 2);
    expect([...others].every(Number.isNaN), 'the rest of the row is not its own').toBe(true);
    // A branch beside BN is what makes the mask be read; what flows into it is compared elsewhere.
    const branch = mask === 'output' ? [unwritten(onGpu(x).length)] : [];
    const parts = { norm: true, branch: branch.length > 0, relu: mask !== 'none' };
    const kernel = activationBackward({ rows, channels, ...parts });
    const inputs = [onGpu(dy), ...yOnGpu, onGpu(x), coefficients, found[2]!, ...branch];
    const [dx] = await runKernel(kernel, inputs);
    const dxBounds = passed.map((value, k) => {
      const c = channelOf(k);
      const distance = Math.abs(x[k]! - mean[c]!);
      const averages = (flows[c]! + distance * inverse[c]! ** 2 * products[c]!) / rows;
      return Math.abs(scale[c]!) * ((sumError + roundings(6)) * averages + roundings(6) * Math.abs(value));
    });
    expectWithin(fromGroups(dx!, batch, channels, pixels), expected.input, dxBounds, 'dx');
    expect(paddingOf(dx!, channels).every((value) => value === 0)).toBe(true);
  });

  test('inference: coefficients from the running statistics', async () => {
    const { random, rows } = setUp(batch, channels, pixels);
    const mean = operands(random, channels, 'wide');
    const variance = operands(random, channels, 'wide').map((value) => Math.abs(value));
    const weight = operands(random, channels);
    const bias = operands(random, channels);
    const results = await runKernel(batchNormInferenceCoefficients({ rows, channels, epsilon }), [
      stacked(channels, mean, variance),
      stacked(channels, weight),
      stacked(channels, bias),
      unwritten(16 * channelGroups(channels)),
    ]);
    const coefficients = results[3]!;
    expect(part(coefficients, 0, channels)).toEqual(float32(mean));
    expect(part(coefficients, 2, channels)).toEqual(float32(bias));
    const inverses = variance.map((value) => 1 / Math.sqrt(value + epsilon));
    // ε and its sum with the variance are rounded, and the product with γ.
    const error = inverseError(1, 0, 0) + roundings(3);
    const inverseBounds = inverses.map((inverse) => error * inverse);
    expectWithin(part(coefficients, 3, channels), inverses, inverseBounds, 'inverse deviation');
    const scales = weight.map((value, c) => value * inverses[c]!);
    const scaleBounds = scales.map((value) => error * Math.abs(value));
    expectWithin(part(coefficients, 1, channels), scales, scaleBounds, 'scale');
  });
});

describe.each(forwardForms)('channels of one value, $variant', ({ form }) => {
  const rows = 40;
  const value = Math.fround(1234.567);
  const coefficientsOf = async (epsilonUsed: number) => {
    const size = { rows, channels: 1, epsilon: epsilonUsed };
    const x = toGroups(new Float64Array(rows).fill(value), rows, 1, 1);
    const [, moments] = await runKernel(batchNormStatistics(size), [
      x,
      unwritten(4 * partialSumsLength(size)),
    ]);
    const results = await runKernel(batchNormForwardCoefficients(size, form), [
      moments!,
      stacked(1, [2]),
      stacked(1, [3]),
      unwritten(16),
      new Float32Array(8),
    ]);
    return [0, 1, 2, 3].map((index) => part(results[3]!, index, 1)[0]!);
  };

  test('have exactly that mean and no variance', async () => {
    const [mean, , shift, inverse] = await coefficientsOf(2 ** -16);
    expect([mean, shift]).toEqual([value, 3]);
    expect(inverse).toBeCloseTo(256, 3);
  });

  test('without ε are left at zero instead of at infinity', async () => {
    expect(await coefficientsOf(0)).toEqual([value, 0, 3, 0]);
  });
});

test('E[x²] − E[x]² in float32 would be far outside the bound', () => {
  const setup = setUp(3, 3, 21);
  const { x, rows, statistics } = setup;
  // The channel with mean −1e4 and deviation 1.
  const values = x.filter((_, k) => setup.channelOf(k) === 2);
  const sum = values.reduce((total, value) => Math.fround(total + value), 0);
  const squares = values.reduce((total, value) => Math.fround(total + Math.fround(value * value)), 0);
  const mean = Math.fround(sum / rows);
  const naive = Math.fround(Math.fround(squares / rows) - Math.fround(mean * mean));
  const bound = statisticsBounds(setup).variance[2]!;
  expect(boundRatio([naive], [statistics.variance[2]!], [bound]).ratio).toBeGreaterThan(10);
});
