/** The device that the bench computes on: the engine's, with GPU timestamps where the adapter has them. */
import { type AdapterReport, describeAdapter, requestAdapter } from '../src/engine/gpu/device';

export interface BenchDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterReport;
  readonly software: boolean;
  /** Whether passes can be timed on the GPU itself. */
  readonly timestamps: boolean;
}

export async function openBenchDevice(gpu: GPU | undefined): Promise<BenchDevice> {
  const adapter = await requestAdapter(gpu);
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const timestamps = adapter.features.has('timestamp-query');
  const device = await adapter.requestDevice({
    label: 'SMD Lab bench',
    requiredFeatures: timestamps ? ['timestamp-query'] : [],
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    throw error;
  });
  const report = describeAdapter(adapter);
  return { device, adapter: report, software: report.software, timestamps };
}

/** The adapter in a line: vendor, architecture and, where the browser tells it, the product. */
export function adapterName({ vendor, architecture, description }: AdapterReport): string {
  return [vendor, architecture, description].filter(Boolean).join(' ') || 'unknown adapter';
}
