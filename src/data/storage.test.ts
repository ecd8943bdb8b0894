import { beforeEach, describe, expect, it } from 'vitest';
import { FolderStorage, type ListedStorage, MemoryStorage, openBrowserStorage } from './storage';

/** A folder of the origin-private file system as the standard has it, as far as FolderStorage uses it. */
class FolderDouble {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  writeError: DOMException | undefined;

  async getFileHandle(name: string, options: { create?: boolean } = {}) {
    if (!this.files.has(name)) {
      if (!options.create) throw new DOMException('no such file', 'NotFoundError');
      this.files.set(name, new Uint8Array());
    }
    let pending = new Uint8Array();
    return {
      getFile: async () => new File([this.files.get(name)!], name),
      createWritable: async () => ({
        write: async (bytes: Uint8Array<ArrayBuffer>) => {
          if (this.writeError) throw this.writeError;
          pending = bytes.slice();
        },
        close: async () => void this.files.set(name, pending),
        abort: async () => undefined,
      }),
    };
  }

  async *keys() {
    yield* this.files.keys();
  }

  async removeEntry(name: string) {
    if (!this.files.delete(name)) throw new DOMException('no such file', 'NotFoundError');
  }
}

let folder: FolderDouble;
beforeEach(() => {
  folder = new FolderDouble();
});

describe.each<[string, () => ListedStorage]>([
  ['MemoryStorage', () => new MemoryStorage()],
  ['FolderStorage', () => new FolderStorage(folder as unknown as FileSystemDirectoryHandle)],
])('%s', (_, create) => {
  it('keeps, replaces and forgets', async () => {
    const storage = create();
    expect(await storage.read('a')).toBeUndefined();
    const bytes = Uint8Array.of(1, 2, 3);
    await storage.write('a', bytes);
    bytes[0] = 9;
    expect(await storage.read('a')).toEqual(Uint8Array.of(1, 2, 3));
    await storage.write('a', Uint8Array.of(4));
    expect(await storage.read('a')).toEqual(Uint8Array.of(4));
    await storage.write('b', Uint8Array.of(5));
    expect([...(await storage.names())].toSorted()).toEqual(['a', 'b']);
    await storage.remove('a');
    await storage.remove('a');
    expect(await storage.read('a')).toBeUndefined();
    expect(await storage.names()).toEqual(['b']);
  });
});

describe('FolderStorage', () => {
  it('says when the storage is full or fails, and keeps the old file', async () => {
    const storage = new FolderStorage(folder as unknown as FileSystemDirectoryHandle);
    await storage.write('a', Uint8Array.of(1));
    folder.writeError = new DOMException('full', 'QuotaExceededError');
    await expect(storage.write('a', Uint8Array.of(2))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    folder.writeError = new DOMException('locked', 'NoModificationAllowedError');
    await expect(storage.write('a', Uint8Array.of(2))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await storage.read('a')).toEqual(Uint8Array.of(1));
  });

  it('is reported missing where the browser has none', async () => {
    await expect(openBrowserStorage('data')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });
});
