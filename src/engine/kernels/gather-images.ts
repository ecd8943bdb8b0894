/** Picks the step's images out of the data set, which stays on the GPU; normalises those of bytes, floats are taken as they are. */
import source from './gather-images.wgsl?raw';
import { ceilDivide, type Kernel, workgroupGrid } from './kernel';
import { STEP_PARAMETERS_WGSL } from './step-parameters';
import { instantiate } from './template';

export interface GatherShape {
  readonly batch: number;
  readonly channels: number;
  /** Height × width. */
  readonly pixels: number;
  /** Mean and standard deviation of pixels/255; null for images of float32 values. */
  readonly normalisation: { readonly mean: number; readonly deviation: number } | null;
}

/** Bindings: pixels, all labels, indices, x, labels of the batch. */
export function gatherImages({ batch, channels, pixels, normalisation }: GatherShape): Kernel {
  // Of images of another size four pixels are not one word.
  const side = pixels % 4 === 0 ? 4 : 1;
  const sides = pixels / side;
  const workgroups = workgroupGrid(ceilDivide(batch * sides, 64));
  const shape = {
    BATCH: batch,
    CHANNELS: channels,
    PIXELS: pixels,
    SIDE: side,
    WORDS: Number(side === 4),
    SIDES: sides,
    GRID_WIDTH: workgroups[0],
  };
  const constants = { ...shape, FLOATS: normalisation ? 0 : 1 };
  const { mean, deviation } = normalisation ?? { mean: 0, deviation: 1 };
  const floats = { SCALE: 1 / (255 * deviation), SHIFT: -mean / deviation };
  return {
    label: `gather-images ${batch}×${pixels}×${channels}${normalisation ? '' : ' f32'}`,
    code: STEP_PARAMETERS_WGSL + instantiate(source, constants, floats),
    bindings: ['read', 'read', 'read', 'write', 'write'],
    workgroups,
    readsStep: true,
    flop: 0,
  };
}
