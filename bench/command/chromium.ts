/** Runs the bench in a page of Chromium. */
import type { LaunchOptions } from 'playwright';
import type { BenchHost, BenchOptions } from '../bench';
import type { Log } from '../cases/compare';
import type { BenchPage } from '../page';
import type { BenchResults } from '../results';

export interface Chromium {
  chromiumLaunchOptions(): Promise<LaunchOptions>;
  /** Installs the peers and bundles page.ts. @returns the bundle's path */
  bundlePage(): Promise<string>;
}

/** Never requested: the browser hands its requests to us. WebGPU exists on localhost without https. */
const ORIGIN = 'http://localhost/';

const HTML = '<!doctype html><title>SMD Lab, bench</title><script type="module" src="page.js"></script>';

/** With them jax-js may use threads in Wasm. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** WebGL for TensorFlow.js where there is no GPU, and GPU timestamps that are not rounded to 0.1 ms. */
const FLAGS = ['--enable-unsafe-swiftshader', '--enable-webgpu-developer-features'];

/** @param peers by name; null for all */
export async function benchInChromium(
  options: BenchOptions,
  peers: readonly string[] | null,
  { chromiumLaunchOptions, bundlePage }: Chromium,
  log: Log,
  takeCase: BenchHost['takeCase'],
): Promise<BenchResults> {
  const path = await bundlePage();
  const { chromium } = await import('playwright');
  const { args = [], ...launch } = await chromiumLaunchOptions();
  const browser = await chromium.launch({ ...launch, args: [...args, ...FLAGS] });
  try {
    const page = await browser.newPage();
    page.on('pageerror', ({ message }) => log(`Error in the page: ${message}`));
    await page.route(`${ORIGIN}**`, (route) =>
      route.request().url() === `${ORIGIN}page.js`
        ? route.fulfill({ path, contentType: 'text/javascript', headers: ISOLATION })
        : route.fulfill({ body: HTML, contentType: 'text/html', headers: ISOLATION }),
    );
    await page.exposeFunction('benchLog' satisfies keyof BenchPage, log);
    await page.exposeFunction('benchTakeCase' satisfies keyof BenchPage, takeCase);
    await page.goto(ORIGIN);
    return await page.evaluate(
      ([settings, names]) => (globalThis as unknown as BenchPage).benchRun(settings, names),
      [options, peers] as const,
    );
  } finally {
    await browser.close();
  }
}
