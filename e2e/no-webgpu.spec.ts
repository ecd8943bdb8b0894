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

test('a refused file is told of without WebGPU, too', async ({ page, open }) => {
  await removeWebGpu(page);
  await open();
  const why = page.getByRole('region', { name: 'The lab cannot train here' });
  await expect(why).toBeVisible();
  const files = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['no images'], 'notes.txt'));
    return transfer;
  });
  await page.dispatchEvent('body', 'drop', { dataTransfer: files });
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('notes.txt');
  await expect(why).toContainText('This browser does not offer WebGPU');
  await expectAccessible(page);
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toBeEmpty();
  await expect(why).toContainText('This browser does not offer WebGPU');
});

test('without an adapter', async ({ page, open }) => {
  await removeAdapter(page);
  await open();
  await expect(page.getByText('found no adapter')).toBeVisible();
  await expectTheoryOnly(page);
});
