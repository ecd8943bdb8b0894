/** The profile of a training step: made while training goes on, read by eye, by keyboard and by axe. */
import { expectAccessibleInBothThemes } from './support/accessibility';
import { LabPage } from './support/lab-page';
import { expect, test } from './support/test';

/** The second and third layer have one shape, so that there are few kernels to time. */
const SMALL = '#v=1&network.channels=4,4,4&network.strides=2,1,1&batchSize=8&data.subset=64';

test('every kernel has its time, its rates and its code', async ({ page, open, context }) => {
  // A software adapter is measured for most of a minute.
  test.slow();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const lab = new LabPage(page);
  await open(SMALL);
  await lab.ready();
  await lab.button('Train').click();
  await lab.untilStep(5);
  await lab.button('Profile').focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Profile of a training step' });
  await expect(dialog.getByText('Press Profile')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await dialog.getByRole('button', { name: 'Profile', exact: true }).click();
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Profile again' })).toBeVisible({ timeout: 110_000 });

  const table = dialog.getByRole('region', { name: 'Kernels of the step' });
  const rows = table.locator('tbody tr');
  const kernels = await rows.evaluateAll((elements) =>
    elements.map((row) => ({
      name: row.querySelector('th')?.textContent ?? '',
      cells: [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''),
    })),
  );
  const names = kernels.map(({ name }) => name);
  for (const operation of [
    'gather-images',
    'convolution-forward',
    'convolution-backward-data',
    'convolution-backward-filter',
    'batch-norm-statistics',
    'softmax-cross-entropy',
    'sgd',
  ])
    expect(
      names.some((name) => name.startsWith(operation)),
      operation,
    ).toBe(true);
  const shares = kernels.map(({ name, cells }) => {
    const [, milliseconds = '', share = ''] = cells;
    // The range, then the median.
    expect(Number(milliseconds.split(' ').at(-1)), name).toBeGreaterThan(0);
    return Number.parseFloat(share);
  });
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  // Each is rounded to 0.1 %.
  const total = shares.reduce((sum, share) => sum + share, 0);
  expect(Math.abs(total - 100)).toBeLessThanOrEqual(0.05 * shares.length);

  const row = table.getByRole('button', { name: /^convolution-forward 28×28×1→4/ });
  await row.focus();
  await page.keyboard.press('Enter');
  await expect(row).toHaveAttribute('aria-expanded', 'true');
  const detail = dialog.getByRole('region', { name: /^convolution-forward 28×28×1→4/ });
  const grid = detail.getByText(/workgroups × \d+ threads/);
  await expect(grid).toBeVisible();
  const [, threads = ''] = /workgroups × (\d+) threads/.exec((await grid.textContent()) ?? '') ?? [];
  await expect(detail.getByText(/multiply-adds .* together at least [\d.]+ ms$/)).toBeVisible();
  await expect(detail.getByText('output of conv1')).toBeVisible();
  await expect(detail.getByText(`@compute @workgroup_size(${threads})`)).toBeVisible();
  await detail.getByRole('button', { name: 'Copy' }).click();
  await expect(detail.getByText('Copied')).toBeVisible();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  expect(code).toContain('fn main(');
  expect(await detail.locator('pre').textContent()).toBe(`${code}\n`);
  await expectAccessibleInBothThemes(page);

  await table.getByRole('button', { name: 'Kernel', exact: true }).click();
  await expect(table.getByRole('columnheader', { name: 'Kernel' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows.first()).toContainText('activation');

  // Training went on, and what it sends is counted.
  const now = dialog.getByRole('region', { name: 'Now, per second' });
  for (const name of ['Steps', 'Dispatches', 'Submits', 'Readbacks']) {
    const value = now.getByText(name, { exact: true }).locator('+ dd');
    await expect(async () => {
      expect(Number((await value.textContent())?.replaceAll(',', ''))).toBeGreaterThan(0);
    }).toPass({ timeout: 20_000 });
  }
  const { scrollHeight, clientHeight } = await page.evaluate(() => document.documentElement);
  expect(scrollHeight).toBe(clientHeight);

  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(lab.button('Profile')).toBeFocused();
});

test('a profile can be cancelled, and training goes on', async ({ page, open }) => {
  const lab = new LabPage(page);
  await open(SMALL);
  await lab.ready();
  await lab.button('Train').click();
  await lab.untilStep(3);
  await lab.button('Profile').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Profile', exact: true }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog.getByRole('button', { name: 'Profile', exact: true })).toBeVisible();
  await expect(dialog.getByText('Press Profile')).toBeVisible();
  await page.keyboard.press('Escape');
  await lab.untilStep((await lab.step()) + 3);
});

test('closed, the profile loads nothing and asks nothing', async ({ page, open }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  const lab = new LabPage(page);
  await open(SMALL);
  await lab.ready();
  const isProfile = (url: string) => /\/ProfileDialog-[^/]*\.js$/.test(url);
  expect(loaded.filter(isProfile)).toEqual([]);
  await lab.button('Profile').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(loaded.filter(isProfile)).toHaveLength(1);
});
