/** A safetensors file as a data set: floats as they are, bytes normalised, and what is refused by which name. */
import { describe, expect, it } from 'vitest';
import { subset } from './data-set';
import { openFiles } from './open-files';
import { type StoredTensor, type TensorValues, writeSafetensors } from './safetensors';
import { isSafetensors, parseSafetensorsImages } from './safetensors-data-set';

const COUNT = 12;
const pixels = Array.from({ length: COUNT * 2 * 3 * 4 }, (_, index) => index % 251);
const classes = Array.from({ length: COUNT }, (_, index) => index % 3);

function bytesOf(
  images: TensorValues,
  labels: TensorValues,
  changed: Record<string, StoredTensor | null> = {},
) {
  const tensors = new Map<string, StoredTensor>([
    ['images', { shape: [COUNT, 2, 3, 4], values: images }],
    ['labels', { shape: [COUNT], values: labels }],
  ]);
  for (const [name, tensor] of Object.entries(changed))
    if (tensor) tensors.set(name, tensor);
    else tensors.delete(name);
  return new Uint8Array(writeSafetensors(tensors));
}
const floats = Float32Array.from(pixels, (value) => value / 7 - 3);

describe('a safetensors data set', () => {
  it.each([
    ['int64', BigInt64Array.from(classes, BigInt)],
    ['int32', Int32Array.from(classes)],
    ['bytes', Uint8Array.from(classes)],
  ])('is read with labels of %s; floats stay as they are, in subsets too', async (_, labels) => {
    const bytes = bytesOf(floats, labels);
    expect(isSafetensors(bytes)).toBe(true);
    const { dataSet, notes } = await openFiles([new File([bytes], 'mine.safetensors')]);
    expect(dataSet).toMatchObject({ name: 'mine.safetensors', classNames: ['0', '1', '2'] });
    expect(dataSet.train).toMatchObject({ count: 10, channels: 2, height: 3, width: 4 });
    expect([...dataSet.train.labels, ...dataSet.test.labels]).toEqual(classes);
    expect(dataSet.train.pixels).toEqual(floats.slice(0, 240));
    const { mean, deviation } = dataSet.normalisation;
    expect((5 / 255 - mean) / deviation).toBeCloseTo(5, 12);
    expect(subset(dataSet, 3, 1).train.pixels).toBeInstanceOf(Float32Array);
    expect(notes).toHaveLength(1);
  });

  it('of bytes is normalised; a second file is the test set', async () => {
    const bytes = bytesOf(Uint8Array.from(pixels), Uint8Array.from(classes));
    const files = [new File([bytes], 'x-test.safetensors'), new File([bytes], 'x-train.safetensors')];
    const { dataSet } = await openFiles(files);
    expect(dataSet.name).toBe('x-train.safetensors');
    expect([dataSet.train.count, dataSet.test.count]).toEqual([COUNT, COUNT]);
    expect(dataSet.normalisation.mean).toBeGreaterThan(0.1);
  });
});

describe('what is refused', () => {
  const labels = Int32Array.from(classes);
  it.each<[string, Uint8Array, string, RegExp]>([
    ['no labels', bytesOf(floats, labels, { labels: null }), 'labels', /missing/],
    [
      'fewer labels',
      bytesOf(floats, labels, { labels: { shape: [2], values: new Int32Array(2) } }),
      'labels',
      /12 images/,
    ],
    [
      'a label out of range',
      bytesOf(
        floats,
        labels.map(() => -1),
      ),
      'labels',
      /label -1 of image 0/,
    ],
    ['labels of floats', bytesOf(floats, new Float32Array(COUNT)), 'labels', /integers/],
    ['images of integers', bytesOf(new Int32Array(pixels), labels), 'images', /float32/],
    [
      'a value that is not finite',
      bytesOf(
        floats.map(() => Number.NaN),
        labels,
      ),
      'images',
      /NaN/,
    ],
    [
      'images without channels',
      bytesOf(floats, labels, { images: { shape: [COUNT, 24], values: floats } }),
      'images',
      /N,C,H,W/,
    ],
  ])('%s', (_, bytes, tensor, message) => {
    const attempt = () => parseSafetensorsImages({ name: 'f', bytes });
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ where: expect.stringContaining(tensor) }));
  });
});
