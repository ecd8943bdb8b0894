/** Which files a run's data set is read from: those that the config names, or those of Fashion-MNIST, kept on disk. */
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { labError } from '../config/lab-error';
import { isPathSource, type RunConfig } from '../config/run-config';
import { FASHION_MNIST_FILES, loadFashionMnist } from '../data/fashion-mnist';
import type { ByteStorage } from '../data/storage';

/**
 * Absolute paths of the files, none where the data set is generated. Throws a LabError: `FILE_MISSING`,
 * `DATA_SOURCE` for files that only a page can ask for, or one of a download's.
 * @param configFolder what the config's relative paths start from
 */
export async function dataFiles(
  config: RunConfig,
  configFolder: string,
  onProgress: (done: number, total: number) => void,
): Promise<readonly string[]> {
  const { source, paths } = config.data;
  if (isPathSource(source)) {
    const files = paths.map((path) => resolve(configFolder, path));
    for (const [index, file] of files.entries()) await requireFile(file, `data.paths.${index}`);
    return files;
  }
  if (source === 'files') throw labError('DATA_SOURCE', 'data.source');
  return source === 'fashion-mnist' ? fashionMnistFiles(onProgress) : [];
}

/** Throws a LabError `FILE_MISSING` if the file cannot be read. @param where the field that names it */
export async function requireFile(path: string, where: string): Promise<void> {
  await access(path).catch((cause: unknown) => {
    throw labError('FILE_MISSING', where, { path }, { cause });
  });
}

/** Downloads what is not kept yet, or not sound. */
async function fashionMnistFiles(onProgress: (done: number, total: number) => void): Promise<string[]> {
  const folder = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'smd-lab', 'fashion-mnist');
  await mkdir(folder, { recursive: true });
  await loadFashionMnist({
    storage: new DiskStorage(folder),
    onProgress: ({ bytes, total }) => onProgress(bytes, total),
  });
  return Object.values(FASHION_MNIST_FILES).map(({ name }) => join(folder, name));
}

class DiskStorage implements ByteStorage {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = await readFile(join(this.folder, name)).catch(() => undefined);
    return bytes && new Uint8Array(bytes);
  }

  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return writeWhole(join(this.folder, name), bytes);
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }
}

/** Writes a file so that whoever reads it, also after a crash, finds all of it or the one before. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.partial`, content);
  await rename(`${path}.partial`, path);
}
