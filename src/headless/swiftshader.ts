/** A Vulkan for Dawn where the system has none: the software one that every Chromium on Linux brings along. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DRIVER = 'vk_swiftshader_icd.json';
const LOADER = 'libvulkan.so.1';

/** Where distributions put Chromium's own files; what is on the PATH may be a script. */
const FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
];

/**
 * Environment variables with which a new process finds Chromium's SwiftShader, null if there is none. They cannot be
 * set from within: the loader is looked up with those that the process started with.
 * @param chromiums paths of the Chromiums on this machine
 */
export function swiftShaderVariables(
  chromiums: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> | null {
  const folders = [...chromiums.map((path) => dirname(realpathSync(path))), ...FOLDERS];
  const folder = folders.find((path) => [DRIVER, LOADER].every((file) => existsSync(join(path, file))));
  if (folder === undefined) return null;
  const libraries = [folder, env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { LD_LIBRARY_PATH: libraries, VK_ICD_FILENAMES: join(folder, DRIVER) };
}
