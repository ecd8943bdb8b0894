/**
 * What all stationary convolutions have in common: how much a thread keeps in registers, and how many workgroups walk
 * along the rows.
 */

import { type ConvolutionShape, convolutionCase, convolutionFlop } from './convolution-shape';
import { ceilDivide, type Kernel, QUAD_HEADER } from './kernel';
import { type Constants, instantiate } from './template';
import type { Operation } from './variants';

/** Workgroups of a dispatch: each loads its taps anew, and sixteen keep a processor's cores evenly busy. */
const WALKERS = 16;

/**
 * Costs in multiply-adds of a value that a thread loads, finishes (its sum over the quad, and its store), and adds to what
 * stands there (which is loaded first), by the width of the vector that it is part of; fitted to seven shares of one
 * convolution and six of one backward-data on SwiftShader, where the bill is the code that is run.
 */
const COSTS = {
  1: { load: 19, finish: 7, add: 8 },
  2: { load: 16, finish: 5, add: 5 },
  4: { load: 14.5, finish: 4, add: 2 },
} as const;

/** Code that a processor's instruction cache of 32 kB holds, in multiply-adds. Beyond it, all takes half as long again. */
export const CODE_LIMIT = 850;
export const CODE_OF_LOAD = 13;
const CODE_OF_FINISH = 6;
export const CODE_OF_EXCHANGE = 2;

/** What a thread does between two pixels (or two by two of them) besides its multiply-adds, one per tap. */
interface Walk {
  /** Inputs loaded per group of input channels. */
  readonly loads: number;
  /** Pixels finished. */
  readonly pixels: number;
}

/** Taps that a thread keeps: those of `channels` outputs for `units` groups of input channels. */
export interface Share {
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
      const { load } = COSTS[vectorOf(units)];
      const { finish, add } = COSTS[vectorOf(groups)];
      const cost = load * loads * units + (finish + (units < inUnits ? add : 0)) * pixels * channels;
      return { units, channels, code, cost: cost / taps };
    }),
  );
  const [best] = shares.filter(({ code }) => code <= CODE_LIMIT).sort((one, other) => one.cost - other.cost);
  return best ? { units: best.units, channels: best.channels } : null;
}

/**
 * How wide the vectors are in which a thread loads or stores so many neighbouring channels: on SwiftShader a value of four
 * costs two thirds of one alone, and stored half.
 */
export const vectorOf = (count: number): 1 | 2 | 4 => (count % 4 === 0 ? 4 : count % 2 === 0 ? 2 : 1);

export const divisors = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter((candidate) => count % candidate === 0);

/** Sides of what goes in and what comes out, and their groups of channels. */
export interface Sides {
  readonly IN_HEIGHT: number;
  readonly IN_WIDTH: number;
  readonly IN_UNITS: number;
  readonly OUT_HEIGHT: number;
  readonly OUT_WIDTH: number;
  readonly OUT_GROUPS: number;
}

/** How many workgroups share the rows so that there are WALKERS of them over all blocks, none idle. */
export function walkersOf(
  rows: number,
  blocks: number,
): { readonly WALKERS: number; readonly WALKER_ROWS: number } {
  const WALKER_ROWS = ceilDivide(rows, ceilDivide(WALKERS, blocks));
  return { WALKERS: ceilDivide(rows, WALKER_ROWS), WALKER_ROWS };
}

/** Channels as stored, and lengths of the arrays: an index into an array of known length is cheaper to check. */
export function lengthsOf(batch: number, sides: Sides, inChannels: number) {
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

export function kernelOf(
  operation: Extract<Operation, `convolution-${string}`>,
  shape: ConvolutionShape,
  wgsl: string,
  constants: Constants,
  workgroups: number,
): Kernel {
  return {
    label: convolutionCase(operation, shape),
    code: `${QUAD_HEADER}${instantiate(wgsl, constants)}`,
    bindings: ['read', 'read', 'write'],
    workgroups: [workgroups, 1, 1],
    readsStep: false,
    flop: convolutionFlop(shape),
  };
}
