/**
 * @file What has to be on a machine before the lab can be served or tested: Node, the dependencies, a Chromium. Uses
 * Node's own modules only, because it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process, { arch, env, execPath, platform, versions } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findChromiums } from './chromium.mjs';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Records which lock file the installed dependencies came from. */
const INSTALLED_MARK = join(ROOT, 'node_modules', '.smd-lab-lock');

/** Something is missing that we cannot put in place; the message says what to do. */
export class SetupError extends Error {}

/**
 * Runs a command with its output shown.
 * @param {string} command
 * @param {string[]} args
 * @returns {boolean} whether it succeeded
 */
function run(command, args) {
  return spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

/** @throws {SetupError} if this Node is older than package.json asks for */
export function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const required = engines.node.replace('>=', '');
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  const [requiredMajor = 0, requiredMinor = 0] = required.split('.').map(Number);
  if (major > requiredMajor || (major === requiredMajor && minor >= requiredMinor)) return;
  throw new SetupError(
    `SMD Lab needs Node.js ${required} or newer; this is ${versions.node}. Get it from https://nodejs.org/ and try again.`,
  );
}

/**
 * What the installed dependencies must match. Some contain machine code, so a folder copied from another system is stale.
 */
function wantedInstall() {
  const lock = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  return `${lock.digest('hex')} ${platform}-${arch}\n`;
}

/**
 * Installs the dependencies of package-lock.json with `npm ci` if they are missing or belong to another lock file.
 * @throws {SetupError} if npm fails
 */
export function ensureDependencies() {
  const wanted = wantedInstall();
  if (existsSync(INSTALLED_MARK) && readFileSync(INSTALLED_MARK, 'utf8') === wanted) return;
  console.log(
    'Installing the dependencies with `npm ci` (once; again only when package-lock.json changes) …',
  );
  // npm says where it is when it started us; `npm` alone cannot be spawned on Windows without a shell.
  const [command, ...args] = env.npm_execpath ? [execPath, env.npm_execpath] : ['npm'];
  if (!run(command ?? 'npm', [...args, 'ci', '--include=dev', '--no-audit', '--no-fund'])) {
    throw new SetupError(
      '`npm ci` failed; its message above says why. It needs a connection to an npm registry.',
    );
  }
  writeFileSync(INSTALLED_MARK, wanted);
}

/**
 * The first Chromium here that starts: one that lacks system libraries exists but does not.
 * @returns {Promise<string | undefined>}
 */
async function findRunningChromium() {
  const paths = await findChromiums();
  // Chrome on Windows opens a window instead of printing its version.
  if (platform === 'win32') return paths[0];
  return paths.find((path) => spawnSync(path, ['--version'], { timeout: 60_000 }).status === 0);
}

/** Whether we may install system packages with apt. */
function canUseApt() {
  return platform === 'linux' && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
}

/**
 * Finds a Chromium for the tests, else installs one: Playwright's download first, then the system's package. Needs the
 * dependencies.
 * @returns {Promise<string>} its path
 * @throws {SetupError} if there is none and none could be installed
 */
export async function ensureChromium() {
  let found = await findRunningChromium();
  if (found) return found;
  if (env.SMD_CHROMIUM) {
    throw new SetupError(
      `SMD_CHROMIUM is ${env.SMD_CHROMIUM}, which does not run. Set it to a Chrome or Chromium.`,
    );
  }

  const playwright = join(ROOT, 'node_modules', 'playwright', 'cli.js');
  console.log(
    'No Chrome or Chromium found. Downloading one with Playwright into its cache folder (about 170 MB) …',
  );
  const downloaded = run(execPath, [playwright, 'install', '--no-shell', 'chromium']);
  found = await findRunningChromium();
  if (found) return found;

  if (canUseApt()) {
    if (downloaded) {
      console.log('The downloaded Chromium lacks system libraries. Installing them with apt-get …');
      run(execPath, [playwright, 'install-deps', 'chromium']);
    } else {
      console.log('Installing the package `chromium` with apt-get …');
      run('apt-get', ['update']);
      run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    }
    found = await findRunningChromium();
    if (found) return found;
  }
  throw new SetupError(
    [
      'The WebGPU tests need Chrome or Chromium, none was found here, and none could be installed. Do one of these:',
      '  - install Google Chrome or Chromium with your system’s package manager;',
      '  - run `npx playwright install --with-deps chromium` with a connection to the internet (asks for root rights);',
      '  - set SMD_CHROMIUM to the path of a Chrome or Chromium.',
      'Types, lint and unit tests run without it: npm test -- --only types,lint,unit',
    ].join('\n'),
  );
}
