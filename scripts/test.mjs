/**
 * @file `npm test`: installs what is missing, then runs every check and prints `N passed, N failed` as its last line.
 *
 *     npm test                                  everything
 *     npm test -- --only types,unit             some stages: types, lint, unit, gpu, build, e2e
 *     npm test -- --only gpu conv2d             with a filter for the test runners
 *
 * `SMD_CHROMIUM=/path/to/chrome` chooses the browser; `SMD_ADAPTER=default` takes the machine's own WebGPU adapter instead
 * of Chromium's software one, which is the default on Linux (see chromium.mjs).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath, exit } from 'node:process';
// The default export, so that a Node too old for parseArgs still gets as far as our message about it.
import util from 'node:util';
import { bundleProblems } from './check-bundle.mjs';
import { ensureChromium, ensureDependencies, ROOT, requireNode, SetupError } from './setup.mjs';

/** No stage takes this long unless it hangs. */
const STAGE_LIMIT_MS = 25 * 60_000;

const TOOLS = {
  tsc: 'typescript/bin/tsc',
  biome: '@biomejs/biome/bin/biome',
  vite: 'vite/bin/vite.js',
  vitest: 'vitest/vitest.mjs',
  playwright: '@playwright/test/cli.js',
};

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * Runs one of the tools with its output shown.
 * @param {keyof typeof TOOLS} tool
 * @param {string[]} args
 * @param {Record<string, string>} [variables] additional environment variables
 * @returns {Promise<boolean>} whether it succeeded
 */
function runTool(tool, args, variables = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [join(ROOT, 'node_modules', TOOLS[tool]), ...args], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...env, ...variables },
      timeout: STAGE_LIMIT_MS,
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}

/**
 * @param {boolean} ok
 * @returns {Counts}
 */
const oneCheck = (ok) => ({ passed: Number(ok), failed: Number(!ok) });

/**
 * Runs a test runner and reads its counts from the JSON report it leaves.
 * @param {(report: string) => Promise<boolean>} runTests runs the tests, writing the report to the given file
 * @param {(report: any) => Counts} readCounts
 * @returns {Promise<Counts>}
 */
async function testRunner(runTests, readCounts) {
  const folder = mkdtempSync(join(tmpdir(), 'smd-lab-'));
  const file = join(folder, 'report.json');
  try {
    const succeeded = await runTests(file);
    const { passed, failed } = readCounts(JSON.parse(readFileSync(file, 'utf8')));
    // A runner can fail without a failed test (an error outside of tests), or find nothing to run.
    const unexplained = failed === 0 && (!succeeded || passed === 0);
    if (unexplained)
      console.error(passed === 0 ? 'No test ran.' : 'The test runner failed outside of the tests.');
    return { passed, failed: failed + Number(unexplained) };
  } catch (error) {
    console.error('The test runner left no report:', error);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {'unit' | 'gpu'} project
 * @param {string[]} filters
 */
const vitest = (project, filters) =>
  testRunner(
    (report) =>
      runTool(
        'vitest',
        [
          ...['run', '--project', project, '--allowOnly=false'],
          ...['--reporter=default', '--reporter=./scripts/oracle-table.mjs'],
          ...['--reporter=json', `--outputFile.json=${report}`],
          ...filters,
        ],
        filters.length === 0 ? { SMD_EVERY_KERNEL: '1' } : {},
      ),
    (report) => ({
      passed: report.numPassedTests,
      // A file that fails before its tests are known has no failed test of its own.
      failed:
        report.numFailedTests +
        report.testResults.filter(
          (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
            file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
        ).length,
    }),
  );

/** @param {string[]} filters */
const playwright = (filters) =>
  testRunner(
    (report) =>
      runTool('playwright', ['test', '--reporter=list,json', ...filters], {
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      }),
    ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky }),
  );

async function buildPage() {
  if (!(await runTool('vite', ['build', '--logLevel=warn']))) return oneCheck(false);
  const problems = bundleProblems(join(ROOT, 'dist'));
  for (const problem of problems) console.error(problem);
  return oneCheck(problems.length === 0);
}

/** @type {Record<string, { title: string, browser?: true, run: (filters: string[]) => Promise<Counts> }>} */
const STAGES = {
  types: { title: 'Type check', run: async () => oneCheck(await runTool('tsc', ['--noEmit', '-p', '.'])) },
  lint: {
    title: 'Lint and format',
    run: async () => oneCheck(await runTool('biome', ['ci', '--error-on-warnings'])),
  },
  unit: { title: 'Unit tests (Node)', run: (filters) => vitest('unit', filters) },
  gpu: { title: 'Kernel and engine tests (WebGPU)', browser: true, run: (filters) => vitest('gpu', filters) },
  build: { title: 'Build', run: buildPage },
  e2e: { title: 'Tests of the built page (Playwright)', browser: true, run: playwright },
};

/**
 * @param {string | undefined} only stage names with commas between them
 * @throws {SetupError} if a stage is not known
 */
function selectStages(only) {
  const names = only?.split(',') ?? Object.keys(STAGES);
  return names.map((name) => {
    const stage = STAGES[name];
    if (!stage) throw new SetupError(`No stage is called ${name}: use ${Object.keys(STAGES).join(', ')}.`);
    return stage;
  });
}

/**
 * @returns {{ only: string | undefined, filters: string[] }}
 * @throws {SetupError} on an option that does not exist
 */
function readCommandLine() {
  try {
    const { values, positionals } = util.parseArgs({
      options: { only: { type: 'string' } },
      allowPositionals: true,
    });
    return { only: values.only, filters: positionals };
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error));
  }
}

/** @param {Counts} counts */
function finish({ passed, failed }) {
  console.log(`${passed} passed, ${failed} failed`);
  exit(failed === 0 ? 0 : 1);
}

const total = { passed: 0, failed: 0 };
try {
  requireNode();
  const { only, filters } = readCommandLine();
  const stages = selectStages(only);
  ensureDependencies();
  if (stages.some(({ browser }) => browser)) {
    // The configurations of vitest and Playwright look here first.
    env.SMD_CHROMIUM = await ensureChromium();
    console.log(`Browser for the tests: ${env.SMD_CHROMIUM}`);
  }
  for (const { title, run } of stages) {
    console.log(`\n== ${title}`);
    const start = performance.now();
    const { passed, failed } = await run(filters);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`== ${title}: ${passed} passed, ${failed} failed, ${seconds} s`);
    total.passed += passed;
    total.failed += failed;
  }
  console.log('');
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  total.failed += 1;
}
finish(total);
