/** The device that the bench computes on: the engine's own. */
import { type AdapterReport, describeAdapter, requestAdapter, requestDevice } from '../src/engine/gpu/device';

export interface BenchDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterReport;
  readonly software: boolean;
  /** What went wrong on the GPU so far; it must not pass for a fast result. */
  readonly errors: readonly string[];
}

export async function openBenchDevice(gpu: GPU | undefined): Promise<BenchDevice> {
  const adapter = await requestAdapter(gpu);
  const report = describeAdapter(adapter);
  const device = await requestDevice(adapter);
  const errors: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
  return { device, adapter: report, software: report.software, errors };
}

/** The adapter in a line: vendor, architecture and, where the browser tells it, the product. */
export function adapterName({ vendor, architecture, description }: AdapterReport): string {
  return [vendor, architecture, description].filter(Boolean).join(' ') || 'unknown adapter';
}
