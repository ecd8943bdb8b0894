import { describe, expect, it } from 'vitest';
import { idxContent, parseIdxImages, parseIdxLabels, parseIdxPair } from './idx';
import { idxFile, idxImages, idxLabels } from './test-files';

const IMAGES = 'images-idx3-ubyte';
const images = (bytes: Uint8Array) => () => parseIdxImages({ name: IMAGES, bytes });
const labels = (bytes: Uint8Array) => () => parseIdxLabels({ name: 'labels', bytes });

/** The bytes with one of them replaced. */
function altered(bytes: Uint8Array, index: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[index] = value;
  return copy;
}

function refusal(code: string, where: string) {
  return expect.objectContaining({ code, where, message: expect.stringContaining(where) });
}

describe('IDX', () => {
  it('reads images and labels where the format puts them', () => {
    const { count, height, width, pixels } = images(idxImages(5, 7))();
    expect([count, height, width]).toEqual([5, 4, 3]);
    expect([...pixels]).toEqual(Array.from({ length: 60 }, (_, index) => index + 7));
    expect([...labels(idxLabels(5))()]).toEqual([0, 1, 2, 0, 1]);
    expect(idxContent(idxImages(1))).toBe('images');
    expect(idxContent(idxLabels(1))).toBe('labels');
    expect(idxContent(idxFile([1, 2], [1, 2]))).toBeUndefined();
  });

  it('reads a view that starts in the middle of a buffer', () => {
    const shifted = new Uint8Array(100 + idxImages(2).length);
    shifted.set(idxImages(2), 100);
    expect(images(shifted.subarray(100))().count).toBe(2);
  });

  it.each([
    ['a wrong magic number', altered(idxImages(2), 0, 1), 'IDX_MAGIC', 'byte 0 (magic number)'],
    ['floats', idxFile([2, 4, 3], new Uint8Array(96), 0x0d), 'IDX_TYPE', 'byte 2 (element type)'],
    ['an unknown type', altered(idxImages(2), 2, 0x77), 'IDX_TYPE', 'byte 2 (element type)'],
    ['labels for images', idxLabels(4), 'IDX_RANK', 'byte 3 (number of dimensions)'],
    ['four dimensions', idxFile([1, 1, 2, 2], [1, 2, 3, 4]), 'IDX_RANK', 'byte 3 (number of dimensions)'],
    ['no images', idxFile([0, 4, 3], []), 'IDX_DIMENSION', 'byte 4 (number of images)'],
    ['no height', idxFile([2, 0, 3], []), 'IDX_DIMENSION', 'byte 8 (height)'],
    ['too tall images', idxFile([1, 257, 1], new Uint8Array(257)), 'IDX_DIMENSION', 'byte 8 (height)'],
    ['too wide images', idxFile([1, 1, 2 ** 32 - 1], []), 'IDX_DIMENSION', 'byte 12 (width)'],
    ['nothing', new Uint8Array(), 'IDX_TRUNCATED', 'byte 0'],
    ['three bytes', Uint8Array.of(0, 0, 8), 'IDX_TRUNCATED', 'byte 3'],
    ['half a header', idxImages(2).slice(0, 9), 'IDX_TRUNCATED', 'byte 9'],
    ['half the pixels', idxImages(2).slice(0, 28), 'IDX_TRUNCATED', 'byte 28'],
    ['bytes after the end', new Uint8Array([...idxImages(2), 1]), 'IDX_TRAILING', 'byte 40'],
  ])('refuses %s', (_, bytes, code, place) => {
    expect(images(bytes)).toThrow(refusal(code, `${IMAGES}, ${place}`));
  });

  it('refuses more elements than any file holds by the header alone', () => {
    expect(images(idxFile([2 ** 32 - 1, 256, 256], []))).toThrow(
      expect.objectContaining({ code: 'FILE_TOO_LARGE' }),
    );
    expect(labels(idxFile([2 ** 32 - 1], []))).toThrow(expect.objectContaining({ code: 'FILE_TOO_LARGE' }));
  });

  it('refuses labels beyond the largest class, and images for labels', () => {
    expect(labels(idxFile([3], [0, 63, 64]))).toThrow(refusal('IDX_LABEL', 'labels, byte 10 (label 2)'));
    expect(labels(idxImages(2))).toThrow(refusal('IDX_RANK', 'labels, byte 3 (number of dimensions)'));
    expect(labels(idxLabels(4).slice(0, 10))).toThrow(refusal('IDX_TRUNCATED', 'labels, byte 10'));
  });

  it('pairs images with as many labels only', () => {
    const pair = (labelCount: number) =>
      parseIdxPair({ name: IMAGES, bytes: idxImages(4) }, { name: 'labels', bytes: idxLabels(labelCount) });
    expect(pair(4)).toMatchObject({ count: 4, channels: 1, height: 4, width: 3 });
    expect(() => pair(5)).toThrow(refusal('IDX_COUNT', 'labels, byte 4 (number of labels)'));
  });
});
