/** The GPU device that kernel and engine tests share. Validation errors fail the test that caused them. */
import { afterEach, expect } from 'vitest';
import { requestAdapter, requestDevice } from '../gpu/device';

const errors: string[] = [];

async function openDevice(): Promise<GPUDevice> {
  const device = await requestDevice(await requestAdapter(navigator.gpu));
  device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
  return device;
}

let shared: Promise<GPUDevice> | undefined;

/** One device per test file: some drivers do not like many. */
export function testDevice(): Promise<GPUDevice> {
  shared ??= openDevice();
  return shared;
}

afterEach(() => {
  expect(errors.splice(0), 'WebGPU errors').toEqual([]);
});
