import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import type { RemoteFile } from './download';
import { type DownloadProgress, FASHION_MNIST_FILES, loadFashionMnist } from './fashion-mnist';
import { MemoryStorage } from './storage';
import { idxImages, idxLabels } from './test-files';

const contents = new Map<string, Uint8Array>([
  ['train-images.gz', gzipSync(idxImages(30))],
  ['train-labels.gz', gzipSync(idxLabels(30))],
  ['test-images.gz', gzipSync(idxImages(12))],
  ['test-labels.gz', gzipSync(idxLabels(12))],
]);

function remote(name: string): RemoteFile {
  const bytes = contents.get(name)!;
  return { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const files = {
  trainImages: remote('train-images.gz'),
  trainLabels: remote('train-labels.gz'),
  testImages: remote('test-images.gz'),
  testLabels: remote('test-labels.gz'),
};
const total = Object.values(files).reduce((sum, { size }) => sum + size, 0);

let server: Server;
let baseUrl: string;
let storage: MemoryStorage;
let requested: string[];
/** What the server does instead of sending a file, by the file's name. */
let mishaps: Map<string, RequestListener>;

beforeEach(async () => {
  storage = new MemoryStorage();
  requested = [];
  mishaps = new Map();
  server = createServer((request, response) => {
    const name = request.url!.slice('/data/'.length);
    requested.push(name);
    const mishap = mishaps.get(name);
    if (mishap) mishap(request, response);
    else response.end(contents.get(name));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/data/`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function load(more: { signal?: AbortSignal; onProgress?: (progress: DownloadProgress) => void } = {}) {
  return loadFashionMnist({ storage, baseUrl, files, ...more });
}

describe('loadFashionMnist', () => {
  it('downloads, checks, keeps, and needs no network afterwards', async () => {
    const progress: DownloadProgress[] = [];
    const { dataSet, keepingFailed } = await load({ onProgress: (at) => progress.push(at) });
    expect(dataSet).toMatchObject({ name: 'Fashion-MNIST', train: { count: 30 }, test: { count: 12 } });
    expect(dataSet.classNames).toHaveLength(10);
    expect(keepingFailed).toBeUndefined();
    expect(requested.toSorted()).toEqual([...contents.keys()].toSorted());
    expect(progress.at(-1)).toEqual({ bytes: total, total });
    progress.slice(1).forEach((at, index) => {
      expect(at.bytes).toBeGreaterThanOrEqual(progress[index]!.bytes);
    });

    requested = [];
    expect((await load()).dataSet).toEqual(dataSet);
    expect(requested).toEqual([]);
  });

  it('fetches again only what is missing or garbled', async () => {
    await load();
    await storage.remove('test-images.gz');
    await storage.write('train-labels.gz', Uint8Array.of(1, 2, 3));
    requested = [];
    await load();
    expect(requested.toSorted()).toEqual(['test-images.gz', 'train-labels.gz']);
  });

  it.each<[string, RequestListener, string]>([
    ['an error status', (_, response) => response.writeHead(503).end(), 'DOWNLOAD_NETWORK'],
    ['a connection that breaks', (request) => request.socket.destroy(), 'DOWNLOAD_NETWORK'],
    [
      'a connection that breaks half-way',
      (request, response) => {
        response.writeHead(200, { 'Content-Length': 100 });
        response.write(new Uint8Array(10), () => request.socket.destroy());
      },
      'DOWNLOAD_NETWORK',
    ],
    ['too few bytes', (_, response) => response.end('short'), 'DOWNLOAD_SIZE'],
    ['endless bytes', (_, response) => response.end(new Uint8Array(1_000_000)), 'DOWNLOAD_SIZE'],
    [
      'altered bytes',
      (_, response) => response.end(new Uint8Array(files.testImages.size)),
      'DOWNLOAD_CHECKSUM',
    ],
  ])('refuses %s, keeps nothing of it, and goes on from there', async (_, mishap, code) => {
    mishaps.set('test-images.gz', mishap);
    await expect(load()).rejects.toMatchObject({ code, where: 'test-images.gz' });
    expect(await storage.read('test-images.gz')).toBeUndefined();
    mishaps.clear();
    requested = [];
    expect((await load()).dataSet.train.count).toBe(30);
    expect(requested).not.toContain('train-labels.gz');
    expect(requested).toContain('test-images.gz');
  });

  it('stops when told to, before and while a file arrives', async () => {
    await expect(load({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'DOWNLOAD_ABORTED' });
    const controller = new AbortController();
    mishaps.set('train-images.gz', (_, response) => {
      response.write(contents.get('train-images.gz')!.subarray(0, 20));
    });
    const before = total - files.trainImages.size;
    const loading = load({
      signal: controller.signal,
      onProgress: ({ bytes }) => {
        if (bytes > before) controller.abort();
      },
    });
    await expect(loading).rejects.toMatchObject({ code: 'DOWNLOAD_ABORTED', where: 'train-images.gz' });
    expect(await storage.read('test-images.gz')).toBeDefined();
  });

  it('delivers the data and says why when it cannot be kept', async () => {
    const full = { code: 'STORAGE_FULL', message: 'full', fix: 'free', where: 'storage' } as const;
    storage.write = () => Promise.reject(new LabError(full));
    const { dataSet, keepingFailed } = await load();
    expect(dataSet.train.count).toBe(30);
    expect(keepingFailed).toEqual(full);
  });
});

const FOLDER = '../shared/data/fashion-mnist';
const there = existsSync(FOLDER);

describe(there ? 'the published files' : `skipped, no real files in ${FOLDER}`, () => {
  it.skipIf(!there)('have the recorded size, SHA-256 and MD5', () => {
    const md5 = {
      trainImages: '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
      trainLabels: '25c81989df183df01b3e8a0aad5dffbe',
      testImages: 'bef4ecab320f06d8554ea6380940ec79',
      testLabels: 'bb300cfdad3c16e7a12a480ee83cd310',
    };
    for (const [role, file] of Object.entries(FASHION_MNIST_FILES) as [keyof typeof md5, RemoteFile][]) {
      const bytes = readFileSync(`${FOLDER}/${file.name}`);
      expect(bytes.length).toBe(file.size);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
      expect(createHash('md5').update(bytes).digest('hex')).toBe(md5[role]);
    }
  });
});
