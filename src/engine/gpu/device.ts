/** The adapter and the device: what is asked for, what is found, and what to do where there is none. */
import { labError } from '../../config/lab-error';

export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** A software adapter (SwiftShader, llvmpipe, WARP): no GPU behind it, hence slow. */
  readonly software: boolean;
}

const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|warp|basic render/i;

export function describeAdapter(adapter: GPUAdapter): AdapterReport {
  // Browsers before `info` was an attribute (Chrome 127) leave it out, whatever its type says.
  const info: Partial<GPUAdapterInfo> = adapter.info ?? {};
  const { vendor = '', architecture = '', device = '', description = '' } = info;
  const names = [vendor, architecture, device, description];
  return {
    vendor,
    architecture,
    description: description || device,
    software: info.isFallbackAdapter === true || names.some((name) => SOFTWARE_ADAPTER.test(name)),
  };
}

/**
 * The adapter of this browser or runtime. Throws a LabError `NO_WEBGPU` where the interface is missing and
 * `NO_ADAPTER` where it finds no GPU.
 */
export async function requestAdapter(gpu: GPU | undefined): Promise<GPUAdapter> {
  if (!gpu) throw labError('NO_WEBGPU', 'navigator.gpu');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw labError('NO_ADAPTER', 'requestAdapter');
  return adapter;
}

/** Kernels have forms that use them, and forms that do not. */
export const OPTIONAL_FEATURES: readonly GPUFeatureName[] = ['subgroups', 'timestamp-query'];

/** A device with as much buffer space as the adapter has, so that large data sets fit where they can. */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  return adapter.requestDevice({
    label: 'SMD Lab',
    requiredFeatures: OPTIONAL_FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
  });
}
