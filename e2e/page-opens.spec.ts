/** The page opens in a browser that can train. */
import { expect, test } from './support/test';

test('the page opens under its title', async ({ page, open }) => {
  await open();
  await expect(page).toHaveTitle(/SMD Lab/);
  await expect(page.locator('#root')).not.toBeEmpty();
});

test('this Chromium has a WebGPU adapter', async ({ page, open }) => {
  await open();
  const adapter = await page.evaluate(async () => {
    const { info } = (await navigator.gpu.requestAdapter()) ?? {};
    return info && { vendor: info.vendor, architecture: info.architecture };
  });
  expect(adapter, 'navigator.gpu.requestAdapter() gives null').toBeTruthy();
});
