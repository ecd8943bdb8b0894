/**
 * Convolutions 3×3 whose threads keep in registers what changes least — their taps, or the sums over all pixels — and
 * walk along the rows, for adapters without a GPU: there a value from storage costs as much as twenty multiply-adds, and
 * one that stands in a register next to nothing. Each tap is loaded once per workgroup and each input once per workgroup
 * and column, which no direct form comes near.
 */

import { type ConvolutionShape, constantsOf, convolutionCase, convolutionFlop } from './convolution-shape';
import source from './convolution-stationary.wgsl?raw';
import backwardDataSource from './convolution-stationary-backward-data.wgsl?raw';
import backwardFilterSource from './convolution-stationary-backward-filter.wgsl?raw';
import imageSource from './convolution-stationary-image.wgsl?raw';
import storeSource from './convolution-stationary-store.wgsl?raw';
import { ceilDivide, channelGroups, type Kernel } from './kernel';
import { type Constants, instantiate } from './template';

/** Quads stay together although the compiler can't prove it: a workgroup is one. */
const HEADER = 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n';

/** Workgroups of a dispatch: each loads its taps anew, and sixteen keep a processor's cores evenly busy. */
const WALKERS = 16;

/**
 * Costs in multiply-adds, fitted to eight shares of one convolution on SwiftShader (its bill is the code that it runs:
 * a multiply-add is some 35 bytes, a load from storage 450).
 */
const LOAD = 20;
/** A channel's sum over the quad and its store; where it is added to what stands there, that is loaded first. */
const FINISH = 5;
const ADD = 17;

/** Code that a processor's instruction cache of 32 kB holds, in multiply-adds. Beyond it, all takes half as long again. */
const CODE_LIMIT = 850;
const CODE_OF_LOAD = 13;
const CODE_OF_FINISH = 6;
const CODE_OF_EXCHANGE = 2;

/** What a thread does between two pixels (or two by two of them) besides its multiply-adds, one per tap. */
interface Walk {
  /** Inputs loaded per group of input channels. */
  readonly loads: number;
  /** Pixels finished. */
  readonly pixels: number;
}

/** Taps that a thread keeps: those of `channels` outputs for `units` groups of input channels. */
interface Share {
  readonly units: number;
  readonly channels: number;
}

/** The share with the least cost per multiply-add whose code stays in the instruction cache; null if none does. */
export function shareOfTaps(inUnits: number, outGroups: number, { loads, pixels }: Walk): Share | null {
  const shares = divisors(inUnits).flatMap((units) =>
    divisors(outGroups).map((groups) => {
      const channels = 4 * groups;
      const taps = 9 * units * channels;
      const code = taps + CODE_OF_LOAD * loads * units + CODE_OF_FINISH * pixels * channels;
      const cost = LOAD * loads * units + (FINISH + (units < inUnits ? ADD : 0)) * pixels * channels;
      return { units, channels, code, cost: cost / taps };
    }),
  );
  const [best] = shares.filter(({ code }) => code <= CODE_LIMIT).sort((one, other) => one.cost - other.cost);
  return best ? { units: best.units, channels: best.channels } : null;
}

const divisors = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter((candidate) => count % candidate === 0);

/** Bindings: x, w, y. Null for what this form is not made for: 1×1, and images of many channels. */
export function stationaryForward(shape: ConvolutionShape): Kernel | null {
  if (shape.kernel !== 3) return null;
  if (shape.imageInput) return ofImage(shape);
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

interface Sides {
  readonly IN_HEIGHT: number;
  readonly IN_WIDTH: number;
  readonly IN_UNITS: number;
  readonly OUT_HEIGHT: number;
  readonly OUT_WIDTH: number;
  readonly OUT_GROUPS: number;
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
    CHANNEL_GROUPS: channels / 4,
    TAPS: 9 * units * channels,
    ACCUMULATE: accumulate ? 1 : 0,
    SEVERAL_UNITS: units < IN_UNITS ? 1 : 0,
  };
  return kernelOf(operation, shape, `${wgsl}\n${storeSource}`, all, blocks * walkers.WALKERS);
}

function ofImage(shape: ConvolutionShape): Kernel | null {
  const constants = constantsOf(shape);
  const { IN_CHANNELS, OUT_GROUPS, OUT_HEIGHT, OUT_WIDTH, STRIDE } = constants;
  const TAPS = 9 * IN_CHANNELS;
  const LOADS = STRIDE * IN_CHANNELS;
  // Four pixels at a time: their multiply-adds and stores, the loads of three rows and what hands each of them round.
  const code = (groups: number) =>
    4 * groups * (TAPS + CODE_OF_LOAD) + 3 * LOADS * (CODE_OF_LOAD + 4 * CODE_OF_EXCHANGE);
  const groups = divisors(OUT_GROUPS).findLast((count) => code(count) <= CODE_LIMIT);
  if (!groups) return null;
  const blocks = OUT_GROUPS / groups;
  const walkers = walkersOf(shape.batch * OUT_HEIGHT, blocks);
  const all = {
    ...constants,
    ...lengthsOf(shape.batch, constants, IN_CHANNELS),
    ...walkers,
    CHANNEL_GROUPS: groups,
    TAPS,
    LOADS,
    KEPT: (3 - STRIDE) * IN_CHANNELS,
    SPAN: 3 * IN_CHANNELS,
    STEP: STRIDE * IN_CHANNELS,
    RAGGED: OUT_WIDTH % 4,
  };
  return kernelOf('convolution-forward', shape, imageSource, all, blocks * walkers.WALKERS);
}

/** Whether stationaryBackwardFilter is made for a shape: 3×3, and no image. */
export const isStationaryFilter = ({ kernel, imageInput }: ConvolutionShape): boolean =>
  kernel === 3 && !imageInput;

/** Bindings: x, dy, dw[shares]. Null where isStationaryFilter says no. */
export function stationaryBackwardFilter(shape: ConvolutionShape, shares: number): Kernel | null {
  if (!isStationaryFilter(shape)) return null;
  const constants = constantsOf(shape);
  const { IN_CHANNELS, IN_UNITS, OUT_GROUPS, OUT_HEIGHT } = constants;
  const groups = summedGroups(OUT_GROUPS);
  const all = {
    ...constants,
    ...slidingWindow(constants),
    ...lengthsOf(shape.batch, constants, IN_CHANNELS),
    SHARES: shares,
    SHARE_ROWS: ceilDivide(shape.batch * OUT_HEIGHT, shares),
    CHANNELS: 4 * groups,
    CHANNEL_GROUPS: groups,
  };
  const workgroups = (OUT_GROUPS / groups) * IN_UNITS * shares;
  return kernelOf('convolution-backward-filter', shape, backwardFilterSource, all, workgroups);
}

/** Into how many shares stationaryBackwardFilter is to split its sum, none empty. */
export function stationaryBackwardFilterShares(shape: ConvolutionShape): number {
  const { IN_UNITS, OUT_GROUPS, OUT_HEIGHT } = constantsOf(shape);
  return walkersOf(shape.batch * OUT_HEIGHT, IN_UNITS * (OUT_GROUPS / summedGroups(OUT_GROUPS))).WALKERS;
}

/** Groups of channels that a thread sums: four were no faster on SwiftShader than two, and eight slower. */
const summedGroups = (outGroups: number): number => (outGroups % 2 === 0 ? 2 : 1);

/** How many workgroups share the rows so that there are WALKERS of them over all blocks, none idle. */
function walkersOf(rows: number, blocks: number): { readonly WALKERS: number; readonly WALKER_ROWS: number } {
  const WALKER_ROWS = ceilDivide(rows, ceilDivide(WALKERS, blocks));
  return { WALKERS: ceilDivide(rows, WALKER_ROWS), WALKER_ROWS };
}

/** Channels as stored, and lengths of the arrays: an index into an array of known length is cheaper to check. */
function lengthsOf(batch: number, sides: Sides, inChannels: number) {
  const { IN_HEIGHT, IN_WIDTH, OUT_HEIGHT, OUT_WIDTH, OUT_GROUPS } = sides;
  const OUT_CHANNELS = 4 * OUT_GROUPS;
  return {
    BATCH: batch,
    IN_CHANNELS: inChannels,
    OUT_CHANNELS,
    X_LENGTH: batch * IN_HEIGHT * IN_WIDTH * inChannels,
    W_LENGTH: 9 * inChannels * OUT_CHANNELS,
    Y_LENGTH: batch * OUT_HEIGHT * OUT_WIDTH * OUT_CHANNELS,
  };
}

function kernelOf(
  operation: StationaryOperation | 'convolution-backward-filter',
  shape: ConvolutionShape,
  wgsl: string,
  constants: Constants,
  workgroups: number,
): Kernel {
  return {
    label: convolutionCase(operation, shape),
    code: `${HEADER}${instantiate(wgsl, constants)}`,
    bindings: ['read', 'read', 'write'],
    workgroups: [workgroups, 1, 1],
    readsStep: false,
    flop: convolutionFlop(shape),
  };
}
