/**
 * Convolution without bias, and the dense layer as the 1×1 convolution with bias that it is. Direct forms,
 * blocked in registers.
 *
 * Layouts: activations N,H,W,C with C in groups of four; images N,H,W,C with their own C; weights ky,kx,I,O with
 * I and O padded to four (I of an image is not).
 */
import backwardDataSource from './convolution-backward-data.wgsl?raw';
import backwardFilterSource from './convolution-backward-filter.wgsl?raw';
import forwardSource from './convolution-forward.wgsl?raw';
import inputSource from './convolution-input.wgsl?raw';
import { ceilDivide, channelGroups, type Kernel, workgroupGrid } from './kernel';
import { type Constants, instantiate } from './template';
import type { ConvolutionTile, Operation } from './variants';

export interface ConvolutionShape {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: 1 | 3;
  readonly stride: 1 | 2;
  readonly padding: 0 | 1;
  /** The input is an image: its channels are not padded, and no gradient flows to it. */
  readonly imageInput: boolean;
}

const THREADS = 64;

export const outputSide = (side: number, { kernel, stride, padding }: ConvolutionShape): number =>
  Math.floor((side + 2 * padding - kernel) / stride) + 1;

/** Rows of a filter as stored: taps × (padded) input channels. */
export const filterRows = (shape: ConvolutionShape): number =>
  shape.kernel ** 2 * (shape.imageInput ? shape.inChannels : 4 * channelGroups(shape.inChannels));

/** Number of multiply-adds ×2; forward, backward-data and backward-filter have the same. */
export const convolutionFlop = (shape: ConvolutionShape): number =>
  2 *
  shape.batch *
  outputSide(shape.inHeight, shape) *
  outputSide(shape.inWidth, shape) *
  shape.outChannels *
  shape.inChannels *
  shape.kernel ** 2;

/** Floats of the buffers: input, filters (one share), output. */
export function convolutionLengths(shape: ConvolutionShape) {
  const { BATCH, IN_HEIGHT, IN_WIDTH, IN_CHANNELS, OUT_HEIGHT, OUT_WIDTH, OUT_GROUPS } = constantsOf(shape);
  return {
    x: BATCH * IN_HEIGHT * IN_WIDTH * IN_CHANNELS,
    w: filterRows(shape) * 4 * OUT_GROUPS,
    y: BATCH * OUT_HEIGHT * OUT_WIDTH * 4 * OUT_GROUPS,
  };
}

function constantsOf(shape: ConvolutionShape) {
  const groups = channelGroups(shape.inChannels);
  return {
    BATCH: shape.batch,
    IN_HEIGHT: shape.inHeight,
    IN_WIDTH: shape.inWidth,
    OUT_HEIGHT: outputSide(shape.inHeight, shape),
    OUT_WIDTH: outputSide(shape.inWidth, shape),
    IN_CHANNELS: shape.imageInput ? shape.inChannels : 4 * groups,
    IN_UNITS: shape.imageInput ? shape.inChannels : groups,
    UNIT: shape.imageInput ? 1 : 4,
    SCALAR_INPUT: shape.imageInput ? 1 : 0,
    OUT_GROUPS: channelGroups(shape.outChannels),
    KERNEL: shape.kernel,
    STRIDE: shape.stride,
    PADDING: shape.padding,
  };
}

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

export type ConvolutionOperation = Extract<Operation, `convolution-${string}`>;

/** Height × width × channels → channels, window/stride, × batch: the label of a kernel, and the case that it is. */
export function convolutionCase(operation: ConvolutionOperation, shape: ConvolutionShape): string {
  const { batch, inHeight, inWidth, inChannels, outChannels, kernel, stride } = shape;
  const image = `${inHeight}×${inWidth}×${inChannels}`;
  return `${operation} ${image}→${outChannels} ${kernel}×${kernel}/${stride} ×${batch}`;
}

/** In front of a kernel whose quads stay together although the compiler can't prove it. */
const QUAD_HEADER = 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n';

function instantiateTile(source: string, quad: boolean, constants: Constants): string {
  return `${quad ? QUAD_HEADER : ''}${instantiate(source, { ...constants, QUAD: quad ? 1 : 0 })}`;
}

/** Threads of one channel block, filled up so that no quad belongs to two. */
const positionsOf = (count: number): number => 4 * ceilDivide(count, 4);

/** Bindings: x, w, y (and bias). */
export function convolutionForward(shape: ConvolutionShape, tile: ConvolutionTile, bias = false): Kernel {
  const constants = constantsOf(shape);
  const pixels = pixelsPerThread(constants.OUT_WIDTH);
  const block = blockOf(constants.OUT_GROUPS, tile.block);
  const pixelBlocks = ceilDivide(constants.OUT_WIDTH, pixels);
  const positions = positionsOf(pixelBlocks * constants.OUT_HEIGHT * shape.batch);
  const workgroups = workgroupGrid(ceilDivide(positions * (constants.OUT_GROUPS / block), THREADS));
  return {
    label: convolutionCase('convolution-forward', shape),
    code: instantiateTile(`${forwardSource}\n${inputSource}`, tile.quad, {
      ...constants,
      BIAS: bias ? 1 : 0,
      PIXELS: pixels,
      PIXEL_BLOCKS: pixelBlocks,
      POSITIONS: positions,
      SPAN: (pixels - 1) * shape.stride + shape.kernel,
      BLOCK: block,
      QUAD_OF_KX: tile.quad && shape.imageInput ? 1 : 0,
      QUAD_OF_CHANNELS: tile.quad && !shape.imageInput ? 1 : 0,
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
  tile: ConvolutionTile,
  accumulate = false,
): Kernel {
  const constants = constantsOf(shape);
  const groups = channelGroups(shape.inChannels);
  const phaseWidth = ceilDivide(shape.inWidth, shape.stride);
  const pixels = pixelsPerThread(phaseWidth);
  const block = blockOf(groups, tile.block);
  const pixelBlocks = ceilDivide(phaseWidth, pixels);
  const phaseHeight = ceilDivide(shape.inHeight, shape.stride);
  const positions = positionsOf(pixelBlocks * phaseHeight * shape.batch);
  const threads = positions * shape.stride ** 2 * (groups / block);
  const workgroups = workgroupGrid(ceilDivide(threads, THREADS));
  return {
    label: convolutionCase('convolution-backward-data', shape),
    code: instantiateTile(backwardDataSource, tile.quad, {
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

/** Bindings: x, dy, dw[shares]. Fewer rows per share mean more threads and more partial sums. */
export function convolutionBackwardFilter(shape: ConvolutionShape, shares: number): Kernel {
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

/**
 * Into how many shares the rows of backward-filter are split so that about `threads` threads run, none of the
 * shares being empty.
 */
export function backwardFilterShares(shape: ConvolutionShape, threads: number): number {
  const { IN_UNITS, OUT_GROUPS, OUT_HEIGHT } = constantsOf(shape);
  const rows = shape.batch * OUT_HEIGHT;
  const wanted = ceilDivide(threads, shape.kernel * IN_UNITS * (OUT_GROUPS / blockOf(OUT_GROUPS, 2)));
  const rowsPerShare = Math.max(1, Math.floor(rows / Math.min(rows, wanted, MAX_SHARES)));
  return ceilDivide(rows, rowsPerShare);
}
