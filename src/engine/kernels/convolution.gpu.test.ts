/** Convolution and dense layer against the float64 twin: every variant, each output within its own error bound. */
import { describe, expect, test } from 'vitest';
import { stream } from '../../data/random';
import {
  type Convolution,
  convolutionBackwardData as twinBackwardData,
  convolutionBackwardFilter as twinBackwardFilter,
  convolutionForward as twinForward,
} from '../reference/convolution';
import { denseBackward, denseForward } from '../reference/dense';
import { boundRatio, expectWithin, sumBounds } from '../testing/error-bound';
import { fromFilterRows, magnitudes, operands, paddingOf, unwritten } from '../testing/operands';
import { noteVariant } from '../testing/oracle-table';
import { compileAhead, fromGroups, runKernel, toFilterRows, toGroups } from '../testing/run-kernel';
import { testDevice } from '../testing/test-device';
import {
  backwardFilterShares,
  convolutionBackwardData,
  convolutionBackwardFilter,
  convolutionForward,
} from './convolution';
import { type ConvolutionShape, filterRows, outputSide } from './convolution-shape';
import { channelGroups } from './kernel';
import { type BackwardFilterForm, isSupported, KERNEL_VARIANTS } from './variants';

interface Layer {
  readonly batch?: number;
  readonly sides: readonly [number, number];
  readonly channels: readonly [number, number];
  readonly kernel?: 1 | 3;
  readonly stride?: 1 | 2;
  readonly padding?: 0 | 1;
  readonly image?: boolean;
}

const layers: Record<string, Layer> = {
  'gray image, batch 1, odd sides': { batch: 1, sides: [7, 5], channels: [1, 3], image: true },
  'colour image, stride 2 on odd sides': { sides: [9, 7], channels: [3, 5], stride: 2, image: true },
  'channels not of four': { sides: [6, 9], channels: [5, 7] },
  'one channel that is no image': { sides: [5, 5], channels: [1, 1] },
  'stride 2 on odd sides': { sides: [7, 11], channels: [6, 9], stride: 2 },
  'stride 2 on even sides': { sides: [8, 10], channels: [8, 4], stride: 2 },
  'without padding': { sides: [6, 5], channels: [4, 6], padding: 0 },
  '1×1': { batch: 3, sides: [3, 4], channels: [5, 6], kernel: 1, padding: 0 },
  '1×1, stride 2 on an odd and an even side': {
    sides: [7, 8],
    channels: [5, 6],
    kernel: 1,
    stride: 2,
    padding: 0,
  },
  'rows of several pixel blocks, three channel groups': { batch: 1, sides: [3, 19], channels: [4, 12] },
  'several channel blocks': { batch: 1, sides: [4, 4], channels: [8, 16] },
  'a single pixel': { sides: [1, 1], channels: [4, 4] },
  'tiles cut off on both sides': { batch: 3, sides: [5, 9], channels: [12, 36] },
  'long sums': { batch: 1, sides: [4, 4], channels: [64, 4] },
};

function shapeOf(layer: Layer): ConvolutionShape {
  const { batch = 2, sides, channels, kernel = 3, stride = 1, padding = 1, image = false } = layer;
  return {
    batch,
    inHeight: sides[0],
    inWidth: sides[1],
    inChannels: channels[0],
    outChannels: channels[1],
    kernel,
    stride,
    padding,
    imageInput: image,
  };
}

/** A layer's operands, and what both sides need to know of its shape. */
function setUp(name: string, layer: Layer, spread: 'unit' | 'wide') {
  const shape = shapeOf(layer);
  const { batch, inHeight, inWidth, inChannels, outChannels, kernel, stride, padding, imageInput } = shape;
  const input = { batch, channels: inChannels, height: inHeight, width: inWidth };
  const twin: Convolution = { input, outputChannels: outChannels, kernel, stride, padding };
  const inPixels = inHeight * inWidth;
  const outPixels = outputSide(inHeight, shape) * outputSide(inWidth, shape);
  const taps = kernel ** 2;
  const random = stream(11, name);
  const x = operands(random, batch * inChannels * inPixels, spread);
  const w = operands(random, outChannels * inChannels * taps, spread);
  const dy = operands(random, batch * outChannels * outPixels, spread);
  const toInput = (values: Float64Array) =>
    imageInput ? interleaved(values, inChannels, inPixels) : toGroups(values, batch, inChannels, inPixels);
  const outputLength = batch * outPixels * 4 * channelGroups(outChannels);
  return {
    shape,
    twin,
    inPixels,
    outPixels,
    taps,
    random,
    x,
    w,
    dy,
    xOnGpu: toInput(x),
    wOnGpu: toFilterRows(w, outChannels, inChannels, taps, imageInput),
    dyOnGpu: toGroups(dy, batch, outChannels, outPixels),
    outputLength,
  };
}

/** N,C,P to N,P,C without padding: the layout of images. */
function interleaved(values: Float64Array, channels: number, pixels: number) {
  return Float32Array.from(values, (_, k) => {
    const image = k - (k % (channels * pixels));
    const pixel = Math.floor((k - image) / channels);
    return values[image + (k % channels) * pixels + pixel]!;
  });
}

/** The shares' sum in order, rounded at each step as the optimizer does it. */
function inOrder(shares: Float32Array, count: number): Float32Array {
  const length = shares.length / count;
  return Float32Array.from({ length }, (_, k) => {
    let sum = 0;
    for (let share = 0; share < count; share++) sum = Math.fround(sum + shares[share * length + k]!);
    return sum;
  });
}

async function backwardFilter(setup: ReturnType<typeof setUp>, form: BackwardFilterForm, shares: number) {
  const { shape, xOnGpu, dyOnGpu } = setup;
  const length = filterRows(shape) * 4 * channelGroups(shape.outChannels);
  const kernel = convolutionBackwardFilter(shape, form, shares);
  const [, , dw] = await runKernel(kernel, [xOnGpu, dyOnGpu, unwritten(shares * length)]);
  return dw!;
}

const { features } = await testDevice();
/** Every form in the table that this device can run, the two kinds of operands in turn. */
const variantsOf = (operation: 'convolution-forward' | 'convolution-backward-data') =>
  Object.entries(KERNEL_VARIANTS[operation])
    .filter(([variant]) => isSupported(variant, features))
    .map(([variant, form], index) => ({ variant, form, spread: index % 2 === 0 ? 'unit' : 'wide' }) as const);
const names = Object.entries(layers).map(([name, layer], position) => ({ name, layer, position }));
const withoutImages = names.filter(({ layer }) => !layer.image);

describe('forward', () => {
  test.each(names)('$name', async ({ name, layer }) => {
    const cases = variantsOf('convolution-forward').map((variant) => ({
      ...variant,
      kernel: convolutionForward(shapeOf(layer), variant.form),
    }));
    await compileAhead(cases.map(({ kernel }) => kernel));
    for (const { spread, kernel, variant } of cases) {
      noteVariant('convolution-forward', variant);
      const setup = setUp(name, layer, spread);
      const { shape, twin, x, w, outPixels, taps } = setup;
      const [, , y] = await runKernel(kernel, [setup.xOnGpu, setup.wOnGpu, unwritten(setup.outputLength)]);
      const bounds = sumBounds(taps * shape.inChannels, twinForward(magnitudes(x), magnitudes(w), twin));
      const actual = fromGroups(y!, shape.batch, shape.outChannels, outPixels);
      expectWithin(actual, twinForward(x, w, twin), bounds, `y (${variant}, ${spread})`);
      expect(paddingOf(y!, shape.outChannels).every((value) => value === 0)).toBe(true);
    }
  });
});

describe('backward-data', () => {
  test.each(withoutImages)('$name', async ({ name, layer, position }) => {
    const cases = variantsOf('convolution-backward-data').flatMap((variant, index) =>
      // Tiles take a second to compile in software: each adds in every other layer.
      (variant.form.kind === 'tile' ? [(position + index) % 2 === 0] : [false, true]).map((accumulate) => ({
        ...variant,
        accumulate,
        kernel: convolutionBackwardData(shapeOf(layer), variant.form, accumulate),
      })),
    );
    await compileAhead(cases.map(({ kernel }) => kernel));
    for (const { spread, kernel, variant, accumulate } of cases) {
      noteVariant('convolution-backward-data', variant);
      const setup = setUp(name, layer, spread);
      const { shape, twin, w, dy, inPixels, taps, random } = setup;
      const { batch, inChannels } = shape;
      const before = operands(random, setup.x.length).map((value) => (accumulate ? value : 0));
      const held = toGroups(before, batch, inChannels, inPixels);
      const [, , dx] = await runKernel(kernel, [
        setup.dyOnGpu,
        setup.wOnGpu,
        accumulate ? held : unwritten(held.length),
      ]);
      const sizes = twinBackwardData(magnitudes(dy), magnitudes(w), twin);
      const expected = twinBackwardData(dy, w, twin).map((value, k) => value + before[k]!);
      const bounds = sumBounds(
        taps * shape.outChannels + 1,
        sizes.map((size, k) => size + Math.abs(before[k]!)),
      );
      const actual = fromGroups(dx!, batch, inChannels, inPixels);
      expectWithin(actual, expected, bounds, `${accumulate ? 'dx, added' : 'dx'} (${variant})`);
      expect(paddingOf(dx!, inChannels).every((value) => value === 0)).toBe(true);
    }
  });
});

const DIRECT: BackwardFilterForm = { kind: 'direct', threads: 64 };

/** A form of backward-filter with a number of shares. */
interface Split {
  readonly variant: string | null;
  readonly form: BackwardFilterForm;
  readonly shares: number;
}

describe('backward-filter', () => {
  test.each(names)('$name: unsplit, split unevenly and split by rows', async ({ name, layer, position }) => {
    const setup = setUp(name, layer, 'wide');
    const { shape, twin, x, dy, taps } = setup;
    const { batch, inHeight, inWidth, inChannels, outChannels, imageInput } = shape;
    const rows = batch * outputSide(inHeight, shape);
    const expected = twinBackwardFilter(x, dy, twin);
    const sizes = twinBackwardFilter(magnitudes(x), magnitudes(dy), twin);
    const uneven = Math.ceil(rows / 2);
    const forms = Object.entries(KERNEL_VARIANTS['convolution-backward-filter'])
      .filter(([variant]) => isSupported(variant, features))
      .map(([variant, form], index): Split => {
        const own = backwardFilterShares(shape, form);
        // Direct forms differ in nothing but the number of shares; the others take turns with it.
        const shares = form.kind !== 'direct' ? [own, uneven, 1][(position + index) % 3]! : own;
        return { variant, form, shares };
      });
    const splits = [1, uneven, backwardFilterShares(shape, DIRECT), rows].map(
      (shares): Split => ({ variant: null, form: DIRECT, shares }),
    );
    const all = [...splits, ...forms];
    await compileAhead(all.map(({ form, shares }) => convolutionBackwardFilter(shape, form, shares)));
    for (const { variant, form, shares } of all) {
      noteVariant('convolution-backward-filter', variant);
      const dw = await backwardFilter(setup, form, shares);
      const sum = inOrder(dw, shares);
      const bounds = sumBounds(rows * outputSide(inWidth, shape) + shares, sizes);
      const actual = fromFilterRows(sum, outChannels, inChannels, taps, imageInput);
      expectWithin(actual, expected, bounds, `dw from ${shares} shares`);
      const restored = toFilterRows(actual, outChannels, inChannels, taps, imageInput);
      expect(
        sum.every((value, k) => value === restored[k]),
        'padding is zero',
      ).toBe(true);
    }
  });

  test('shares beyond the rows are zero, and the others as if there were none', async () => {
    const setup = setUp('empty shares', { sides: [5, 4], channels: [4, 5] }, 'unit');
    // 10 rows in 7 shares: two rows each, so that five hold them all.
    const dw = await backwardFilter(setup, DIRECT, 7);
    const five = await backwardFilter(setup, DIRECT, 5);
    expect(dw.subarray(0, five.length)).toEqual(five);
    expect(dw.subarray(five.length).every((value) => value === 0)).toBe(true);
  });

  test('a dropped share lies outside the bound', async () => {
    const setup = setUp('dropped share', { sides: [6, 6], channels: [4, 4] }, 'unit');
    const { twin, x, dy, taps } = setup;
    const dw = await backwardFilter(setup, DIRECT, 12);
    const length = dw.length / 12;
    const actual = fromFilterRows(inOrder(dw.subarray(length), 11), 4, 4, taps, false);
    const bounds = sumBounds(12 * 6 + 12, twinBackwardFilter(magnitudes(x), magnitudes(dy), twin));
    expect(boundRatio(actual, twinBackwardFilter(x, dy, twin), bounds).ratio).toBeGreaterThan(100);
  });
});

describe('dense layer', () => {
  test.each(
    [
      { batch: 1, inputs: 1, outputs: 1 },
      { batch: 5, inputs: 7, outputs: 10 },
      { batch: 19, inputs: 64, outputs: 3 },
    ].flatMap((sizes) => variantsOf('convolution-forward').map((variant) => ({ ...sizes, ...variant }))),
  )('$batch × $inputs → $outputs, $variant', async ({ batch, inputs, outputs, form }) => {
    const random = stream(12, `dense ${batch} ${inputs}`);
    const x = operands(random, batch * inputs, 'wide');
    const w = operands(random, outputs * inputs, 'wide');
    const b = operands(random, outputs);
    const dy = operands(random, batch * outputs, 'wide');
    const dense = { batch, inputs, outputs };
    const shape: ConvolutionShape = {
      batch: 1,
      inHeight: 1,
      inWidth: batch,
      inChannels: inputs,
      outChannels: outputs,
      kernel: 1,
      stride: 1,
      padding: 0,
      imageInput: false,
    };
    const forward = convolutionForward(shape, form, true);
    const backwardData = convolutionBackwardData(shape, form);
    const filterForm: BackwardFilterForm =
      form.kind === 'tile' ? form : form.kind === 'stationary' ? { ...form, otherwise: DIRECT } : DIRECT;
    const shares = backwardFilterShares(shape, filterForm);
    const filter = convolutionBackwardFilter(shape, filterForm, shares);
    await compileAhead([forward, backwardData, filter]);
    const xOnGpu = toGroups(x, batch, inputs, 1);
    const wOnGpu = toFilterRows(w, outputs, inputs, 1, false);
    const dyOnGpu = toGroups(dy, batch, outputs, 1);
    const bias = toGroups(b, 1, outputs, 1);

    const [, , y] = await runKernel(forward, [xOnGpu, wOnGpu, unwritten(dyOnGpu.length), bias]);
    const sizes = denseForward(magnitudes(x), magnitudes(w), magnitudes(b), dense);
    const actual = fromGroups(y!, batch, outputs, 1);
    expectWithin(actual, denseForward(x, w, b, dense), sumBounds(inputs + 1, sizes), 'y');
    expect(paddingOf(y!, outputs).every((value) => value === 0)).toBe(true);

    const expected = denseBackward(x, w, dy, dense);
    const gradientSizes = denseBackward(magnitudes(x), magnitudes(w), magnitudes(dy), dense);
    const [, , dx] = await runKernel(backwardData, [dyOnGpu, wOnGpu, unwritten(xOnGpu.length)]);
    const dxBounds = sumBounds(outputs, gradientSizes.input);
    expectWithin(fromGroups(dx!, batch, inputs, 1), expected.input, dxBounds, 'dx');
    const [, , dw] = await runKernel(filter, [xOnGpu, dyOnGpu, unwritten(shares * wOnGpu.length)]);
    const dwBounds = sumBounds(batch + shares, gradientSizes.weight);
    const dwActual = fromFilterRows(inOrder(dw!, shares), outputs, inputs, 1, false);
    expectWithin(dwActual, expected.weight, dwBounds, 'dw');
  });
});
