/**
 * @file Runs in the browser before every GPU test file: no adapter is a failure, never a skip.
 */
const adapter = await navigator.gpu?.requestAdapter();
if (!adapter) {
  throw new Error(
    'This Chromium gives no WebGPU adapter, so the kernel and engine tests cannot run. ' +
      'Set SMD_CHROMIUM to a recent Chrome or Chromium, or SMD_ADAPTER to "swiftshader" or "default".',
  );
}

export {};
