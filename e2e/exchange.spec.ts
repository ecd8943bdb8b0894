/** Checkpoints and exports as a person uses them: two browsers, one file between them, and the same numbers. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { LabPage } from './support/lab-page';
import { expect, test } from './support/test';

/** Small enough for a software adapter; 45 images would make no epoch a whole number of batches. */
const RUN = '#v=1&network.channels=4,8,8&batchSize=16&data.subset=100&testInterval=1000';

async function steps(lab: LabPage, count: number): Promise<void> {
  for (let step = 0; step < count; step++) {
    const before = await lab.step();
    await lab.button('Step').click();
    await lab.untilStep(before + 1);
  }
}

async function fileOf(page: Page, button: string): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  return readFile(await (await download).path());
}

async function load(page: Page, name: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Load checkpoint' }).click();
  await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer });
}

/** Rows by step, without ‖w*‖: it is an average since the first row. */
function rowsOf(csv: Buffer): Map<string, string> {
  const [header = [], ...rows] = csv
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  const kept = (row: readonly string[]) =>
    row.filter((_, index) => !header[index]?.endsWith('w_norm_theory'));
  return new Map(rows.map((row) => [row[0] ?? '', kept(row).join()]));
}

test('a run saved in one browser goes on in another to the same bits', async ({
  page,
  open,
  browser,
  baseURL,
}) => {
  const first = new LabPage(page);
  await open(RUN);
  await first.ready();
  await page.getByRole('tab', { name: 'Exchange' }).click();
  await steps(first, 7);
  await first.setValue('Learning rate', '0.03');
  await steps(first, 1);
  const saved = await fileOf(page, 'Save checkpoint');
  await steps(first, 4);
  const rows = rowsOf(await fileOf(page, 'Export CSV'));
  const end = await fileOf(page, 'Save checkpoint');

  const context = await browser.newContext({ baseURL: baseURL ?? '' });
  const otherPage = await context.newPage();
  const second = new LabPage(otherPage);
  await otherPage.goto('./');
  await second.ready();
  await otherPage.getByRole('tab', { name: 'Exchange' }).click();
  await load(otherPage, 'run.safetensors', saved);
  await expect(second.quantity('Step')).toHaveText('8');
  await expect(otherPage.getByRole('textbox', { name: 'Learning rate value' })).toHaveValue('0.03');
  await steps(second, 4);
  const since = rowsOf(await fileOf(otherPage, 'Export CSV'));
  expect([...since.keys()]).toEqual(['8', '9', '10', '11']);
  for (const [step, row] of since) expect(row, `step ${step}`).toBe(rows.get(step));
  // Weights, momenta, running statistics, config, events, sampler: the files are the same.
  expect((await fileOf(otherPage, 'Save checkpoint')).equals(end)).toBe(true);
  const summary = JSON.parse((await fileOf(otherPage, 'Export JSON')).toString());
  expect(summary).toMatchObject({
    firstStep: 8,
    steps: 12,
    config: { data: { subset: 100 } },
    events: [{ step: 7, field: 'learningRate', value: 0.03 }],
  });
  await context.close();
});

test('a state is kept and returned to; the future that was left stays', async ({ page, open }) => {
  const lab = new LabPage(page);
  await open(RUN);
  await lab.ready();
  await page.getByRole('tab', { name: 'Exchange' }).click();
  await steps(lab, 2);
  await lab.button('Fork here').click();
  await expect(page.getByRole('list', { name: 'Kept states' })).toContainText('Step 2');
  await steps(lab, 3);
  await page.getByRole('textbox', { name: 'Weights ×' }).fill('0.5');
  await page.getByRole('textbox', { name: 'Weights ×' }).press('Enter');
  await lab.button('Return to step 2').click();
  await expect(lab.quantity('Step')).toHaveText('2');
  await lab.setValue('Learning rate', '0.01');
  await steps(lab, 2);
  await expect(page.getByText('Steps 0 to 5')).toBeVisible();
  await expectAccessible(page);
  const summary = JSON.parse((await fileOf(page, 'Export JSON')).toString());
  expect(summary).toMatchObject({
    events: [
      { step: 2, field: 'rescale', value: { weights: 0.5, momenta: 1, runningStatistics: 0.5 } },
      { step: 2, field: 'learningRate', value: 0.01 },
    ],
  });

  await load(page, 'not-a-checkpoint.safetensors', Buffer.from('nothing of the kind'));
  await expect(lab.alert).toContainText('not-a-checkpoint.safetensors');
  await expect(lab.quantity('Step')).toHaveText('4');
});
