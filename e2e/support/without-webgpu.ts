/** Browsers in which the lab cannot train: without WebGPU, and with WebGPU but no adapter. */
import type { Page } from '@playwright/test';

/** Has the page and its workers begin with this; scripts added to a page do not reach its workers. */
async function beginWith(page: Page, change: () => void): Promise<void> {
  await page.addInitScript(change);
  await page.route(/-worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${change})();${await response.text()}` });
  });
}

/** Takes `navigator.gpu` away, as in a browser without WebGPU. Call before opening the page. */
export async function removeWebGpu(page: Page): Promise<void> {
  await beginWith(page, () => {
    // The property lives on the prototype; hiding it on the instance would leave `'gpu' in navigator` true.
    Reflect.deleteProperty(Object.getPrototypeOf(navigator), 'gpu');
  });
}

/** Leaves `navigator.gpu` in place without an adapter behind it, as with blocked drivers. Call before opening the page. */
export async function removeAdapter(page: Page): Promise<void> {
  await beginWith(page, () => {
    GPU.prototype.requestAdapter = async () => null;
  });
}
