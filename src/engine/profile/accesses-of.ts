/** What a dispatch loads and stores, found by running it once with its accesses counted. */
import { BufferArena } from '../gpu/buffers';
import type { Dispatch } from '../kernels/kernel';
import { type Accesses, countingKernel } from './count-accesses';
import { makeReady, repeated } from './repeated-dispatches';

/**
 * Runs the dispatch once on its own buffers.
 * @param stepTable see `makeReady`
 */
export async function accessesOf(
  device: GPUDevice,
  { kernel, buffers }: Dispatch,
  stepTable: GPUBuffer,
): Promise<Accesses> {
  const counting = countingKernel(kernel);
  const arena = new BufferArena(device);
  try {
    const counts = arena.storage('access counts', counting.words);
    const staging = arena.staging('access counts', 4 * counting.words);
    const dispatch = { kernel: counting.kernel, buffers: [...buffers, { buffer: counts }] };
    const ready = await makeReady(device, dispatch, stepTable);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    repeated([ready])(pass, 1);
    pass.end();
    encoder.copyBufferToBuffer(counts, 0, staging, 0, 4 * counting.words);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return counting.read(new Uint32Array(staging.getMappedRange().slice(0)));
  } finally {
    arena.destroy();
  }
}
