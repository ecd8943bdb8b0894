import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FASHION_MNIST_FILES } from './fashion-mnist';
import { openFiles } from './open-files';
import { cifarRecords, idxFile, idxImages, idxLabels, tarArchive } from './test-files';

function file(name: string, bytes: Uint8Array<ArrayBuffer>): File {
  return new File([bytes], name);
}

function gz(name: string, bytes: Uint8Array): File {
  return new File([new Uint8Array(gzipSync(bytes))], name);
}

function refuses(files: readonly File[], expected: object) {
  return expect(openFiles(files)).rejects.toMatchObject(expected);
}

describe('openFiles with IDX', () => {
  it('reads the four files in any order, plain and packed', async () => {
    const { dataSet, notes } = await openFiles([
      gz('t10k-labels-idx1-ubyte.gz', idxLabels(6)),
      file('train-images-idx3-ubyte', idxImages(9)),
      gz('t10k-images-idx3-ubyte.gz', idxImages(6, 100)),
      file('train-labels-idx1-ubyte', idxLabels(9)),
    ]);
    expect(dataSet).toMatchObject({ name: 'train-images-idx3-ubyte', classNames: ['0', '1', '2'] });
    expect(dataSet.train).toMatchObject({ count: 9, channels: 1, height: 4, width: 3 });
    expect(dataSet.test.count).toBe(6);
    expect(dataSet.test.pixels[0]).toBe(100);
    expect(notes).toEqual([]);
  });

  it('goes by size where names say nothing, and by name where sizes agree', async () => {
    const bySize = await openFiles([
      file('a', idxImages(6, 100)),
      file('b', idxLabels(9)),
      file('c', idxImages(9)),
      file('d', idxLabels(6)),
    ]);
    expect([bySize.dataSet.train.count, bySize.dataSet.test.count]).toEqual([9, 6]);
    const byName = await openFiles([
      file('a', idxImages(6, 100)),
      file('my-train-images', idxImages(6)),
      file('b', idxLabels(6)),
      file('test-labels', idxLabels(6)),
    ]);
    expect(byName.dataSet.train.pixels[0]).toBe(0);
    await refuses(
      [file('a', idxImages(6)), file('b', idxImages(6)), file('c', idxLabels(6)), file('d', idxLabels(6))],
      {
        code: 'FILES_UNSUITED',
        where: 'a, b',
      },
    );
  });

  it('holds out the last sixth of a single pair and says so', async () => {
    const { dataSet, notes } = await openFiles([
      file('labels', idxLabels(13)),
      file('images', idxImages(13)),
    ]);
    expect([dataSet.train.count, dataSet.test.count]).toEqual([11, 2]);
    expect(dataSet.test.pixels[0]).toBe(11 * 12);
    expect([...dataSet.test.labels]).toEqual([2, 0]);
    expect(notes).toEqual([expect.stringContaining('last 2 of 13 images')]);
    await refuses([file('labels', idxLabels(5)), file('images', idxImages(5))], { code: 'FILES_UNSUITED' });
  });

  it('names field and byte of a broken file', async () => {
    const labels = file('labels', idxLabels(12));
    const floats = idxFile([12, 4, 3], new Uint8Array(12 * 12 * 4), 0x0d);
    await refuses([file('images.idx3', floats), labels], {
      code: 'IDX_TYPE',
      where: 'images.idx3, byte 2 (element type)',
    });
    await refuses([file('images', idxImages(12).slice(0, 50)), labels], { code: 'IDX_TRUNCATED' });
    await refuses([file('images', idxImages(11)), labels], { code: 'IDX_COUNT' });
    const cut = gzipSync(idxImages(12)).subarray(0, 40);
    await refuses([file('images.gz', new Uint8Array(cut)), labels], {
      code: 'GZIP_DAMAGED',
      where: 'images.gz',
    });
  });
});

describe('openFiles with CIFAR-10', () => {
  const entries = [
    ['cifar-10-batches-bin/', new Uint8Array()],
    ['cifar-10-batches-bin/batches.meta.txt', Uint8Array.of(65)],
    ['cifar-10-batches-bin/test_batch.bin', cifarRecords(4, 3)],
    ['cifar-10-batches-bin/data_batch_2.bin', cifarRecords(3, 5)],
    ['cifar-10-batches-bin/data_batch_1.bin', cifarRecords(2)],
  ] as const;

  it('reads the archive, packed or not, and loose .bin files alike', async () => {
    const loose = entries
      .slice(2)
      .map(([name, bytes]) => file(name.slice(21), bytes as Uint8Array<ArrayBuffer>));
    for (const files of [
      [gz('cifar-10-binary.tar.gz', tarArchive(entries))],
      [file('cifar.tar', tarArchive(entries))],
      loose,
    ]) {
      const { dataSet, notes } = await openFiles(files);
      expect(dataSet.name).toBe('CIFAR-10');
      expect([...dataSet.train.labels]).toEqual([0, 1, 5, 6, 7]);
      expect([...dataSet.test.labels]).toEqual([3, 4, 5, 6]);
      expect(notes).toEqual([]);
    }
  });

  it('holds out a test set where there is none', async () => {
    const { dataSet, notes } = await openFiles([file('data_batch_1.bin', cifarRecords(12))]);
    expect([dataSet.train.count, dataSet.test.count]).toEqual([10, 2]);
    expect(notes).toHaveLength(1);
  });

  it('names what is wrong', async () => {
    await refuses([file('data_batch_1.bin', cifarRecords(2).slice(0, 5000))], {
      code: 'CIFAR_LENGTH',
      where: 'data_batch_1.bin, byte 3073',
    });
    await refuses([gz('a.tar.gz', tarArchive([['readme', Uint8Array.of(1)]]))], { code: 'FILES_UNSUITED' });
    await refuses([file('a.tar', tarArchive(entries).slice(0, 6000))], { code: 'TAR_TRUNCATED' });
  });
});

describe('openFiles with anything else', () => {
  it('refuses it', async () => {
    const unsuited = { code: 'FILES_UNSUITED' };
    await refuses([], unsuited);
    await refuses(Array<File>(17).fill(file('a', idxImages(2))), unsuited);
    await refuses([file('notes.txt', Uint8Array.of(104, 105))], { ...unsuited, where: 'notes.txt' });
    await refuses([file('empty', new Uint8Array())], { ...unsuited, where: 'empty' });
    await refuses([file('images', idxImages(9))], {
      ...unsuited,
      message: expect.stringContaining('0 label files'),
    });
    await refuses([file('a.bin', cifarRecords(6)), file('labels', idxLabels(6))], unsuited);
    const oversized = Object.defineProperty(file('big', idxImages(2)), 'size', { value: 2 ** 40 });
    await refuses([oversized], { code: 'FILE_TOO_LARGE', where: 'big' });
  });
});

const FOLDER = '../shared/data/fashion-mnist';
const there = existsSync(FOLDER);

describe(
  there ? 'openFiles with the real Fashion-MNIST' : `openFiles: skipped, no real files in ${FOLDER}`,
  () => {
    it.skipIf(!there)('recognises it and measures its conventional mean and deviation', async () => {
      const files = Object.values(FASHION_MNIST_FILES).map(({ name }) =>
        file(name, new Uint8Array(readFileSync(`${FOLDER}/${name}`))),
      );
      const { dataSet } = await openFiles(files);
      expect(dataSet.name).toBe('Fashion-MNIST');
      expect(dataSet.classNames[9]).toBe('ankle boot');
      expect([dataSet.train.count, dataSet.test.count]).toEqual([60_000, 10_000]);
      expect(dataSet.normalisation.mean.toFixed(3)).toBe('0.286');
      expect(dataSet.normalisation.deviation.toFixed(3)).toBe('0.353');
    });
  },
);
