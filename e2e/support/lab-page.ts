/** The lab's page as tests use it: what a person presses, and the numbers that a person reads. */
import { expect, type Locator, type Page } from '@playwright/test';

export class LabPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get status(): Locator {
    return this.page.getByRole('region', { name: 'Run status' });
  }

  get alert(): Locator {
    return this.page.getByRole('alert');
  }

  /** The run is there and can be trained. */
  async ready(): Promise<void> {
    await expect(this.button('Train')).toHaveAttribute('aria-disabled', 'false', { timeout: 90_000 });
  }

  /** The text of one of the status region's numbers, e.g. `Step`. */
  quantity(name: string): Locator {
    return this.status.getByText(name, { exact: true }).locator('+ dd');
  }

  async step(): Promise<number> {
    return Number((await this.quantity('Step').textContent())?.replaceAll(',', ''));
  }

  /** Waits until this many updates are done. */
  async untilStep(step: number, timeout = 120_000): Promise<void> {
    // Dense at first, for the few steps of most tests; a long training is asked seldom.
    const intervals = [20, 20, 50, 100, 200, 500];
    await expect.poll(() => this.step(), { timeout, intervals }).toBeGreaterThanOrEqual(step);
  }

  async setValue(slider: string, value: string): Promise<void> {
    const input = this.page.getByRole('textbox', { name: `${slider} value` });
    await input.fill(value);
    await input.press('Enter');
  }

  /** Selects a layer in the readouts; gives its row's text and its detailed numbers by their names. */
  async readout(layer: string): Promise<{ ratio: string; details: Map<string, string> }> {
    const row = this.page.getByRole('button', { name: layer, exact: true });
    await row.click();
    const ratio = await row.locator('..').innerText();
    const section = this.page.getByRole('region', { name: layer, exact: true });
    const names = await section.locator('dt').allInnerTexts();
    const values = await section.locator('dd').allInnerTexts();
    return { ratio, details: new Map(names.map((name, index) => [name, values[index] ?? ''])) };
  }
}
