/** The findings' gallery: opened by a link, run to a verdict, left and come back to, with the lab untouched. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { LabPage } from './support/lab-page';
import { expect, test } from './support/test';
import { removeWebGpu } from './support/without-webgpu';

const finding = (page: Page) => page.getByRole('article');

/** What axe says of both themes, and that nothing but the finding scrolls. */
async function expectSound(page: Page): Promise<void> {
  await expectAccessible(page);
  await page.getByRole('button', { name: /^(Light|Dark) theme$/ }).click();
  await expectAccessible(page);
  const overflow = await page.evaluate(() => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    return { x: scrollWidth - clientWidth, y: scrollHeight - clientHeight };
  });
  expect(overflow).toEqual({ x: 0, y: 0 });
}

async function runToVerdict(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('heading', { name: /^Verdict/ })).toBeVisible({ timeout: 30_000 });
}

test('the gallery opens from the lab, and Back leads to the lab as it was', async ({ page, open }) => {
  const lab = new LabPage(page);
  await open('#v=1&seed=9&network.channels=4,8,8&batchSize=16');
  await lab.ready();
  await lab.button('Step').click();
  await expect(lab.quantity('Step')).toHaveText('1');
  await page.getByRole('link', { name: 'Findings' }).click();
  await expect(page.getByRole('navigation', { name: 'Findings' }).getByRole('link')).toHaveCount(9);
  await page.getByRole('link', { name: /^6\. Sharp minima/ }).click();
  await expect(page).toHaveURL(/#finding=sharp-minima$/);
  await expect(finding(page)).toContainText('narrower than about half');
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/#v=1&seed=9/);
  await expect(lab.quantity('Step')).toHaveText('1');
});

test('sharp minima come to a verdict without WebGPU, and their sphere moves', async ({ page, open }) => {
  await removeWebGpu(page);
  await open();
  await page.getByRole('link', { name: 'Sharp minima' }).click();
  await runToVerdict(page);
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict.getByRole('heading')).toContainText('agrees');
  await expect(verdict.getByRole('row')).toHaveCount(15);
  await expect(page.getByRole('region', { name: 'Charts' }).getByRole('img', { name: /^Angle/ })).toHaveCount(
    2,
  );

  const sphere = page.getByRole('region', { name: 'Try it on the sphere' });
  await sphere.getByRole('button', { name: 'Move' }).click();
  await expect(sphere.getByText('Steps', { exact: true }).locator('+ dd')).not.toHaveText('0');
  await sphere.getByRole('button', { name: 'Pause' }).click();

  await expectSound(page);

  await page.getByRole('checkbox', { name: 'Sabotage' }).check();
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(verdict.getByRole('heading')).toContainText('does not agree', { timeout: 30_000 });
});

test('published recipes come to a verdict, and a log is drawn or refused by its line', async ({
  page,
  open,
}) => {
  await open('#finding=published-recipes');
  await runToVerdict(page);
  await expect(page.getByRole('region', { name: 'Verdict' }).getByRole('heading')).toContainText('agrees');
  const calculator = page.getByRole('region', { name: 'Any recipe' });
  await calculator.getByRole('textbox', { name: 'At epochs' }).fill('30');
  await calculator.getByRole('textbox', { name: 'At epochs' }).press('Enter');
  await expect(calculator.getByRole('row')).toHaveCount(3);
  const give = async (text: string) => {
    const chooser = page.waitForEvent('filechooser');
    await calculator.getByRole('button', { name: 'Choose a CSV file' }).click();
    await (await chooser).setFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  };
  await give('step,au\n0,0.003\n1,none\n');
  await expect(calculator.getByRole('alert')).toContainText('mine.csv, line 3');
  await give('step,au\n0,0.003\n1000,0.0032\n');
  await expect(calculator.getByText('mine.csv: 2 steps')).toBeVisible();
  await expect(calculator.getByRole('alert')).toBeHidden();
  await expect(calculator.getByRole('img', { name: /mine\.csv: 0\.00320 at 1000/ })).toBeVisible();
  await expectSound(page);
  // What was found stays while the page lives.
  await page.getByRole('link', { name: /^6\./ }).click();
  await page.getByRole('link', { name: /^9\..*agrees/ }).click();
  await expect(page.getByRole('region', { name: 'Verdict' })).toBeVisible();
});

test('charts grow while a training runs', async ({ page, open }) => {
  test.setTimeout(300_000);
  const progress = page.getByRole('progressbar', { name: 'Progress' }).locator('+ span');
  const training = async () => ((await progress.textContent()) ?? '').split(' · ')[0];
  const charts = page.getByRole('region', { name: 'Charts' }).getByRole('img');
  const described = () => charts.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  await open('#finding=equilibrium');
  // Those that train, by their numbers.
  for (const number of [1, 2, 3, 4, 5, 7, 8]) {
    const finding = `Finding ${number}`;
    await page.getByRole('link', { name: new RegExp(`^${number}\\. `) }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(charts.first(), finding).toBeVisible({ timeout: 60_000 });
    const first = await training();
    const before = await described();
    await expect.poll(described, { message: finding, timeout: 30_000 }).not.toEqual(before);
    // The first training of the finding is still under way: it is its record that grew.
    expect(await training(), finding).toBe(first);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
  }
});
