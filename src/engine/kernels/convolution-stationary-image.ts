/** Stationary convolutions of an image: its channels are few and not in groups of four. */

import { type ConvolutionShape, constantsOf } from './convolution-shape';
import backwardFilterSource from './convolution-stationary-image-backward-filter.wgsl?raw';
import forwardSource from './convolution-stationary-image-forward.wgsl?raw';
import vectorsSource from './convolution-stationary-vectors.wgsl?raw';
import {
  CODE_LIMIT,
  CODE_OF_EXCHANGE,
  CODE_OF_LOAD,
  divisors,
  kernelOf,
  lengthsOf,
  vectorOf,
  walkersOf,
} from './convolution-stationary-walk';
import { ceilDivide, type Kernel } from './kernel';

/** Bindings: x, w, y. Null for what this form is not made for: 1×1, and images of many channels. */
export function stationaryImageForward(shape: ConvolutionShape): Kernel | null {
  const constants = constantsOf(shape);
  const { IN_CHANNELS, IN_HEIGHT, OUT_GROUPS, OUT_HEIGHT, OUT_WIDTH, STRIDE, PADDING } = constants;
  const groups = groupsOf(shape, 1, 3 * STRIDE * IN_CHANNELS * CODE_OF_LOAD);
  if (!groups) return null;
  const blocks = OUT_GROUPS / groups;
  const strips = ceilDivide(OUT_WIDTH, 4);
  const { WALKERS, WALKER_ROWS } = walkersOf(shape.batch * strips, blocks);
  const all = {
    ...constants,
    ...lengthsOf(shape.batch, constants, IN_CHANNELS),
    WALKERS,
    STRIPS: strips,
    WALKER_STRIPS: WALKER_ROWS,
    CHANNEL_GROUPS: groups,
    TAPS: 9 * IN_CHANNELS,
    KEPT: 3 - STRIDE,
    FRESH: STRIDE,
    RAGGED: OUT_WIDTH % 4,
    BOTTOM_INSIDE: (OUT_HEIGHT - 1) * STRIDE + 2 - PADDING < IN_HEIGHT ? 1 : 0,
  };
  return kernelOf('convolution-forward', shape, forwardSource, all, blocks * WALKERS);
}

/** Bindings: x, dy, dw[shares]. Null as stationaryImageForward is. */
export function stationaryImageBackwardFilter(shape: ConvolutionShape, shares: number): Kernel | null {
  const groups = filterGroupsOf(shape);
  if (!groups) return null;
  const constants = constantsOf(shape);
  const { IN_CHANNELS, OUT_GROUPS, OUT_HEIGHT, OUT_WIDTH, STRIDE } = constants;
  const all = {
    ...constants,
    ...lengthsOf(shape.batch, constants, IN_CHANNELS),
    SHARES: shares,
    SHARE_ROWS: ceilDivide(shape.batch * OUT_HEIGHT, shares),
    CHANNEL_GROUPS: groups,
    IN_VECTOR: 1,
    OUT_VECTOR: vectorOf(groups),
    VECTORS: groups / vectorOf(groups),
    TAPS: 9 * IN_CHANNELS,
    LOADS: STRIDE * IN_CHANNELS,
    KEPT: (3 - STRIDE) * IN_CHANNELS,
    SPAN: 3 * IN_CHANNELS,
    STEP: STRIDE * IN_CHANNELS,
    RAGGED: OUT_WIDTH % 4,
  };
  const wgsl = `${backwardFilterSource}\n${vectorsSource}`;
  const workgroups = (OUT_GROUPS / groups) * shares;
  return kernelOf('convolution-backward-filter', shape, wgsl, all, workgroups);
}

/** Into how many shares stationaryImageBackwardFilter is to split its sum, none empty; null as it is. */
export function stationaryImageShares(shape: ConvolutionShape): number | null {
  const groups = filterGroupsOf(shape);
  const { OUT_GROUPS, OUT_HEIGHT } = constantsOf(shape);
  return groups && walkersOf(shape.batch * OUT_HEIGHT, OUT_GROUPS / groups).WALKERS;
}

/** Four pixels at a time: three rows are loaded and handed round. */
function filterGroupsOf(shape: ConvolutionShape): number | null {
  const { IN_CHANNELS, STRIDE } = constantsOf(shape);
  return groupsOf(shape, 4, 3 * STRIDE * IN_CHANNELS * (CODE_OF_LOAD + 4 * CODE_OF_EXCHANGE));
}

/**
 * Groups of output channels per thread: as many as the instruction cache holds.
 * @param pixels that a thread has in hand at a time; each costs its multiply-adds, and a load or a store per group
 * @param loads code of what is loaded for them
 */
function groupsOf(shape: ConvolutionShape, pixels: number, loads: number): number | null {
  if (shape.kernel !== 3 || !shape.imageInput) return null;
  const { IN_CHANNELS, OUT_GROUPS } = constantsOf(shape);
  const code = (groups: number) => loads + pixels * groups * (9 * IN_CHANNELS + CODE_OF_LOAD);
  return divisors(OUT_GROUPS).findLast((groups) => code(groups) <= CODE_LIMIT) ?? null;
}
