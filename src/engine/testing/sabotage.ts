/** A device on which a kernel computes something else: whether a self-check notices is for tests to say. */
import { expect, onTestFinished } from 'vitest';
import { requestAdapter, requestDevice } from '../gpu/device';

export interface Sabotage {
  /** A kernel's label begins with this. */
  readonly kernel: string;
  /** What its code says, and what it says instead. */
  readonly original: string;
  readonly replacement: string;
}

/** A device of its own, destroyed after the test, which fails if the code to be replaced was not met. */
export async function sabotagedDevice({ kernel, original, replacement }: Sabotage): Promise<GPUDevice> {
  const device = await requestDevice(await requestAdapter(navigator.gpu));
  const create = device.createShaderModule.bind(device);
  let replaced = 0;
  device.createShaderModule = (descriptor) => {
    const { label = '', code } = descriptor;
    if (!label.startsWith(kernel) || !code.includes(original)) return create(descriptor);
    replaced++;
    return create({ ...descriptor, code: code.replaceAll(original, replacement) });
  };
  onTestFinished(() => {
    device.destroy();
    expect(replaced, `${kernel} was sabotaged`).toBeGreaterThan(0);
  });
  return device;
}
