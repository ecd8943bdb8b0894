/**
 * Convolutions whose threads keep their taps and walk along the rows, for adapters without a GPU: there a value from
 * storage costs as much as a dozen multiply-adds, and one that stands in a register next to nothing. Each tap is loaded
 * once per workgroup and each input once per workgroup and column, which no direct form comes near.
 */

import { type ConvolutionShape, constantsOf, convolutionCase, convolutionFlop } from './convolution-shape';
import source from './convolution-stationary.wgsl?raw';
import backwardDataSource from './convolution-stationary-backward-data.wgsl?raw';
import storeSource from './convolution-stationary-store.wgsl?raw';
import { ceilDivide, channelGroups, type Kernel } from './kernel';
import { instantiate } from './template';

/** Quads stay together although the compiler can't prove it: a workgroup is one. */
const HEADER = 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n';

/** Workgroups of a dispatch: each loads its taps anew, and sixteen keep a processor's cores evenly busy. */
const WALKERS = 16;

/** What a thread spends between two pixels (or two by two of them) besides its multiply-adds, one per tap. */
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

/**
 * The share with the least cost per multiply-add whose code stays in a processor's instruction cache; null if none
 * does. Costs in multiply-adds, measured on SwiftShader: 14 for a load, 7 for a sum over the quad with its store and
 * 4 more where it adds to what stands there; code in multiply-adds of 35 bytes, 11 for a load and 6 for such a sum.
 */
function shareOfTaps(inUnits: number, outGroups: number, { loads, pixels }: Walk): Share | null {
  const shares = divisors(inUnits).flatMap((units) =>
    divisors(outGroups).map((groups) => {
      const channels = 4 * groups;
      const taps = 9 * units * channels;
      const code = taps + 11 * loads * units + 6 * pixels * channels;
      const cost = 14 * loads * units + (units < inUnits ? 11 : 7) * pixels * channels;
      return { units, channels, code, cost: cost / taps };
    }),
  );
  const [best] = shares.filter(({ code }) => code <= 900).sort((one, other) => one.cost - other.cost);
  return best ? { units: best.units, channels: best.channels } : null;
}

const divisors = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter((candidate) => count % candidate === 0);

/** Bindings: x, w, y. Null for what this form is not made for: images, 1×1. */
export function stationaryForward(shape: ConvolutionShape): Kernel | null {
  if (shape.kernel !== 3 || shape.imageInput) return null;
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

function along(
  operation: 'convolution-forward' | 'convolution-backward-data',
  shape: ConvolutionShape,
  constants: Sides & { readonly STRIDE: number; readonly PADDING: number; readonly FLIPPED: number },
  accumulate: boolean,
): Kernel | null {
  const { OUT_HEIGHT, IN_UNITS, OUT_GROUPS, STRIDE } = constants;
  const share = shareOfTaps(IN_UNITS, OUT_GROUPS, { loads: 3 * STRIDE, pixels: 1 });
  const parts = { KERNEL: 3, KEPT: 3 - STRIDE, FRESH: STRIDE };
  const rows = shape.batch * OUT_HEIGHT;
  return share && walking(operation, shape, source, { ...constants, ...parts }, share, rows, accumulate);
}

function byTwo(shape: ConvolutionShape, constants: Sides, accumulate: boolean): Kernel | null {
  const share = shareOfTaps(constants.IN_UNITS, constants.OUT_GROUPS, { loads: 2, pixels: 4 });
  const PAIRS = ceilDivide(constants.OUT_HEIGHT, 2);
  const rows = shape.batch * PAIRS;
  const operation = 'convolution-backward-data';
  return (
    share && walking(operation, shape, backwardDataSource, { ...constants, PAIRS }, share, rows, accumulate)
  );
}

function walking(
  operation: 'convolution-forward' | 'convolution-backward-data',
  shape: ConvolutionShape,
  wgsl: string,
  constants: Sides & Readonly<Record<string, number>>,
  { units, channels }: Share,
  rows: number,
  accumulate: boolean,
): Kernel {
  const { IN_UNITS, OUT_GROUPS } = constants;
  const blocks = (4 * OUT_GROUPS) / channels;
  const walkerRows = ceilDivide(rows, ceilDivide(WALKERS, blocks));
  const walkers = ceilDivide(rows, walkerRows);
  const code = instantiate(`${wgsl}\n${storeSource}`, {
    ...constants,
    BATCH: shape.batch,
    IN_CHANNELS: 4 * IN_UNITS,
    OUT_CHANNELS: 4 * OUT_GROUPS,
    UNITS: units,
    CHANNELS: channels,
    CHANNEL_GROUPS: channels / 4,
    TAPS: 9 * units * channels,
    WALKERS: walkers,
    WALKER_ROWS: walkerRows,
    ACCUMULATE: accumulate ? 1 : 0,
    SEVERAL_UNITS: units < IN_UNITS ? 1 : 0,
  });
  return {
    label: convolutionCase(operation, shape),
    code: `${HEADER}${code}`,
    bindings: ['read', 'read', 'write'],
    workgroups: [blocks * walkers, 1, 1],
    readsStep: false,
    flop: convolutionFlop(shape),
  };
}
