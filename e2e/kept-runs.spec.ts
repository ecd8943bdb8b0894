/** Kept runs as a person uses them: kept, named, laid over one another, read at one cursor, exported, removed. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessibleInBothThemes } from './support/accessibility';
import { LabPage } from './support/lab-page';
import { expect, test } from './support/test';

/** Small enough for a software adapter. */
const RUN = '#v=1&network.channels=4,8,8&batchSize=16&data.subset=100&testInterval=5';

async function trainTo(lab: LabPage, step: number): Promise<void> {
  for (let done = await lab.step(); done < step; done++) {
    await lab.button('Step').click();
    await lab.untilStep(done + 1);
  }
}

async function textOf(page: Page, button: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  return (await readFile(await (await download).path())).toString();
}

const legend = (page: Page) => page.getByRole('list', { name: 'Overlaid runs' }).getByRole('button');
const items = (page: Page) => page.getByRole('list', { name: 'Kept runs' }).getByRole('listitem');
const names = (page: Page) => page.getByRole('textbox', { name: /^Name of / });

/** Two runs that differ in η by hand, and a third one at work, none of whose settings differs from the second's. */
async function keepTwo(page: Page, lab: LabPage): Promise<void> {
  await lab.ready();
  await expect(lab.button('Keep run')).toHaveAttribute('aria-disabled', 'true');
  await trainTo(lab, 8);
  await lab.button('Keep run').click();
  await expect(legend(page)).toHaveCount(1);
  await lab.button('Reset').click();
  await expect(lab.quantity('Step')).toHaveText('0');
  await lab.setValue('Learning rate', '0.05');
  await trainTo(lab, 6);
  await lab.button('Keep run').click();
  await expect(legend(page)).toHaveText(['Aη 0.1', 'Bη 0.05']);
}

test('two runs are kept, named by their difference, and read at one cursor', async ({ page, open }) => {
  const lab = new LabPage(page);
  await open(RUN);
  await keepTwo(page, lab);
  await trainTo(lab, 7);
  await page.getByRole('tab', { name: 'Loss' }).click();

  // The cursor of one chart shows all runs at its step on every chart, in one table each.
  const tables = page.locator('.chart-values');
  const cursor = page.getByRole('slider', { name: 'Cursor of Angular update' });
  await cursor.focus();
  // 20 steps are the shortest axis: 21 with its room, and an arrow moves by one.
  await page.keyboard.press('ArrowLeft');
  for (let step = 20; step > 3; step--) await page.keyboard.press('ArrowLeft');
  await expect(tables).toHaveCount(3);
  for (const table of await tables.all()) {
    await expect(table).toBeVisible();
    await expect(table.locator('thead th').first()).toHaveText(/^step 3( · conv3)?$/);
    await expect(table.locator('tbody th')).toHaveText(['this runη 0.05', 'Aη 0.1', 'Bη 0.05']);
  }
  const cells = tables.first().locator('tbody td');
  await expect(cells).toHaveCount(6);
  const [present, presentTheory, first, firstTheory, second, secondTheory] = await cells.allInnerTexts();
  // The present run goes on from what was kept as B: the same steps. A has another η, hence another AU*.
  expect(second).toBe(present);
  expect(secondTheory).toBe(presentTheory);
  expect(Number(firstTheory) / Number(secondTheory)).toBeCloseTo(Math.sqrt(2), 2);
  expect(Number(first)).toBeGreaterThan(Number(second));
  const spoken = await cursor.getAttribute('aria-valuetext');
  expect(spoken).toContain(`A, η 0.1: AU ${first}, AU* ${firstTheory}`);
  // Where a run has ended it has no value, and its last one is not taken for one.
  for (let step = 3; step < 7; step++) await page.keyboard.press('ArrowRight');
  await expect(cells.nth(2)).toHaveText(/\d/);
  await expect(cells.nth(4)).toHaveText('–');
  await page.keyboard.press('Escape');
  await expect(tables.first()).toBeHidden();

  // Switched off in the legend, a run is off all charts.
  await legend(page).first().click();
  await expect(tables.first().locator('tbody tr')).toHaveCount(2);
  await legend(page).first().click();
  await expect(tables.first().locator('tbody tr')).toHaveCount(3);
});

test('kept runs survive the page, and are exported, renamed and removed', async ({ page, open }) => {
  const lab = new LabPage(page);
  await open(RUN);
  await keepTwo(page, lab);
  await page.getByRole('tab', { name: 'Exchange' }).click();
  const exported = await textOf(page, 'Export CSV');

  await page.reload();
  await lab.ready();
  await page.getByRole('tab', { name: 'Runs' }).click();
  await expect(items(page)).toHaveCount(2);
  await expect(names(page).nth(1)).toHaveValue('η 0.05');
  await expect(legend(page)).toHaveText(['Aη 0.1', 'Bη 0.05']);

  // The same rows as the run's own export had; together each behind its name.
  expect(await textOf(page, 'CSV of η 0.05')).toBe(exported);
  expect(exported.trimEnd().split('\n')).toHaveLength(7);
  const all = (await textOf(page, 'Export all as CSV')).trimEnd().split('\n');
  expect(all).toHaveLength(1 + 8 + 6);
  expect(all[0]).toMatch(/^run,step,lr,weight_decay,momentum,loss,accuracy,conv1\.au,/);
  expect(all[14]).toBe(`"η 0.05",${exported.trimEnd().split('\n')[6]}`);
  const config = JSON.parse(await textOf(page, 'Config of η 0.05'));
  expect(config).toMatchObject({ batchSize: 16, network: { channels: [4, 8, 8] } });

  await names(page).first().fill('first try');
  await names(page).first().press('Enter');
  await expect(legend(page).first()).toHaveText('Afirst try');

  await lab.button('Remove η 0.05').click();
  await expect(items(page)).toHaveCount(1);
  await lab.button('Undo').click();
  await expect(items(page)).toHaveCount(2);
  await lab.button('Remove η 0.05').click();
  await page.reload();
  await lab.ready();
  await page.getByRole('tab', { name: 'Runs' }).click();
  await expect(items(page)).toHaveCount(1);
  await expect(names(page).first()).toHaveValue('first try');

  await page.getByRole('link', { name: 'Load settings of first try' }).click();
  await expect(page.getByRole('textbox', { name: 'Learning rate value' })).toHaveValue('0.1');
});

test('runs of different batch sizes are aligned by samples', async ({ page, open }) => {
  const lab = new LabPage(page);
  await open(RUN);
  await lab.ready();
  await trainTo(lab, 4);
  await lab.button('Keep run').click();
  await expect(legend(page)).toHaveCount(1);
  await page.getByRole('combobox', { name: 'Batch size' }).selectOption('8');
  await page.getByRole('button', { name: 'Start new run' }).click();
  await expect(lab.quantity('Step')).toHaveText('0');
  await expect(legend(page)).toHaveText(['Abatch size 16']);
  await lab.ready();
  await trainTo(lab, 2);
  const cells = page.locator('.chart-values').first().locator('tbody td');
  const cursor = page.getByRole('slider', { name: 'Cursor of Angular update' });
  const toStep = async (step: number) => {
    await cursor.focus();
    await page.keyboard.press('Escape');
    const last = Number(await cursor.getAttribute('aria-valuemax'));
    for (let at = last; at > step; at--) await page.keyboard.press('ArrowLeft');
  };
  await toStep(3);
  const ofStepThree = await cells.nth(2).innerText();
  await lab.button('Samples').click();
  // Step 3 of 16 images begins where step 6 of 8 does.
  await toStep(6);
  await expect(page.locator('.chart-values th').first()).toHaveText('sample 48 (step 6) · conv3');
  await expect(cells.nth(2)).toHaveText(ofStepThree);
});

test('axe finds nothing in either theme, and nothing scrolls', async ({ page, open }) => {
  const lab = new LabPage(page);
  await open(RUN);
  await lab.ready();
  await trainTo(lab, 3);
  await page.getByRole('tab', { name: 'Runs' }).click();
  await expectAccessibleInBothThemes(page);
  for (let count = 1; count <= 6; count++) {
    await lab.button('Keep run').click();
    await expect(items(page)).toHaveCount(count);
  }
  await expect(legend(page)).toHaveCount(5);
  await lab.button('Remove same settings 1').click();
  await page.getByRole('slider', { name: 'Cursor of Angular update' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.chart-values').first()).toBeVisible();
  await expectAccessibleInBothThemes(page);
  const overflow = await page.evaluate(() => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    return { x: scrollWidth - clientWidth, y: scrollHeight - clientHeight };
  });
  expect(overflow).toEqual({ x: 0, y: 0 });
});
