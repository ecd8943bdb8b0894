/** The whole page in Chromium: the built files, served as any static host would, under a path that is not the root. */
import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { testLaunchOptions } from './scripts/chromium.mjs';

/** A port nobody uses, so that two checkouts can be tested at once. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject()));
    });
  });
}

// Each worker process reads this file again and must come to the same port.
process.env.SMD_E2E_PORT ??= String(await freePort());
const port = process.env.SMD_E2E_PORT;

/** Nested and not the root: the page must work wherever its files are put. */
const BASE = '/a/static/host/';
const url = `http://localhost:${port}${BASE}`;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  forbidOnly: true,
  // Training on a software adapter uses all cores; two pages at once would time each other out.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: url,
    browserName: 'chromium',
    // A visitor who has switched off the timing of kernels: it would cost every page some seconds. Its own test has it on.
    storageState: {
      cookies: [],
      origins: [
        {
          origin: new URL(url).origin,
          localStorage: [{ name: 'smd-lab.choose-kernels-by-timing', value: 'off' }],
        },
      ],
    },
    // A laptop's smallest common window: the lab's main job needs no scrolling there.
    viewport: { width: 1280, height: 720 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: await testLaunchOptions(),
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --base ${BASE} --port ${port} --strictPort --host localhost`,
    url,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});
