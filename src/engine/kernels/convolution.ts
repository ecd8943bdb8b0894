/**
 * Convolution without bias, and the dense layer as the 1×1 convolution with bias that it is: the forms of variants.ts.
 * Here are the direct ones, blocked in registers.
 */
import backwardDataSource from './convolution-backward-data.wgsl?raw';
import backwardFilterSource from './convolution-backward-filter.wgsl?raw';
import forwardSource from './convolution-forward.wgsl?raw';
import inputSource from './convolution-input.wgsl?raw';
import { type ConvolutionShape, constantsOf, convolutionCase, convolutionFlop } from './convolution-shape';
import {
  stationaryBackwardData,
  stationaryBackwardFilter,
  stationaryBackwardFilterShares,
  stationaryForward,
} from './convolution-stationary';
import {
  tileBackwardData,
  tileBackwardFilter,
  tileBackwardFilterShares,
  tileForward,
} from './convolution-tile';
import { ceilDivide, channelGroups, type Kernel, QUAD_HEADER, workgroupGrid } from './kernel';
import { type Constants, instantiate } from './template';
import type { BackwardFilterForm, ConvolutionForm } from './variants';

const THREADS = 64;

/** The largest divisor of `count` up to `limit`. */
function blockOf(count: number, limit: number): number {
  let block = Math.min(count, limit);
  while (count % block !== 0) block--;
  return block;
}

/** Pixels per thread (4–8) that leave the fewest idle at the end of a row of this length. */
function pixelsPerThread(width: number): number {
  if (width <= 8) return width;
  let best = 8;
  for (const pixels of [8, 7, 6, 5]) {
    const waste = (candidate: number) => ceilDivide(width, candidate) * candidate - width;
    if (waste(pixels) < waste(best)) best = pixels;
  }
  return best;
}

function instantiateTile(source: string, quad: boolean, constants: Constants): string {
  return `${quad ? QUAD_HEADER : ''}${instantiate(source, { ...constants, QUAD: quad ? 1 : 0 })}`;
}

/** Threads of one channel block, filled up so that no quad belongs to two. */
const positionsOf = (count: number): number => 4 * ceilDivide(count, 4);

/** Bindings: x, w, y (and bias). */
export function convolutionForward(shape: ConvolutionShape, form: ConvolutionForm, bias = false): Kernel {
  if (form.kind === 'tile') return tileForward(shape, form, bias);
  if (form.kind === 'stationary')
    return (!bias && stationaryForward(shape)) || convolutionForward(shape, form.otherwise, bias);
  const constants = constantsOf(shape);
  const pixels = pixelsPerThread(constants.OUT_WIDTH);
  const block = blockOf(constants.OUT_GROUPS, form.block);
  const pixelBlocks = ceilDivide(constants.OUT_WIDTH, pixels);
  const positions = positionsOf(pixelBlocks * constants.OUT_HEIGHT * shape.batch);
  const workgroups = workgroupGrid(ceilDivide(positions * (constants.OUT_GROUPS / block), THREADS));
  return {
    label: convolutionCase('convolution-forward', shape),
    code: instantiateTile(`${forwardSource}\n${inputSource}`, form.quad, {
      ...constants,
      BIAS: bias ? 1 : 0,
      PIXELS: pixels,
      PIXEL_BLOCKS: pixelBlocks,
      POSITIONS: positions,
      SPAN: (pixels - 1) * shape.stride + shape.kernel,
      BLOCK: block,
      QUAD_OF_KX: form.quad && shape.imageInput ? 1 : 0,
      QUAD_OF_CHANNELS: form.quad && !shape.imageInput ? 1 : 0,
      GRID_WIDTH: workgroups[0],
    }),
    bindings: bias ? ['read', 'read', 'write', 'read'] : ['read', 'read', 'write'],
    workgroups,
    readsStep: false,
    flop: convolutionFlop(shape),
  };
}

/** Bindings: dy, w, dx. With `accumulate` the result is added to what dx holds (a branch joins). */
export function convolutionBackwardData(
  shape: ConvolutionShape,
  form: ConvolutionForm,
  accumulate = false,
): Kernel {
  if (form.kind === 'tile') return tileBackwardData(shape, form, accumulate);
  if (form.kind === 'stationary')
    return (
      stationaryBackwardData(shape, accumulate) || convolutionBackwardData(shape, form.otherwise, accumulate)
    );
  const constants = constantsOf(shape);
  const groups = channelGroups(shape.inChannels);
  const phaseWidth = ceilDivide(shape.inWidth, shape.stride);
  const pixels = pixelsPerThread(phaseWidth);
  const block = blockOf(groups, form.block);
  const pixelBlocks = ceilDivide(phaseWidth, pixels);
  const phaseHeight = ceilDivide(shape.inHeight, shape.stride);
  const positions = positionsOf(pixelBlocks * phaseHeight * shape.batch);
  const threads = positions * shape.stride ** 2 * (groups / block);
  const workgroups = workgroupGrid(ceilDivide(threads, THREADS));
  return {
    label: convolutionCase('convolution-backward-data', shape),
    code: instantiateTile(backwardDataSource, form.quad, {
      ...constants,
      IN_GROUPS: groups,
      PIXELS: pixels,
      PIXEL_BLOCKS: pixelBlocks,
      PHASE_HEIGHT: phaseHeight,
      POSITIONS: positions,
      BLOCK: block,
      ACCUMULATE: accumulate ? 1 : 0,
      GRID_WIDTH: workgroups[0],
    }),
    bindings: ['read', 'read', 'write'],
    workgroups,
    readsStep: false,
    flop: convolutionFlop(shape),
  };
}

/** Bindings: x, dy, dw[shares]. More shares mean more threads and more partial sums. */
export function convolutionBackwardFilter(
  shape: ConvolutionShape,
  form: BackwardFilterForm,
  shares: number,
): Kernel {
  if (form.kind === 'tile') return tileBackwardFilter(shape, form, shares);
  if (form.kind === 'stationary')
    return (
      stationaryBackwardFilter(shape, shares) ?? convolutionBackwardFilter(shape, form.otherwise, shares)
    );
  const constants = constantsOf(shape);
  const block = blockOf(constants.OUT_GROUPS, 2);
  const kept = Math.max(0, shape.kernel - shape.stride);
  const outBlocks = constants.OUT_GROUPS / block;
  const threads = shares * shape.kernel * constants.IN_UNITS * outBlocks;
  const workgroups = workgroupGrid(ceilDivide(threads, THREADS));
  return {
    label: convolutionCase('convolution-backward-filter', shape),
    code: instantiate(`${backwardFilterSource}\n${inputSource}`, {
      ...constants,
      BLOCK: block,
      OUT_BLOCKS: outBlocks,
      KEPT: kept,
      FRESH: shape.kernel - kept,
      SHARES: shares,
      SHARE_ROWS: ceilDivide(shape.batch * constants.OUT_HEIGHT, shares),
      GRID_WIDTH: workgroups[0],
    }),
    bindings: ['read', 'read', 'write'],
    workgroups,
    readsStep: false,
    flop: convolutionFlop(shape),
  };
}

/** The update adds a weight's shares one after the other: with more, that takes longer than they save. */
const MAX_SHARES = 128;

/** Into how many shares the sum of backward-filter is split so that as many threads run as the form wants, none empty. */
export function backwardFilterShares(shape: ConvolutionShape, form: BackwardFilterForm): number {
  if (form.kind === 'tile') return tileBackwardFilterShares(shape, form, MAX_SHARES);
  if (form.kind === 'stationary')
    return stationaryBackwardFilterShares(shape) ?? backwardFilterShares(shape, form.otherwise);
  const { IN_UNITS, OUT_GROUPS, OUT_HEIGHT } = constantsOf(shape);
  const rows = shape.batch * OUT_HEIGHT;
  const wanted = ceilDivide(form.threads, shape.kernel * IN_UNITS * (OUT_GROUPS / blockOf(OUT_GROUPS, 2)));
  const rowsPerShare = Math.max(1, Math.floor(rows / Math.min(rows, wanted, MAX_SHARES)));
  return ceilDivide(rows, rowsPerShare);
}
