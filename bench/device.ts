/** The device that the bench computes on: the engine's own. */
import { type AdapterReport, describeAdapter, requestAdapter, requestDevice } from '../src/engine/gpu/device';

export interface BenchDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterReport;
  readonly software: boolean;
  /** Whether passes can be timed on the GPU itself. */
  readonly timestamps: boolean;
}

export async function openBenchDevice(gpu: GPU | undefined): Promise<BenchDevice> {
  const adapter = await requestAdapter(gpu);
  const report = describeAdapter(adapter);
  const device = await requestDevice(adapter);
  // What goes wrong on the GPU must not pass for a fast result.
  device.addEventListener('uncapturederror', ({ error }) => {
    throw error;
  });
  const timestamps = device.features.has('timestamp-query');
  return { device, adapter: report, software: report.software, timestamps };
}

/** The adapter in a line: vendor, architecture and, where the browser tells it, the product. */
export function adapterName({ vendor, architecture, description }: AdapterReport): string {
  return [vendor, architecture, description].filter(Boolean).join(' ') || 'unknown adapter';
}
