/** Work on a GPU device that ends when the device does. */
import { labError } from '../config/lab-error';
import { type AdapterReport, describeAdapter, requestAdapter, requestDevice } from '../engine/gpu/device';
import { places } from '../messages';

/**
 * Opens a device for the work and destroys it behind it. Rejects as soon as the device is lost or refuses a command:
 * nothing that follows can be trusted.
 */
export async function withDevice<T>(
  gpu: GPU | undefined,
  work: (device: GPUDevice, adapter: AdapterReport) => Promise<T>,
): Promise<T> {
  const adapter = await requestAdapter(gpu);
  const device = await requestDevice(adapter);
  const failure = new Promise<never>((_, reject) => {
    device.addEventListener('uncapturederror', ({ error }) => {
      reject(labError('WEBGPU_VALIDATION', places.gpuDevice, { reason: error.message }));
    });
    void device.lost.then(({ message, reason }) => {
      reject(labError('DEVICE_LOST.headless', places.gpuDevice, { reason: message || reason }));
    });
  });
  try {
    return await Promise.race([failure, work(device, describeAdapter(adapter))]);
  } finally {
    device.destroy();
  }
}
