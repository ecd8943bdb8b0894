/** A GPU for sessions in tests: each gets the device that all tests share, on which most kernels are compiled already. */
import { testDevice } from '../../engine/testing/test-device';

let lent: Promise<GPUDevice> | undefined;

/** `navigator.gpu`, whose adapter hands out the shared device, which nobody can destroy. Not for tests that lose it. */
export function sharedGpu(): GPU {
  lent ??= testDevice().then((device) => replacing(device, 'destroy', () => undefined));
  const device = lent;
  return replacing(navigator.gpu, 'requestAdapter', async (options?: GPURequestAdapterOptions) => {
    const adapter = await navigator.gpu.requestAdapter(options);
    return adapter && replacing(adapter, 'requestDevice', () => device);
  });
}

/** The same object but for one method; all others must find the browser's own object as their `this`. */
function replacing<T extends object, K extends keyof T>(original: T, name: K, method: T[K]): T {
  return new Proxy(original, {
    get(target, key) {
      if (key === name) return method;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
