/** What goes wrong from outside: a lost device, numbers that overflow, a download that is not what it should be. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LabPage } from './support/lab-page';
import { expect, test } from './support/test';

const TINY = 'v=1&network.channels=4,4,8&batchSize=16&data.subset=256';
const GITHUB = 'https://raw.githubusercontent.com';

test('a destroyed device comes back, and training goes on', async ({ page, open }) => {
  const lab = new LabPage(page);
  await open(`#${TINY}`);
  await lab.ready();
  await lab.button('Train').click();
  await lab.untilStep(10);
  await lab.button('Software adapter').click();
  await lab.button('Destroy the device').click();
  await expect(lab.status.getByRole('status')).toContainText('The GPU device was lost');
  await expect(lab.status.getByRole('status')).toHaveText('Training.', { timeout: 60_000 });
  const after = await lab.step();
  await lab.untilStep(after + 10);
  await expect(lab.alert).toBeEmpty();
});

test('a run that overflows stops, says where, and can be trained on from its last good state', async ({
  page,
  open,
}) => {
  const lab = new LabPage(page);
  // With η·λ = 10 decay multiplies the weights by −9 a step.
  await open(`#${TINY}&network.batchNorm=false&optimizer.learningRate=10&optimizer.weightDecay=1`);
  await lab.ready();
  await lab.button('Train').click();
  await expect(lab.alert).toContainText(/Step \d+ is not finite/, { timeout: 60_000 });
  await expect(lab.alert).toContainText('Lower the learning rate');
  await lab.setValue('Learning rate', '0.01');
  await lab.setValue('Weight decay', '0.001');
  await lab.button('Train').click();
  await lab.untilStep(60);
  await expect(lab.quantity('Loss')).toHaveText(/^[\d.]+$/);
});

test('without WebGL the sphere says why, and the rest works', async ({ page, open }) => {
  await page.addInitScript(() => {
    const { prototype } = HTMLCanvasElement;
    const original = prototype.getContext;
    Object.defineProperty(prototype, 'getContext', {
      value(this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        return kind.startsWith('webgl') ? null : Reflect.apply(original, this, [kind, ...rest]);
      },
    });
  });
  const lab = new LabPage(page);
  await open(`#${TINY}`);
  await lab.ready();
  await expect(page.getByText(/WebGL 2/)).toBeVisible();
  await lab.button('Step').click();
  await expect(lab.quantity('Step')).toHaveText('1');
});

test('a download that is not Fashion-MNIST is refused', async ({ page, open, context, tolerated }) => {
  tolerated.origins.push(GITHUB);
  await context.route(`${GITHUB}/**`, (route) => route.fulfill({ body: Buffer.alloc(1000, 7) }));
  const lab = new LabPage(page);
  await open(`#${TINY}`);
  await lab.ready();
  await lab.button('Download Fashion-MNIST').click();
  await expect(lab.alert).toBeVisible({ timeout: 30_000 });
  await expect(lab.alert).toContainText(/-ubyte\.gz/);
  await lab.button('Step').click();
  await expect(lab.quantity('Step')).toHaveText('1');
});

const files = fileURLToPath(new URL('../../shared/data/fashion-mnist/', import.meta.url));
const present = existsSync(files);

test('Fashion-MNIST is downloaded once, checked and kept', async ({ page, open, context, tolerated }) => {
  test.skip(!present, 'the original files are not beside this checkout');
  tolerated.origins.push(GITHUB);
  let requests = 0;
  await context.route(`${GITHUB}/**`, (route) => {
    requests++;
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    return route.fulfill({ body: readFileSync(`${files}${name}`) });
  });
  const lab = new LabPage(page);
  await open(`#${TINY}&data.source=fashion-mnist`);
  await lab.ready();
  await lab.button('Step').click();
  await expect(lab.quantity('Step')).toHaveText('1');
  expect(requests).toBe(4);
  await page.reload();
  await lab.ready();
  expect(requests).toBe(4);
});
