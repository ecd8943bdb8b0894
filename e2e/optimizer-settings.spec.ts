/** The optimizer's forms, the schedule and scales of layers as a person sets them: in the controls, the run, the link. */
import { expectAccessible } from './support/accessibility';
import { LabPage } from './support/lab-page';
import { expect, test } from './support/test';

const RUN = '#v=1&network.channels=4,8,8&batchSize=16&data.subset=100&testInterval=1000';

test('a schedule, decoupled decay and scales of layers', async ({ page, open }) => {
  const lab = new LabPage(page);
  await open(RUN);
  await lab.ready();
  await page.getByRole('button', { name: 'More settings' }).click();
  const box = (name: string) => page.getByRole('textbox', { name: new RegExp(`^${name}`) });
  const choice = (name: string) => page.getByRole('combobox', { name, exact: true });

  await expect(box('Milestones')).toHaveCount(0);
  await choice('Schedule').selectOption('Steps');
  await box('Milestones').fill('3,2');
  await expect(box('Milestones')).toHaveAttribute('aria-invalid', 'true');
  await box('Milestones').fill('2,3');
  await box('Milestones').press('Enter');
  await choice('Decay is').selectOption('Decoupled');
  await box('Scales of layers').fill('conv9:2');
  await expect(box('Scales of layers')).toHaveAttribute('aria-invalid', 'true');
  await box('Scales of layers').fill('conv1:0.05,conv2:20');
  await box('Scales of layers').press('Enter');
  // Nesterov momentum has no dampening.
  await page.getByRole('checkbox', { name: 'Nesterov' }).check();
  await expect(box('Dampening')).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Nesterov' }).uncheck();
  await expect(box('Dampening')).toBeVisible();
  await expectAccessible(page);

  const controls = page.locator('.controls-scroll');
  const overflow = await controls.evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(overflow, 'nothing is wider than the column').toBeLessThanOrEqual(0);
  const page720 = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
  expect(page720, 'the page itself does not scroll').toBeLessThanOrEqual(0);

  await page.getByRole('button', { name: 'Start new run' }).click();
  await expect(page.getByRole('region', { name: 'These changes start a new run' })).toHaveCount(0, {
    timeout: 60_000,
  });
  await lab.ready();
  const numbers = page.getByRole('region', { name: 'Numbers and explanations' });
  const theory = () => numbers.locator('.theory-values dd').first().innerText();
  // √(2ηλ(1−α)/(1+α)) at η = 0.1, λ = 5e-3, α = 0.9, and a hundredth of η from step 3 on.
  await expect.poll(theory).toContain('0.00725');
  for (let step = 1; step <= 3; step++) {
    await lab.button('Step').click();
    await lab.untilStep(step);
  }
  await expect.poll(theory).toContain('7.25e−4');

  await lab.button('Share link').click();
  const link = decodeURIComponent(await page.getByRole('textbox', { name: 'Link to this run' }).inputValue());
  for (const setting of [
    'optimizer.decayForm=decoupled',
    'schedule.kind=step',
    'schedule.milestones=2,3',
    'network.initialScales=conv1:0.05,conv2:20',
  ])
    expect(link).toContain(setting);
});
