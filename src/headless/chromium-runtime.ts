/** Runs in Chromium's WebGPU, in a page of the runner's own: as the lab's page would, without showing anything. */
import type { Browser, LaunchOptions } from 'playwright';
import { LabError, toLabErrorData } from '../config/lab-error';
import { CHECKPOINT_INPUT, DATA_INPUT, type RunnerPage } from './chromium-page';
import type { HeadlessReport } from './headless-run';
import type { Runtime } from './runtime';

/** Never requested: the browser hands its requests to us. WebGPU exists on localhost without https. */
const ORIGIN = 'http://localhost/';

const HTML = `<!doctype html><title>SMD Lab, headless</title>
<input type="file" id="${DATA_INPUT}" multiple><input type="file" id="${CHECKPOINT_INPUT}">
<script type="module" src="page.js"></script>`;

/** @param pageScript path of chromium-page.ts, bundled */
export function chromiumRuntime(launchOptions: LaunchOptions, pageScript: string): Runtime {
  return async ({ config, files, checkpoint }, take, signal) => {
    const browser = await launch(launchOptions);
    try {
      const page = await browser.newPage();
      await page.route(`${ORIGIN}**`, (route) =>
        route.request().url() === `${ORIGIN}page.js`
          ? route.fulfill({ path: pageScript, contentType: 'text/javascript' })
          : route.fulfill({ body: HTML, contentType: 'text/html' }),
      );
      await page.exposeFunction('smdTake' satisfies keyof RunnerPage, (report: HeadlessReport) =>
        take(report),
      );
      await page.goto(ORIGIN);
      await page.setInputFiles(`#${DATA_INPUT}`, [...files]);
      if (checkpoint !== null) await page.setInputFiles(`#${CHECKPOINT_INPUT}`, checkpoint);
      const stop = () => {
        const stopped = page.evaluate(() => (globalThis as unknown as RunnerPage).smdStop());
        // The run may end, and the page with it, before this is answered.
        stopped.catch(() => {});
      };
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
      const answer = await page.evaluate(
        (settings) => (globalThis as unknown as RunnerPage).smdRun(settings),
        config,
      );
      if ('error' in answer) throw new LabError(answer.error);
      return answer.outcome;
    } catch (error) {
      throw error instanceof LabError ? error : browserFailed(error);
    } finally {
      await browser.close();
    }
  };
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
    throw new LabError(
      {
        code: 'NO_CHROMIUM',
        message: `--runtime chromium: no Chromium could be started (${firstLine(cause)}).`,
        fix: 'Install Chrome or Chromium, set SMD_CHROMIUM to one, or use --runtime dawn.',
        where: '--runtime',
      },
      { cause },
    );
  }
}

function browserFailed(cause: unknown): LabError {
  const { message } = toLabErrorData(cause, 'Chromium');
  return new LabError(
    {
      code: 'BROWSER_FAILED',
      message: `Chromium: the page of the run failed (${message.split('\n')[0]}).`,
      fix: 'Run the same command with --resume; if it happens again, choose a smaller batch or network.',
      where: 'Chromium',
    },
    { cause },
  );
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
