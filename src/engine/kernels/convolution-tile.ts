/**
 * Convolutions as implicit GEMM, for GPUs: a workgroup computes a tile of the product, whose operands pass through
 * workgroup memory.
 *
 * Each value fetched from storage is multiplied with a whole row or column of the tile, so a tile of R rows × C columns
 * makes 2RC flop out of 4(R + C) bytes per term of the sum: 8 flop/B with tile-32 (32×32), 16 with tile-64, 32 with
 * tile-128; where there are only 64, 32 or 16 channels, tile-128 makes 21, 13 or 7, tile-64 16, 13 or 7 and tile-32 8,
 * 8 or 6. A large discrete GPU makes 10 to 16 flop in the time of a byte from its second-level cache. Out of workgroup
 * memory a thread makes 1 flop/B with a block of 4×4, 1.3 with 8×4 and 2 with 8×8, of which a discrete GPU needs 2 (128
 * multiply-adds in the time of 128 B); registers end that: 32 sums suit all GPUs, 64 not all. The smaller a tile, the
 * more workgroups has a small layer to fill the GPU with.
 */
import backwardDataSource from './convolution-backward-data-tile.wgsl?raw';
import backwardFilterSource from './convolution-backward-filter-tile.wgsl?raw';
import forwardSource from './convolution-forward-tile.wgsl?raw';
import inputSource from './convolution-input.wgsl?raw';
import {
  type ConvolutionShape,
  constantsOf,
  convolutionCase,
  convolutionFlop,
  filterRows,
} from './convolution-shape';
import tileSource from './convolution-tile.wgsl?raw';
import windowSource from './convolution-window.wgsl?raw';
import { ceilDivide, channelGroups, type Kernel, workgroupGrid } from './kernel';
import { instantiate } from './template';
import type { TileForm } from './variants';

/** What each operation is as a product: extents in groups of four, and into how many parts it falls. */
interface Product {
  readonly rowGroups: number;
  readonly columnGroups: number;
  readonly parts: number;
}

/** A tile is at most this many groups of four rows high: its part of workgroup memory. */
const MAX_ROW_GROUPS = 32;

/** A vec4f's banks repeat after this many of them, on all GPUs whose banks are known (32 of 4 bytes). */
const BANK_PERIOD = 8;

/** Threads of a tile and their blocks: where there are few columns it is as much higher, within bounds. */
function tileOf(form: TileForm, columnGroups: number) {
  const { threads, units } = form;
  // Larger blocks would leave two columns of groups too few threads to fetch the rows with.
  const { threadRows, threadColumns } = columnGroups > 2 ? form : { threadRows: 1, threadColumns: 1 };
  const side = Math.sqrt(threads);
  const widest = 2 ** Math.ceil(Math.log2(side));
  const needed = 2 ** Math.ceil(Math.log2(columnGroups / threadColumns));
  const columnThreads = Math.max(2, Math.min(widest, needed));
  const rowThreads = Math.min(threads / columnThreads, MAX_ROW_GROUPS / threadRows);
  return {
    UNITS: units,
    THREADS: rowThreads * columnThreads,
    ROW_THREADS: rowThreads,
    COLUMN_THREADS: columnThreads,
    THREAD_ROWS: threadRows,
    THREAD_COLUMNS: threadColumns,
    ROW_GROUPS: rowThreads * threadRows,
    COLUMN_GROUPS: columnThreads * threadColumns,
  };
}

/** The product's constants, and its grid. */
function tiling(form: TileForm, { rowGroups, columnGroups, parts }: Product) {
  const tile = tileOf(form, columnGroups);
  const { THREADS, UNITS, ROW_GROUPS, COLUMN_GROUPS } = tile;
  const rowTiles = ceilDivide(rowGroups, ROW_GROUPS);
  const columnTiles = ceilDivide(columnGroups, COLUMN_GROUPS);
  const workgroups = workgroupGrid(rowTiles * columnTiles * parts);
  const constants = {
    ...tile,
    UNIT_PADDING: BANK_PERIOD / UNITS,
    A_SLOTS: ceilDivide(UNITS * ROW_GROUPS, THREADS),
    B_SLOTS: ceilDivide(UNITS * COLUMN_GROUPS, THREADS),
    B_ROTATION: (THREADS - ((UNITS * ROW_GROUPS) % THREADS)) % THREADS,
    ALL_ROW_GROUPS: rowGroups,
    ALL_COLUMN_GROUPS: columnGroups,
    ROW_TILES: rowTiles,
    COLUMN_TILES: columnTiles,
    PARTS: parts,
    GRID_WIDTH: workgroups[0],
  };
  return { constants, workgroups };
}

/** Bindings: x, w, y (and bias). */
export function tileForward(shape: ConvolutionShape, form: TileForm, bias: boolean): Kernel {
  const constants = constantsOf(shape);
  const rowFours = ceilDivide(constants.OUT_WIDTH, 4);
  const { constants: tile, workgroups } = tiling(form, {
    rowGroups: shape.batch * constants.OUT_HEIGHT * rowFours,
    columnGroups: constants.OUT_GROUPS,
    parts: 1,
  });
  return {
    label: convolutionCase('convolution-forward', shape),
    code: instantiate(`${forwardSource}\n${inputSource}\n${windowSource}\n${tileSource}`, {
      ...constants,
      ...tile,
      FILTER_ROWS: filterRows(shape),
      ROW_FOURS: rowFours,
      BIAS: bias ? 1 : 0,
      // A pixel's channels lie side by side, as do the output channels of a row of w.
      A_UNIT_FASTEST: 1,
      B_UNIT_FASTEST: 0,
    }),
    bindings: bias ? ['read', 'read', 'write', 'read'] : ['read', 'read', 'write'],
    workgroups,
    readsStep: false,
    flop: convolutionFlop(shape),
  };
}

/** Bindings: dy, w, dx. With `accumulate` the result is added to what dx holds (a branch joins). */
export function tileBackwardData(shape: ConvolutionShape, form: TileForm, accumulate: boolean): Kernel {
  const groups = channelGroups(shape.inChannels);
  const phaseHeight = ceilDivide(shape.inHeight, shape.stride);
  const rowFours = ceilDivide(ceilDivide(shape.inWidth, shape.stride), 4);
  const { constants, workgroups } = tiling(form, {
    rowGroups: shape.batch * phaseHeight * rowFours,
    columnGroups: groups,
    parts: shape.stride ** 2,
  });
  return {
    label: convolutionCase('convolution-backward-data', shape),
    code: instantiate(`${backwardDataSource}\n${tileSource}`, {
      ...constantsOf(shape),
      ...constants,
      IN_GROUPS: groups,
      PHASE_HEIGHT: phaseHeight,
      ROW_FOURS: rowFours,
      ACCUMULATE: accumulate ? 1 : 0,
      // The output channels lie side by side, in dy and in w.
      A_UNIT_FASTEST: 1,
      B_UNIT_FASTEST: 1,
    }),
    bindings: ['read', 'read', 'write'],
    workgroups,
    readsStep: false,
    flop: convolutionFlop(shape),
  };
}

function filterExtents(shape: ConvolutionShape) {
  const { BATCH, OUT_HEIGHT, OUT_WIDTH, OUT_GROUPS } = constantsOf(shape);
  const rowFours = ceilDivide(OUT_WIDTH, 4);
  return {
    rowGroups: ceilDivide(filterRows(shape), 4),
    columnGroups: OUT_GROUPS,
    rowFours,
    fours: BATCH * OUT_HEIGHT * rowFours,
  };
}

/** Pixels of a share, in fours: whole steps of the tile, so that no share ends within one. */
const foursPerShare = (fours: number, shares: number, { units }: TileForm): number =>
  ceilDivide(ceilDivide(fours, shares), units) * units;

/** Bindings: x, dy, dw[shares]. */
export function tileBackwardFilter(shape: ConvolutionShape, form: TileForm, shares: number): Kernel {
  const { rowGroups, columnGroups, rowFours, fours } = filterExtents(shape);
  const { constants, workgroups } = tiling(form, { rowGroups, columnGroups, parts: shares });
  return {
    label: convolutionCase('convolution-backward-filter', shape),
    code: instantiate(`${backwardFilterSource}\n${inputSource}\n${windowSource}\n${tileSource}`, {
      ...constantsOf(shape),
      ...constants,
      SHARES: shares,
      FILTER_ROWS: filterRows(shape),
      ROW_FOURS: rowFours,
      SHARE_FOURS: foursPerShare(fours, shares, form),
      // Channels lie side by side: of a pixel of x, and of one of dy.
      A_UNIT_FASTEST: 0,
      B_UNIT_FASTEST: 0,
    }),
    bindings: ['read', 'read', 'write'],
    workgroups,
    readsStep: false,
    flop: convolutionFlop(shape),
  };
}

/** Workgroups of backward-filter that fill a GPU: a few for each of its cores, of which the largest have 100 to 200. */
const FILLING_WORKGROUPS = 512;

/** Into how many shares (`limit` at most) the pixels are split so that about FILLING_WORKGROUPS run, none of them empty. */
export function tileBackwardFilterShares(shape: ConvolutionShape, form: TileForm, limit: number): number {
  const { rowGroups, columnGroups, fours } = filterExtents(shape);
  const { constants } = tiling(form, { rowGroups, columnGroups, parts: 1 });
  const wanted = ceilDivide(FILLING_WORKGROUPS, constants.ROW_TILES * constants.COLUMN_TILES);
  return ceilDivide(fours, foursPerShare(fours, Math.min(wanted, limit), form));
}
