/** The shape of a batch of images or activations. Layout everywhere in this room: N, C, H, W, rows contiguous. */
import type { Shape } from '../model/network';

export interface BatchShape extends Shape {
  readonly batch: number;
}

/** Number of values in a tensor of the given shape. */
export function sizeOf({ batch, channels, height, width }: BatchShape): number {
  return batch * channels * height * width;
}
