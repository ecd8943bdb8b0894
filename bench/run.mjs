/**
 * @file `npm run bench`: our engine and its peers side by side. See `--help` and README.md. The bench is TypeScript and is
 * bundled each time; the peers are installed when they are needed first.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, env, execPath, exit } from 'node:process';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, ROOT, requireNode, SetupError } from '../scripts/setup.mjs';

const BENCH = join(ROOT, 'bench');
const BUNDLES = join(ROOT, 'node_modules', '.cache', 'smd-lab-bench');

const ENTRIES = { main: 'command/main.ts', page: 'page.ts' };

/**
 * Installs the peers with `npm ci`, unless that was done for this lock file.
 * @throws {SetupError} if npm fails
 */
function ensurePeers() {
  const mark = join(BENCH, 'node_modules', '.smd-lab-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(BENCH, 'package-lock.json')))
    .digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  console.error('Installing the peers into bench/node_modules (about 300 MB, once) …');
  const [command, ...args] = env.npm_execpath ? [execPath, env.npm_execpath] : ['npm'];
  const options = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status } = spawnSync(command ?? 'npm', [...args, ...options], { cwd: BENCH, stdio: 'inherit' });
  if (status !== 0) throw new SetupError('The peers could not be installed; npm’s message above says why.');
  writeFileSync(mark, wanted);
}

/**
 * @param {'main' | 'page'} name the part for Node or the one for Chromium
 * @returns {Promise<string>} path of the bundle
 */
async function bundle(name) {
  const { build } = await import('vite');
  const entry = join(BENCH, ENTRIES[name]);
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      outDir: BUNDLES,
      emptyOutDir: false,
      target: 'esnext',
      minify: false,
      ...(name === 'page' ? { lib: { entry, formats: ['es'] } } : { ssr: entry }),
      rolldownOptions: { output: { codeSplitting: false, entryFileNames: `${name}.js` } },
    },
  });
  return join(BUNDLES, `${name}.js`);
}

async function bundlePage() {
  ensurePeers();
  return bundle('page');
}

try {
  requireNode();
  ensureDependencies();
  const { main } = await import(pathToFileURL(await bundle('main')).href);
  // The tests compute in software for the same results everywhere; the bench takes the machine's GPU.
  env.SMD_ADAPTER ??= 'default';
  const { chromiumLaunchOptions, findChromiums } = await import('../scripts/chromium.mjs');
  // Dawn keeps threads alive: the process has to be ended.
  exit(await main(argv.slice(2), { bundlePage, chromiumLaunchOptions, findChromiums, folder: BENCH }));
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  exit(1);
}
