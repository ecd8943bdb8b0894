/** The GPU device that all kernel and engine tests share, and what went wrong on it. */
import { requestAdapter, requestDevice } from '../gpu/device';

const errors: string[] = [];

async function openDevice(): Promise<GPUDevice> {
  const device = await requestDevice(await requestAdapter(navigator.gpu));
  device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
  return device;
}

let shared: Promise<GPUDevice> | undefined;

/**
 * One device for all test files, which share their modules: what one has compiled the next one finds, and some drivers do
 * not like many.
 */
export function testDevice(): Promise<GPUDevice> {
  shared ??= openDevice();
  return shared;
}

/** What WebGPU has found wrong since the last call. */
export function takeWebGpuErrors(): string[] {
  return errors.splice(0);
}
