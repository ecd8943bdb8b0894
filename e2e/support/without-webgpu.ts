/** Browsers in which the lab cannot train: without WebGPU, and with WebGPU but no adapter. */
import type { Page } from '@playwright/test';

/** Takes `navigator.gpu` away, as in a browser without WebGPU. Call before opening the page. */
export async function removeWebGpu(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // The property lives on the prototype; hiding it on the instance would leave `'gpu' in navigator` true.
    Reflect.deleteProperty(Navigator.prototype, 'gpu');
  });
}

/** Leaves `navigator.gpu` in place without an adapter behind it, as with blocked drivers. Call before opening the page. */
export async function removeAdapter(page: Page): Promise<void> {
  await page.addInitScript(() => {
    GPU.prototype.requestAdapter = async () => null;
  });
}
