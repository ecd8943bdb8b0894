/** Stationary convolutions of an image: its channels are few and not in groups of four, so its values are handed round. */

import { type ConvolutionShape, constantsOf } from './convolution-shape';
import source from './convolution-stationary-image.wgsl?raw';
import {
  CODE_LIMIT,
  CODE_OF_EXCHANGE,
  CODE_OF_LOAD,
  divisors,
  kernelOf,
  lengthsOf,
  walkersOf,
} from './convolution-stationary-walk';
import { ceilDivide, type Kernel } from './kernel';

/** Bindings: x, w, y. Null for what this form is not made for: 1×1, and images of many channels. */
export function stationaryImageForward(shape: ConvolutionShape): Kernel | null {
  const groups = groupsOf(shape);
  if (!groups) return null;
  const { OUT_GROUPS, OUT_HEIGHT } = constantsOf(shape);
  const blocks = OUT_GROUPS / groups;
  const walkers = walkersOf(shape.batch * OUT_HEIGHT, blocks);
  const code = { ...constantsOfWalk(shape, groups), ...walkers, FILTER_GRADIENT: 0 };
  return kernelOf('convolution-forward', shape, source, code, blocks * walkers.WALKERS);
}

/** Bindings: x, dy, dw[shares]. Null as stationaryImageForward is. */
export function stationaryImageBackwardFilter(shape: ConvolutionShape, shares: number): Kernel | null {
  const groups = groupsOf(shape);
  if (!groups) return null;
  const { OUT_GROUPS, OUT_HEIGHT } = constantsOf(shape);
  const walkers = { WALKERS: shares, WALKER_ROWS: ceilDivide(shape.batch * OUT_HEIGHT, shares) };
  const code = { ...constantsOfWalk(shape, groups), ...walkers, FILTER_GRADIENT: 1 };
  return kernelOf('convolution-backward-filter', shape, source, code, (OUT_GROUPS / groups) * shares);
}

/** Into how many shares stationaryImageBackwardFilter is to split its sum, none empty; null as it is. */
export function stationaryImageShares(shape: ConvolutionShape): number | null {
  const groups = groupsOf(shape);
  const { OUT_GROUPS, OUT_HEIGHT } = constantsOf(shape);
  return groups && walkersOf(shape.batch * OUT_HEIGHT, OUT_GROUPS / groups).WALKERS;
}

/** Groups of output channels per thread: as many as the instruction cache holds. */
function groupsOf(shape: ConvolutionShape): number | null {
  if (shape.kernel !== 3 || !shape.imageInput) return null;
  const { IN_CHANNELS, OUT_GROUPS, STRIDE } = constantsOf(shape);
  // Four pixels at a time: the loads of three rows and what hands them round, then multiply-adds and a load or store each.
  const loads = 3 * STRIDE * IN_CHANNELS * (CODE_OF_LOAD + 4 * CODE_OF_EXCHANGE);
  const code = (groups: number) => loads + 4 * groups * (9 * IN_CHANNELS + CODE_OF_LOAD);
  return divisors(OUT_GROUPS).findLast((groups) => code(groups) <= CODE_LIMIT) ?? null;
}

function constantsOfWalk(shape: ConvolutionShape, groups: number) {
  const constants = constantsOf(shape);
  const { IN_CHANNELS, OUT_WIDTH, STRIDE } = constants;
  return {
    ...constants,
    ...lengthsOf(shape.batch, constants, IN_CHANNELS),
    CHANNEL_GROUPS: groups,
    TAPS: 9 * IN_CHANNELS,
    LOADS: STRIDE * IN_CHANNELS,
    KEPT: (3 - STRIDE) * IN_CHANNELS,
    SPAN: 3 * IN_CHANNELS,
    STEP: STRIDE * IN_CHANNELS,
    RAGGED: OUT_WIDTH % 4,
  };
}
