/** Runs in Chromium's WebGPU, in a page of the runner's own: as the lab's page would, without showing anything. */
import type { Browser, LaunchOptions, Page } from 'playwright';
import { LabError, labError, reasonOf } from '../config/lab-error';
import { type Answer, CHECKPOINT_INPUT, DATA_INPUT, type RunnerPage } from './chromium-page';
import type { HeadlessReport } from './headless-run';
import type { FindingRuntime, Runtime } from './runtime';

/** Never requested: the browser hands its requests to us. WebGPU exists on localhost without https. */
const ORIGIN = 'http://localhost/';

const HTML = `<!doctype html><title>SMD Lab, headless</title>
<input type="file" id="${DATA_INPUT}" multiple><input type="file" id="${CHECKPOINT_INPUT}">
<script type="module" src="page.js"></script>`;

/** @param pageScript path of chromium-page.ts, bundled */
export function chromiumRuntime(launchOptions: LaunchOptions, pageScript: string): Runtime {
  return ({ config, files, checkpoint, tune }, take, signal) =>
    inPage(launchOptions, pageScript, signal, async (page) => {
      await page.exposeFunction('smdTake' satisfies keyof RunnerPage, (report: HeadlessReport) =>
        take(report),
      );
      await page.goto(ORIGIN);
      await page.setInputFiles(`#${DATA_INPUT}`, [...files]);
      if (checkpoint !== null) await page.setInputFiles(`#${CHECKPOINT_INPUT}`, checkpoint);
      return page.evaluate((settings) => (globalThis as unknown as RunnerPage).smdRun(settings), {
        config,
        tune,
      });
    });
}

/** @param pageScript path of chromium-page.ts, bundled */
export function chromiumFindings(launchOptions: LaunchOptions, pageScript: string): FindingRuntime {
  return (job, files, { progress, signal }) =>
    inPage(launchOptions, pageScript, signal, async (page) => {
      await page.exposeFunction('smdProgress' satisfies keyof RunnerPage, progress);
      await page.goto(ORIGIN);
      await page.setInputFiles(`#${DATA_INPUT}`, [...files]);
      return page.evaluate((settings) => (globalThis as unknown as RunnerPage).smdFind(settings), job);
    });
}

/** Opens a browser with the runner's page for the work, and closes it behind it. Throws the error that it answers with. */
async function inPage<Outcome>(
  launchOptions: LaunchOptions,
  pageScript: string,
  signal: AbortSignal,
  work: (page: Page) => Promise<Answer<Outcome>>,
): Promise<Outcome> {
  const browser = await launch(launchOptions);
  const listening = new AbortController();
  try {
    const page = await browser.newPage();
    await page.route(`${ORIGIN}**`, (route) =>
      route.request().url() === `${ORIGIN}page.js`
        ? route.fulfill({ path: pageScript, contentType: 'text/javascript' })
        : route.fulfill({ body: HTML, contentType: 'text/html' }),
    );
    const stop = () => {
      const stopped = page.evaluate(() => (globalThis as unknown as RunnerPage).smdStop());
      // The run may end, and the page with it, before this is answered.
      stopped.catch(() => {});
    };
    page.on('load', () => {
      signal.addEventListener('abort', stop, { signal: listening.signal });
      if (signal.aborted) stop();
    });
    const answer = await work(page);
    if ('error' in answer) throw new LabError(answer.error);
    return answer.outcome;
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw labError('BROWSER_FAILED', 'Chromium', { reason: firstLine(error) }, { cause: error });
  } finally {
    // The signal outlives the page: it is that of all findings.
    listening.abort();
    await browser.close();
  }
}

async function launch(options: LaunchOptions): Promise<Browser> {
  const { chromium } = await import('playwright');
  try {
    // Ctrl-C is for us: the browser has to live until the run is saved.
    return await chromium.launch({
      ...options,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (cause) {
    throw labError('NO_CHROMIUM', '--runtime', { reason: firstLine(cause) }, { cause });
  }
}

function firstLine(error: unknown): string {
  return reasonOf(error).split('\n')[0] ?? '';
}
