/** Kernels chosen by timing them, as a person sees it: progress, table, remembered, timed again, pinned. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { LabPage } from './support/lab-page';
import { expect, test } from './support/test';

const RUN = '#v=1&network.channels=4,8,8&batchSize=8&data.subset=100&testInterval=1000';

// A first visit: nothing is stored, and the setting is on.
test.use({ storageState: { cookies: [], origins: [] } });

/** Every text that the run's state shows from now on. */
async function watchState(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const text = document.querySelector('.run-status-state')?.textContent ?? '';
      if (seen.at(-1) !== text) seen.push(text);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { seen: string[] }).seen);
}

const timed = (texts: readonly string[]) => texts.filter((text) => /^Timing kernels \d+\/\d+/.test(text));

async function openChoices(page: Page) {
  await page.getByRole('button', { name: 'Profile', exact: true }).first().click();
  await page.getByRole('tab', { name: 'Choice of kernels' }).click();
  return page.getByRole('region', { name: 'Choice of kernels' });
}

test('the first visit times the kernels, the second knows them; they can be timed again and pinned', async ({
  page,
  open,
}) => {
  test.setTimeout(300_000);
  const lab = new LabPage(page);
  const seen = await watchState(page);
  await open(RUN);
  await lab.ready();
  expect(timed(await seen()).length).toBeGreaterThan(2);

  // A software adapter may need more than one visit for all of them.
  let visits = 0;
  do {
    await page.reload();
    await lab.ready();
  } while (timed(await seen()).length > 0 && ++visits < 4);
  expect(timed(await seen())).toEqual([]);

  const choices = await openChoices(page);
  const rows = choices.getByRole('row').filter({ hasText: /^convolution-|^batch-norm-|^sgd / });
  await expect(rows).toHaveCount(18);
  const first = choices.getByRole('row', { name: /^convolution-forward 28×28×1→4/ });
  await expect(first).toContainText(/faster than the default|none is faster/);
  await expect(first).toContainText(/block-2 [\d.]+ \([\d.]+–[\d.]+\)|block-2 [\d.]+, dropped/);
  await expectAccessible(page);

  await choices.getByRole('button', { name: 'Time again' }).click();
  await expect.poll(async () => timed(await seen()).length, { timeout: 60_000 }).toBeGreaterThan(0);
  await choices.getByRole('button', { name: 'Skip' }).click();
  await expect(choices.getByRole('button', { name: 'Time again' })).toHaveAttribute(
    'aria-disabled',
    'false',
    {
      timeout: 60_000,
    },
  );

  const name = 'convolution-forward 28×28×1→4 3×3/1 ×8';
  await choices.getByRole('combobox', { name: `Form of ${name}` }).selectOption('block-2');
  await choices.getByRole('button', { name: 'Start anew' }).click();
  await expect(first).toContainText('pinned', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Exchange' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export JSON', exact: true }).click();
  const record = JSON.parse((await readFile(await (await download).path())).toString());
  expect(record.variants[name]).toBe('block-2');
  expect(Object.keys(record.variants)).toHaveLength(18);
  expect(record.config.variants).toEqual({ [name]: 'block-2' });
});

test('with the setting off nothing is timed, and it stays off', async ({ page, open }) => {
  const lab = new LabPage(page);
  const seen = await watchState(page);
  await open(RUN);
  // Not waited for: who does not want it need not wait.
  await page.getByRole('button', { name: 'Skip' }).click({ timeout: 60_000 });
  await lab.ready();
  const choices = await openChoices(page);
  await choices.getByRole('checkbox', { name: 'Choose kernels by timing' }).uncheck();
  await page.reload();
  await lab.ready();
  expect(timed(await seen())).toEqual([]);
  await openChoices(page);
  await expect(choices.getByRole('checkbox', { name: 'Choose kernels by timing' })).not.toBeChecked();
  await expect(choices.getByRole('row', { name: /^sgd / })).toContainText('not timed');
});
