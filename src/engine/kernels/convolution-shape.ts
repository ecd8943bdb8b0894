/**
 * The shape of a convolution, and what follows from it.
 *
 * Layouts: activations N,H,W,C with C in groups of four; images N,H,W,C with their own C; weights ky,kx,I,O with
 * I and O padded to four (I of an image is not).
 */
import { channelGroups } from './kernel';
import type { Operation } from './variants';

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

/** What every kernel of a convolution has as constants. */
export function constantsOf(shape: ConvolutionShape) {
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

export type ConvolutionOperation = Extract<Operation, `convolution-${string}`>;

/** Height × width × channels → channels, window/stride, × batch: the label of a kernel, and the case that it is. */
export function convolutionCase(operation: ConvolutionOperation, shape: ConvolutionShape): string {
  const { batch, inHeight, inWidth, inChannels, outChannels, kernel, stride } = shape;
  const image = `${inHeight}×${inWidth}×${inChannels}`;
  return `${operation} ${image}→${outChannels} ${kernel}×${kernel}/${stride} ×${batch}`;
}
