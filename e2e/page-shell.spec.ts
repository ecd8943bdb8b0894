/** The page's frame: what its parts are called, that the keyboard reaches them, and what axe says of both themes. */
import type { Page } from '@playwright/test';
import { expectAccessibleInBothThemes } from './support/accessibility';
import { expect, test } from './support/test';

/** The first run is ready when it can be trained. */
async function ready(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Train' })).toHaveAttribute('aria-disabled', 'false', {
    timeout: 60_000,
  });
}

test('everything has its name', async ({ page, open }) => {
  await open();
  for (const name of ['Learning rate', 'Weight decay', 'Momentum']) {
    await expect(page.getByRole('slider', { name })).toHaveCount(1);
    await expect(page.getByRole('textbox', { name: `${name} value` })).toBeVisible();
  }
  for (const name of [
    'Train',
    'Pause',
    'Step',
    'Reset',
    'Choose files',
    'Download Fashion-MNIST',
    'Share link',
  ]) {
    await expect(page.getByRole('button', { name })).toBeVisible();
  }
  for (const name of ['Network', 'Data set', 'Batch size']) {
    await expect(page.getByRole('combobox', { name })).toBeVisible();
  }
  const status = page.getByRole('region', { name: 'Run status' });
  for (const quantity of ['Step', 'Steps/s', 'Loss', 'Accuracy']) {
    await expect(status.getByText(quantity, { exact: true })).toBeVisible();
  }
});

test('nothing scrolls at 1280 × 720', async ({ page, open }) => {
  await open();
  await ready(page);
  const overflow = await page.evaluate(() => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    return { x: scrollWidth - clientWidth, y: scrollHeight - clientHeight };
  });
  expect(overflow).toEqual({ x: 0, y: 0 });
});

test('a slider moves by the keyboard, and its number can be typed', async ({ page, open }) => {
  await open();
  await ready(page);
  const slider = page.getByRole('slider', { name: 'Learning rate' });
  const value = page.getByRole('textbox', { name: 'Learning rate value' });
  await expect(value).toHaveValue('0.1');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect(value).toHaveValue('0.11');
  await expect(slider).toHaveAttribute('aria-valuetext', '0.11');
  await page.keyboard.press('Home');
  await expect(value).toHaveValue('0');

  await value.fill('2.5e-2');
  await value.press('Enter');
  await expect(value).toHaveValue('0.025');
  await value.fill('11');
  await expect(value).toHaveAttribute('aria-invalid', 'true');
  await value.press('Escape');
  await expect(value).toHaveValue('0.025');
});

test('theory follows the sliders without a step', async ({ page, open }) => {
  await open();
  await ready(page);
  const numbers = page.getByRole('region', { name: 'Numbers and explanations' });
  await expect(numbers.getByText('0.0229 rad')).toBeVisible();
  const momentum = page.getByRole('textbox', { name: 'Momentum value' });
  await momentum.fill('0');
  await momentum.press('Enter');
  await expect(numbers.getByText('0.0316 rad')).toBeVisible();
});

test('what needs a new run waits for a word', async ({ page, open }) => {
  await open();
  await ready(page);
  await page.getByRole('combobox', { name: 'Batch size' }).selectOption('16');
  const staged = page.getByRole('region', { name: 'These changes start a new run' });
  await expect(staged.getByText('Batch size: 32 → 16')).toBeVisible();
  await staged.getByRole('button', { name: 'Discard' }).click();
  await expect(staged).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Batch size' })).toHaveValue('32');

  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByRole('textbox', { name: 'Seed' }).fill('7');
  await page.getByRole('textbox', { name: 'Seed' }).press('Enter');
  await staged.getByRole('button', { name: 'Start new run' }).click();
  await expect(staged).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('7');
});

test('the keyboard reaches every control in order', async ({ page, open }) => {
  await open();
  await ready(page);
  const names: string[] = [];
  for (let press = 0; press < 19; press++) {
    await page.keyboard.press('Tab');
    names.push(
      await page.evaluate(() => {
        const focused = document.activeElement;
        const label = focused instanceof HTMLSelectElement ? focused.labels[0]?.textContent : undefined;
        return focused?.getAttribute('aria-label') ?? label ?? focused?.textContent ?? '';
      }),
    );
  }
  const found = (name: string) => names.findIndex((text) => text.startsWith(name));
  const order = [
    'Train',
    'Reset',
    'Learning rate value',
    'Learning rate',
    'Momentum',
    'Network',
    'Batch size',
  ];
  expect(order.map((name) => found(name) >= 0)).toEqual(order.map(() => true));
  expect(found('Train')).toBeLessThan(found('Learning rate'));
  expect(found('Momentum')).toBeLessThan(found('Network'));
});

test('the theme is chosen and kept', async ({ page, open }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Light theme' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('the theme follows the system’s, which is not read between its changes', async ({ page, open }) => {
  // Chromium sends no event of a change that was read before its frame.
  await page.addInitScript(() => {
    const { prototype } = MediaQueryList;
    const matches = Object.getOwnPropertyDescriptor(prototype, 'matches')!;
    const counted = window as unknown as { reads: number };
    counted.reads = 0;
    Object.defineProperty(prototype, 'matches', {
      get(this: MediaQueryList) {
        if (this.media.includes('color-scheme')) counted.reads++;
        return matches.get!.call(this);
      },
    });
  });
  const reads = () => page.evaluate(() => (window as unknown as { reads: number }).reads);
  await page.emulateMedia({ colorScheme: 'dark' });
  await open();
  await ready(page);
  const before = await reads();
  expect(before).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Run status' })).toContainText('Step1');
  expect(await reads()).toBe(before);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await expect(page.getByRole('button', { name: /^(Light|Dark) theme$/ })).toHaveAccessibleName(
      colorScheme === 'dark' ? 'Light theme' : 'Dark theme',
    );
  }
});

test('the link brings the run back', async ({ page, open, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open('#v=1&seed=9&network.channels=4,8,8&batchSize=16&optimizer.learningRate=0.2');
  await ready(page);
  await expect(page.getByRole('textbox', { name: 'Learning rate value' })).toHaveValue('0.2');
  await expect(page.getByRole('combobox', { name: 'Batch size' })).toHaveValue('16');
  await page.getByRole('button', { name: 'Share link' }).click();
  const link = page.getByRole('textbox', { name: 'Link to this run' });
  await expect(link).toHaveValue(/#v=1&.*seed=9/);
  await expect(page.getByText('Link copied')).toBeVisible();
});

test('a link that cannot be read is refused by name, and the default run opens', async ({ page, open }) => {
  await open('#v=1&network.channels=1e9,8,8');
  await ready(page);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('network.channels');
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toBeEmpty();
});

test('axe finds nothing, in the dark theme and in the light one', async ({ page, open }) => {
  await open();
  await ready(page);
  await page.getByRole('button', { name: 'Step' }).click();
  await page.getByRole('combobox', { name: 'Batch size' }).selectOption('16');
  await page.getByRole('button', { name: 'More settings' }).click();
  await expectAccessibleInBothThemes(page);
  for (const tab of ['Theory', 'Inference', 'Loss', 'Gradient', 'Filters']) {
    await page.getByRole('tab', { name: tab }).click();
    await expectAccessibleInBothThemes(page);
  }
});

test('a file that is no data set is refused, and the run goes on', async ({ page, open }) => {
  await open();
  await ready(page);
  await page.getByRole('button', { name: 'Step' }).click();
  const status = page.getByRole('region', { name: 'Run status' });
  await expect(status.getByText('Step', { exact: true }).locator('+ dd')).toHaveText('1');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  // An IDX header that promises more pixels than follow.
  const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 0, 28, 0, 0, 0, 28]);
  await (await chooser).setFiles({
    name: 'train-images-idx3-ubyte',
    mimeType: 'application/octet-stream',
    buffer: Buffer.concat([header, Buffer.alloc(1000)]),
  });
  await expect(page.getByRole('alert')).toContainText('train-images-idx3-ubyte');
  await expect(page.getByRole('combobox', { name: 'Data set' })).toHaveValue('glyphs');
  await expect(status.getByText('Step', { exact: true }).locator('+ dd')).toHaveText('1');
  await expect(page.getByRole('button', { name: 'Train' })).toHaveAttribute('aria-disabled', 'false');
});

test('the same weights give the same answers in onnxruntime', async ({ page, open }) => {
  await open();
  await ready(page);
  await page.getByRole('button', { name: 'Step' }).click();
  await page.getByRole('tab', { name: 'Inference' }).click();
  await page.getByRole('button', { name: 'Check inference' }).click();
  await expect(page.getByText('Passed', { exact: true })).toBeVisible({ timeout: 60_000 });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download .onnx' }).click();
  expect((await download).suggestedFilename()).toBe('smd-lab-step-1.onnx');
});
