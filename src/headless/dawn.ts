/** WebGPU without a browser: Dawn, the implementation of Chromium, as the npm package `webgpu`. */
import { labError, reasonOf } from '../config/lab-error';

/** Dawn, with the globals that a browser has. Throws a LabError `DAWN_UNAVAILABLE` if it cannot be loaded. */
export async function openDawn(): Promise<GPU> {
  try {
    const { create, globals } = await import('webgpu');
    // GPUBufferUsage and its like, which browsers have as globals.
    Object.assign(globalThis, globals);
    return create([]);
  } catch (cause) {
    const [reason = ''] = reasonOf(cause).split('\n');
    throw labError('DAWN_UNAVAILABLE.load', '--runtime', { reason }, { cause });
  }
}
