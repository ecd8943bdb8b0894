/** Browsers in which the lab cannot train: they learn why, what to do, and see the theory. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { expect, test } from './support/test';
import { removeAdapter, removeWebGpu } from './support/without-webgpu';

async function expectTheoryOnly(page: Page): Promise<void> {
  const why = page.getByRole('region', { name: 'The lab cannot train here' });
  await expect(why).toBeVisible();
  const advice = why.getByRole('heading', { name: /What to do in .+ on .+/ });
  await expect(advice).toBeVisible();
  const chart = why.getByRole('img', { name: /0\.0229 rad/ });
  await expect(chart).toBeVisible();
  const momentum = page.getByRole('textbox', { name: 'Momentum value' });
  await momentum.fill('0');
  await momentum.press('Enter');
  await expect(why.getByRole('img', { name: /0\.0316 rad/ })).toBeVisible();
  await expect(advice).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Theory' })).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(page);
}

test('without WebGPU', async ({ page, open }) => {
  await removeWebGpu(page);
  await open();
  await expect(page.getByText('This browser does not offer WebGPU')).toBeVisible();
  await expectTheoryOnly(page);
});

/** Drops files on the page, each of these bytes. */
async function drop(page: Page, files: Readonly<Record<string, readonly number[]>>): Promise<void> {
  const dataTransfer = await page.evaluateHandle((contents) => {
    const transfer = new DataTransfer();
    for (const [name, bytes] of Object.entries(contents))
      transfer.items.add(new File([Uint8Array.from(bytes)], name));
    return transfer;
  }, files);
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}

test('files are told of without WebGPU, too: what is wrong with them, or that they wait for it', async ({
  page,
  open,
}) => {
  await removeWebGpu(page);
  await open();
  const why = page.getByRole('region', { name: 'The lab cannot train here' });
  await expect(why).toBeVisible();
  await drop(page, { 'notes.txt': [1, 2, 3] });
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('notes.txt');
  await expect(why).toContainText('This browser does not offer WebGPU');
  await expectAccessible(page);
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toBeEmpty();
  await expect(why).toContainText('This browser does not offer WebGPU');

  const count = 100;
  const images = Array.from({ length: count * 28 * 28 }, (_, k) => (7 * k) % 256);
  const labels = Array.from({ length: count }, (_, k) => k % 10);
  await drop(page, {
    'train-images-idx3-ubyte': [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28, ...images],
    'train-labels-idx1-ubyte': [0, 0, 8, 1, 0, 0, 0, count, ...labels],
  });
  await expect(alert).toContainText('Nothing is wrong with train-images-idx3-ubyte');
  await expect(alert).toContainText('needs WebGPU');
  await expect(why).toContainText('This browser does not offer WebGPU');
});

test('without an adapter', async ({ page, open }) => {
  await removeAdapter(page);
  await open();
  await expect(page.getByText('found no adapter')).toBeVisible();
  await expectTheoryOnly(page);
});
