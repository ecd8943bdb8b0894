/** Where downloads and runs are kept between visits, behind a few verbs so that tests and Node need no browser. */
import { type LabError, labError, reasonOf } from '../config/lab-error';
import { places } from '../messages';

export interface ByteStorage {
  /** The bytes kept under this name, or undefined. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Keeps the bytes, all or none; throws STORAGE_FULL or STORAGE_FAILED. */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Forgets what is kept under this name, if anything is. */
  remove(name: string): Promise<void>;
}

/** A storage that can tell what it holds. */
export interface ListedStorage extends ByteStorage {
  /** All names under which something is kept, in no particular order. */
  names(): Promise<readonly string[]>;
}

/** Keeps bytes until the page closes: for tests, and where the browser offers nothing better. */
export class MemoryStorage implements ListedStorage {
  private readonly files = new Map<string, Uint8Array<ArrayBuffer>>();

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.files.get(name)?.slice();
  }

  async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.files.set(name, bytes.slice());
  }

  async remove(name: string): Promise<void> {
    this.files.delete(name);
  }

  async names(): Promise<readonly string[]> {
    return [...this.files.keys()];
  }
}

/** Keeps files in a folder of the browser's origin-private file system, from a page or a worker. */
export class FolderStorage implements ListedStorage {
  private readonly folder: FileSystemDirectoryHandle;

  constructor(folder: FileSystemDirectoryHandle) {
    this.folder = folder;
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const file = await (await this.folder.getFileHandle(name)).getFile();
      return new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      if (isNamed(error, 'NotFoundError')) return undefined;
      throw storageError(name, 'read', error);
    }
  }

  async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      const handle = await this.folder.getFileHandle(name, { create: true });
      // A writable replaces the file only when closed: a page that goes away half-way leaves no torn file.
      const writable = await handle.createWritable();
      try {
        await writable.write(bytes);
        await writable.close();
      } catch (error) {
        await writable.abort().catch(() => undefined);
        throw error;
      }
    } catch (error) {
      throw storageError(name, 'write', error);
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await this.folder.removeEntry(name);
    } catch (error) {
      if (!isNamed(error, 'NotFoundError')) throw storageError(name, 'remove', error);
    }
  }

  async names(): Promise<readonly string[]> {
    const names: string[] = [];
    try {
      for await (const name of this.folder.keys()) names.push(name);
    } catch (error) {
      throw storageError(this.folder.name, 'read', error);
    }
    return names;
  }
}

/** The storage of this page's origin in a folder of this name; throws STORAGE_UNAVAILABLE where there is none. */
export async function openBrowserStorage(folder: string): Promise<ListedStorage> {
  try {
    const root = await navigator.storage.getDirectory();
    return new FolderStorage(await root.getDirectoryHandle(folder, { create: true }));
  } catch (cause) {
    throw labError('STORAGE_UNAVAILABLE', places.browserStorage, {}, { cause });
  }
}

function storageError(name: string, verb: 'read' | 'write' | 'remove', cause: unknown): LabError {
  const where = places.inBrowserStorage(name);
  if (isNamed(cause, 'QuotaExceededError')) return labError('STORAGE_FULL', where, { name }, { cause });
  return labError('STORAGE_FAILED', where, { name, verb, reason: reasonOf(cause) }, { cause });
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
