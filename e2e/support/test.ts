/** Playwright's `test` with a page that is watched: errors and requests to other origins fail the test. */
import { test as base, expect } from '@playwright/test';

/** What a test expects to go wrong; all else that goes wrong fails it. */
export interface Tolerated {
  /** Console errors and uncaught errors whose text matches are expected. */
  errors: RegExp[];
  /** Origins such as `https://example.org` that the test answers itself with `page.route`. */
  origins: string[];
}

interface Fixtures {
  /** Fill in (in the test or by `test.use`) before the page does what is expected. */
  tolerated: Tolerated;
  /** Goes to the page under test: `open()` or `open('#share-link')`. */
  open: (suffix?: string) => Promise<void>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern.
  tolerated: async ({}, use) => {
    await use({ errors: [], origins: [] });
  },

  page: async ({ page, baseURL, tolerated }, use) => {
    const ownOrigin = new URL(baseURL ?? '').origin;
    const problems: string[] = [];
    const report = (kind: string, text: string) => {
      if (!tolerated.errors.some((pattern) => pattern.test(text))) problems.push(`${kind}: ${text}`);
    };
    page.on('console', (message) => {
      if (message.type() === 'error')
        report('console error', `${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => report('uncaught error', error.stack ?? error.message));
    page.on('crash', () => problems.push('the page crashed'));
    // On the context, so that requests of workers count too.
    page.context().on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol === 'data:' || protocol === 'blob:' || origin === ownOrigin) return;
      if (!tolerated.origins.includes(origin)) problems.push(`request to another origin: ${request.url()}`);
    });
    await use(page);
    expect(problems, 'what went wrong in the page').toEqual([]);
  },

  open: async ({ page }, use) => {
    await use(async (suffix = '') => {
      await page.goto(`./${suffix}`);
    });
  },
});

export { expect };
