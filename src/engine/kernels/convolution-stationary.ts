/**
 * Convolutions 3×3 whose threads keep in registers what changes least — their taps, or the sums over all pixels — and
 * walk along the rows, for adapters without a GPU: there a value from storage costs as much as fifteen to twenty
 * multiply-adds, and one that stands in a register next to nothing. Each tap is loaded once per workgroup and each input
 * once per workgroup and column, which no direct form comes near.
 */

import { type ConvolutionShape, constantsOf } from './convolution-shape';
import source from './convolution-stationary.wgsl?raw';
import backwardDataSource from './convolution-stationary-backward-data.wgsl?raw';
import backwardFilterSource from './convolution-stationary-backward-filter.wgsl?raw';
import {
  stationaryImageBackwardFilter,
  stationaryImageForward,
  stationaryImageShares,
} from './convolution-stationary-image';
import storeSource from './convolution-stationary-store.wgsl?raw';
import vectorsSource from './convolution-stationary-vectors.wgsl?raw';
import {
  kernelOf,
  lengthsOf,
  type Share,
  type Sides,
  shareOfTaps,
  vectorOf,
  walkersOf,
} from './convolution-stationary-walk';
import { ceilDivide, channelGroups, type Kernel } from './kernel';
import type { Constants } from './template';

/** Bindings: x, w, y. Null for what this form is not made for: 1×1, and images of many channels. */
export function stationaryForward(shape: ConvolutionShape): Kernel | null {
  if (shape.kernel !== 3) return null;
  if (shape.imageInput) return stationaryImageForward(shape);
  const { IN_HEIGHT, IN_WIDTH, OUT_HEIGHT, OUT_WIDTH, IN_UNITS, OUT_GROUPS, STRIDE, PADDING } =
    constantsOf(shape);
  const inputs = { IN_HEIGHT, IN_WIDTH, IN_UNITS };
  const outputs = { OUT_HEIGHT, OUT_WIDTH, OUT_GROUPS };
  const window = { STRIDE, PADDING, FLIPPED: 0 };
  return along('convolution-forward', shape, { ...inputs, ...outputs, ...window }, false);
}

/** Bindings: dy, w, dx. Null for what this form is not made for: 1×1, and stride 2 without padding. */
export function stationaryBackwardData(shape: ConvolutionShape, accumulate: boolean): Kernel | null {
  const { kernel, stride, padding } = shape;
  if (kernel !== 3 || (stride === 2 && padding !== 1)) return null;
  const { IN_HEIGHT, IN_WIDTH, OUT_HEIGHT, OUT_WIDTH, OUT_GROUPS } = constantsOf(shape);
  // The gradient is what goes in.
  const inputs = { IN_HEIGHT: OUT_HEIGHT, IN_WIDTH: OUT_WIDTH, IN_UNITS: OUT_GROUPS };
  const outputs = { OUT_HEIGHT: IN_HEIGHT, OUT_WIDTH: IN_WIDTH, OUT_GROUPS: channelGroups(shape.inChannels) };
  if (stride === 2) return byTwo(shape, { ...inputs, ...outputs }, accumulate);
  const window = { STRIDE: 1, PADDING: kernel - 1 - padding, FLIPPED: 1 };
  return along('convolution-backward-data', shape, { ...inputs, ...outputs, ...window }, accumulate);
}

interface Window {
  readonly STRIDE: number;
  readonly PADDING: number;
}

type StationaryOperation = 'convolution-forward' | 'convolution-backward-data';

function along(
  operation: StationaryOperation,
  shape: ConvolutionShape,
  constants: Sides & Window & { readonly FLIPPED: number },
  accumulate: boolean,
): Kernel | null {
  const { OUT_HEIGHT, IN_UNITS, OUT_GROUPS, STRIDE } = constants;
  const share = shareOfTaps(IN_UNITS, OUT_GROUPS, { loads: 3 * STRIDE, pixels: 1 });
  const window = { KERNEL: 3, ...slidingWindow(constants) };
  const rows = shape.batch * OUT_HEIGHT;
  return share && walking(operation, shape, source, { ...constants, ...window }, share, rows, accumulate);
}

function byTwo(shape: ConvolutionShape, constants: Sides, accumulate: boolean): Kernel | null {
  const { IN_UNITS, OUT_GROUPS, OUT_HEIGHT, OUT_WIDTH } = constants;
  const share = shareOfTaps(IN_UNITS, OUT_GROUPS, { loads: 2, pixels: 4 });
  const PAIRS = ceilDivide(OUT_HEIGHT, 2);
  const all = { ...constants, PAIRS, ODD: (OUT_HEIGHT % 2) | (OUT_WIDTH % 2) };
  const rows = shape.batch * PAIRS;
  return (
    share && walking('convolution-backward-data', shape, backwardDataSource, all, share, rows, accumulate)
  );
}

/** Columns of a window of three that stay for the next pixel, and whether the last one ever lies beyond the input. */
function slidingWindow({ IN_WIDTH, OUT_WIDTH, STRIDE, PADDING }: Sides & Window) {
  const inside = (OUT_WIDTH - 1) * STRIDE + 2 - PADDING < IN_WIDTH;
  return { KEPT: 3 - STRIDE, FRESH: STRIDE, RIGHT_INSIDE: inside ? 1 : 0 };
}

function walking(
  operation: StationaryOperation,
  shape: ConvolutionShape,
  wgsl: string,
  constants: Sides & Constants,
  { units, channels }: Share,
  rows: number,
  accumulate: boolean,
): Kernel {
  const { IN_UNITS, OUT_GROUPS } = constants;
  const blocks = (4 * OUT_GROUPS) / channels;
  const walkers = walkersOf(rows, blocks);
  const all = {
    ...constants,
    ...lengthsOf(shape.batch, constants, 4 * IN_UNITS),
    ...walkers,
    UNITS: units,
    CHANNELS: channels,
    IN_VECTOR: vectorOf(units),
    VECTORS: units / vectorOf(units),
    OUT_VECTOR: vectorOf(channels / 4),
    STORES: channels / (4 * vectorOf(channels / 4)),
    TAPS: 9 * units * channels,
    ACCUMULATE: accumulate ? 1 : 0,
    SEVERAL_UNITS: units < IN_UNITS ? 1 : 0,
  };
  return kernelOf(
    operation,
    shape,
    `${wgsl}\n${storeSource}\n${vectorsSource}`,
    all,
    blocks * walkers.WALKERS,
  );
}

/** Bindings: x, dy, dw[shares]. Null for what this form is not made for: 1×1, and images of many channels. */
export function stationaryBackwardFilter(shape: ConvolutionShape, shares: number): Kernel | null {
  if (shape.kernel !== 3) return null;
  if (shape.imageInput) return stationaryImageBackwardFilter(shape, shares);
  const constants = constantsOf(shape);
  const { IN_CHANNELS, IN_UNITS, OUT_GROUPS, OUT_HEIGHT, STRIDE } = constants;
  const groups = summedGroups(OUT_GROUPS);
  const turns = ceilDivide(OUT_HEIGHT, 2);
  const all = {
    ...constants,
    ...slidingWindow(constants),
    ...lengthsOf(shape.batch, constants, IN_CHANNELS),
    WINDOW_ROWS: 3 + STRIDE,
    TURNS: turns,
    ODD: OUT_HEIGHT % 2,
    SHARES: shares,
    SHARE_TURNS: ceilDivide(shape.batch * turns, shares),
    CHANNELS: 4 * groups,
    IN_VECTOR: 1,
    OUT_VECTOR: vectorOf(groups),
    VECTORS: groups / vectorOf(groups),
  };
  const workgroups = (OUT_GROUPS / groups) * IN_UNITS * shares;
  const wgsl = `${backwardFilterSource}\n${vectorsSource}`;
  return kernelOf('convolution-backward-filter', shape, wgsl, all, workgroups);
}

/** Into how many shares stationaryBackwardFilter is to split its sum, none empty; null where it is null. */
export function stationaryBackwardFilterShares(shape: ConvolutionShape): number | null {
  if (shape.kernel !== 3) return null;
  if (shape.imageInput) return stationaryImageShares(shape);
  const { IN_UNITS, OUT_GROUPS, OUT_HEIGHT } = constantsOf(shape);
  const turns = shape.batch * ceilDivide(OUT_HEIGHT, 2);
  return walkersOf(turns, IN_UNITS * (OUT_GROUPS / summedGroups(OUT_GROUPS))).WALKERS;
}

/** Groups of channels that a thread sums: four were slower on SwiftShader than two, and eight by far. */
const summedGroups = (outGroups: number): number => (outGroups % 2 === 0 ? 2 : 1);
