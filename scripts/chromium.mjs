/**
 * @file Where Chromium is on this machine, and how it is started so that WebGPU works in it.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, platform } from 'node:process';

/** Names under which Linux distributions install Chromium and Chrome, in order of preference. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** Fixed places of Chrome on systems that do not put it on the PATH. */
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...[env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The Chromiums and Chromes on this machine, the preferred one first: `SMD_CHROMIUM` alone if it is set, else Playwright's
 * own download, then what is installed on the system.
 * @returns {Promise<string[]>} paths of executable files
 */
export async function findChromiums() {
  if (env.SMD_CHROMIUM) return [env.SMD_CHROMIUM];
  // Imported late: this file is also loaded before the dependencies are installed.
  const { chromium } = await import('playwright');
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const installed = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [chromium.executablePath(), ...installed, ...APPLICATIONS].filter(
    (path) => existsSync(path) && isExecutable(path),
  );
}

/**
 * True where WebGPU is to run on SwiftShader, Chromium's software adapter: by default on Linux, where machines without
 * a GPU are common and results should not depend on the one at hand. `SMD_ADAPTER=default` takes the machine's own
 * adapter, `SMD_ADAPTER=swiftshader` forces the software one.
 */
export const usesSoftwareAdapter =
  (env.SMD_ADAPTER ?? (platform === 'linux' ? 'swiftshader' : 'default')) === 'swiftshader';

/** Command line arguments that give Chromium a WebGPU adapter, also on machines without a GPU. */
export const CHROMIUM_ARGS = [
  // The old headless mode is a different, smaller browser without WebGPU.
  '--headless=new',
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  ...(platform === 'linux'
    ? [
        // Containers and root sessions have no user namespaces for the sandbox, and often 64 MB of /dev/shm.
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--enable-features=Vulkan',
      ]
    : []),
  // The second flag is for WebGL (the sphere): Chrome no longer falls back to software rendering by itself.
  ...(usesSoftwareAdapter ? ['--use-webgpu-adapter=swiftshader', '--enable-unsafe-swiftshader'] : []),
];

/**
 * Playwright's launch options for the Chromium found here.
 * @returns {Promise<{ executablePath?: string, args: string[] }>}
 */
export async function chromiumLaunchOptions() {
  const [executablePath] = await findChromiums();
  return { ...(executablePath ? { executablePath } : {}), args: CHROMIUM_ARGS };
}

/**
 * The same for tests. WebGPU zeroes workgroup memory before a kernel runs, which SwiftShader compiles element by element:
 * seconds for a kernel with tiles instead of tenths of one. In tests a kernel has to do without, as each of ours can.
 */
export async function testLaunchOptions() {
  const { args, ...options } = await chromiumLaunchOptions();
  const faster = usesSoftwareAdapter ? ['--enable-dawn-features=disable_workgroup_init'] : [];
  return { ...options, args: [...args, ...faster] };
}
