/** Two kinds of tests beside the sources: pure code in Node, kernels and engine on WebGPU in Chromium. */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { testLaunchOptions } from './scripts/chromium.mjs';
import { readOracle } from './scripts/gpu-test-commands.mjs';

const GPU_TESTS = '{src,bench}/**/*.gpu.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', './scripts/oracle-table.mjs'],
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'bench/*/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: [GPU_TESTS],
          testTimeout: 30_000,
          // Modules are loaded once for all files of a process: loading them takes as long as the tests themselves.
          isolate: false,
        },
      },
      {
        extends: './vite.config.ts',
        test: {
          name: 'gpu',
          include: [GPU_TESTS],
          setupFiles: ['./scripts/require-adapter.mjs', './src/engine/testing/around-gpu-tests.ts'],
          // One page for all files, and so one device: its pipelines, which software adapters are slow to compile, serve all.
          isolate: false,
          // One file at a time: software adapters use all cores, and parallel devices time each other out.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            commands: { readOracle },
            provider: playwright({ launchOptions: await testLaunchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
