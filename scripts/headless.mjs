/**
 * @file `npm run headless -- --config run.json --out DIR`: a run without the page; `npm run findings`: the findings.
 * See their `--help`. The runner is TypeScript with shaders as imports; it is bundled once for each state of its sources, in well under a second.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { argv, env, exit, pid } from 'node:process';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, ROOT, requireNode, SetupError } from './setup.mjs';

/** Kept in step with the rooms that the runner may import from. */
const ROOMS = ['messages', 'config', 'theory', 'data', 'engine', 'findings', 'onnx', 'lab', 'headless'];
/** Bundles of sources as they were longer ago than this are thrown away. */
const UNUSED_MS = 24 * 3600 * 1000;
const CACHE = join(ROOT, 'node_modules', '.cache', 'smd-lab-headless');

/** Changes when the bundles would. */
function sourcesHash() {
  const hash = createHash('sha256');
  const files = ROOMS.map((room) => join(ROOT, 'src', room))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
        .map((entry) => join(entry.parentPath, entry.name)),
    );
  for (const file of [
    join(ROOT, 'package-lock.json'),
    join(ROOT, 'scripts', 'headless.mjs'),
    ...files.sort(),
  ])
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * Bundles the runner for Node and its page for Chromium, unless that was done before.
 * @returns {Promise<string>} the folder with `main.js` and `page.js`
 */
async function bundle(/** @type {string} */ sources) {
  const folder = join(CACHE, sources);
  if (existsSync(folder)) return folder;
  const { build } = await import('vite');
  // Built aside and renamed: another runner never sees half of it.
  const aside = join(CACHE, `building-${pid}`);
  const common = /** @type {const} */ ({ root: ROOT, configFile: false, publicDir: false, logLevel: 'warn' });
  const output = /** @param {string} name */ (name) => ({
    outDir: aside,
    emptyOutDir: false,
    target: 'esnext',
    minify: false,
    rolldownOptions: { output: { entryFileNames: name } },
  });
  await build({
    ...common,
    build: { ...output('main.js'), ssr: join(ROOT, 'src/headless/main.ts') },
  });
  await build({
    ...common,
    build: {
      ...output('page.js'),
      lib: { entry: join(ROOT, 'src/headless/chromium-page.ts'), formats: ['es'] },
    },
  });
  for (const name of readdirSync(CACHE)) {
    const old = join(CACHE, name);
    if (Date.now() - statSync(old).mtimeMs > UNUSED_MS) rmSync(old, { recursive: true, force: true });
  }
  // Another runner may have been faster.
  if (existsSync(folder)) rmSync(aside, { recursive: true });
  else renameSync(aside, folder);
  return folder;
}

try {
  requireNode();
  ensureDependencies();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  exit(1);
}
const sources = sourcesHash();
const folder = await bundle(sources);
// The tests compute in software for the same results everywhere; a run takes the machine's GPU.
env.SMD_ADAPTER ??= 'default';
const { chromiumLaunchOptions, findChromiums } = await import('./chromium.mjs');
const { main } = await import(pathToFileURL(join(folder, 'main.js')).href);
const pageScript = join(folder, 'page.js');
// Dawn keeps threads alive: the process has to be ended.
exit(await main(argv.slice(2), { chromiumLaunchOptions, findChromiums, pageScript, sources }));
