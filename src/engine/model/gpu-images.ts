/** The data set on the GPU, as the kernels read it. */
import type { ImageSet } from '../../data/data-set';
import type { BufferArena } from '../gpu/buffers';

/** Images (packed bytes, or float32) and labels (packed bytes). */
export interface GpuImages {
  readonly pixels: GPUBuffer;
  readonly labels: GPUBuffer;
}

/** @param what `training` or `test`, for messages. Throws a LabError `GPU_LIMIT` where they exceed the device's. */
export function uploadImages(arena: BufferArena, what: string, images: ImageSet): GpuImages {
  const { buffer, byteOffset, byteLength } = images.pixels;
  return {
    pixels: arena.storageOfBytes(`${what} images`, new Uint8Array(buffer, byteOffset, byteLength)),
    labels: arena.storageOfBytes(`${what} labels`, images.labels),
  };
}
