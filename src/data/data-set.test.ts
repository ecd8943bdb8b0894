import { describe, expect, it } from 'vitest';
import {
  createDataSet,
  type DataSet,
  type ImageSet,
  measureNormalisation,
  subset,
  withLabelNoise,
} from './data-set';
import { stream } from './random';

/** Images of 1×2×2 whose four pixels are the image's index, so that images can be told apart. */
function numbered(labels: readonly number[]): ImageSet {
  return {
    count: labels.length,
    channels: 1,
    height: 2,
    width: 2,
    pixels: Uint8Array.from({ length: labels.length * 4 }, (_, index) => index >> 2),
    labels: Uint8Array.from(labels),
  };
}

function example(count = 200, classes = 10): DataSet {
  const labels = Array.from({ length: count }, (_, index) => index % classes);
  const names = Array.from({ length: classes }, (_, index) => `class ${index}`);
  return createDataSet('example', names, numbered(labels), numbered(labels.slice(0, 20)));
}

function classCounts(set: ImageSet): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const label of set.labels) counts[label]! += 1;
  return counts;
}

describe('createDataSet', () => {
  it('measures mean and deviation of pixels/255 over the training set', () => {
    const pixels = Uint8Array.of(0, 51, 102, 255, 255, 7);
    const values = [...pixels].map((pixel) => pixel / 255);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const measured = measureNormalisation(pixels);
    expect(measured.mean).toBeCloseTo(mean, 14);
    expect(measured.deviation).toBeCloseTo(Math.sqrt(variance), 14);
    const { train, normalisation } = example();
    expect(normalisation).toEqual(measureNormalisation(train.pixels as Uint8Array));
  });

  it('refuses parts that do not fit together', () => {
    const { classNames, train, test } = example();
    const unfit = expect.objectContaining({ code: 'DATA_SET_UNFIT' });
    const refused: readonly (readonly [ImageSet, ImageSet, readonly string[]])[] = [
      [{ ...train, count: train.count + 1 }, test, classNames],
      [{ ...train, labels: train.labels.slice(1) }, test, classNames],
      [{ ...train, count: 0, pixels: new Uint8Array(0), labels: new Uint8Array(0) }, test, classNames],
      [train, { ...test, height: 4, width: 1 }, classNames],
      [train, test, classNames.slice(0, 9)],
      [train, test, ['one']],
      [train, test, Array.from({ length: 65 }, (_, index) => `${index}`)],
      [{ ...train, pixels: new Uint8Array(train.pixels.length) }, test, classNames],
    ];
    for (const [trainSet, testSet, names] of refused) {
      expect(() => createDataSet('x', names, trainSet, testSet)).toThrow(unfit);
    }
  });
});

describe('subset', () => {
  it('is balanced to one image, seeded, in original order, and keeps test set and normalisation', () => {
    const whole = example();
    const part = subset(whole, 57, 1);
    expect(part.train.count).toBe(57);
    expect(classCounts(part.train).every((count) => count === 5 || count === 6)).toBe(true);
    for (let index = 0; index < 57; index++) {
      const image = part.train.pixels[index * 4]!;
      expect(part.train.labels[index]).toBe(whole.train.labels[image]);
      if (index > 0) expect(image).toBeGreaterThan(part.train.pixels[index * 4 - 4]!);
    }
    expect(part.test).toBe(whole.test);
    expect(part.normalisation).toBe(whole.normalisation);
    expect(subset(whole, 57, 1)).toEqual(part);
    expect(subset(whole, 57, 2)).not.toEqual(part);
  });

  it('takes from the other classes what a small class lacks', () => {
    const labels = Array.from({ length: 100 }, (_, index) => (index < 3 ? 0 : 1));
    const whole = createDataSet('skewed', ['rare', 'common'], numbered(labels), numbered(labels));
    expect(classCounts(subset(whole, 40, 1).train).slice(0, 2)).toEqual([3, 37]);
  });

  it('copies nothing for the whole set and refuses other sizes', () => {
    const whole = example();
    expect(subset(whole, 200, 1)).toBe(whole);
    for (const size of [0, 201, 1.5, Number.NaN]) {
      expect(() => subset(whole, size, 1)).toThrow(expect.objectContaining({ code: 'SUBSET_RANGE' }));
    }
  });
});

describe('withLabelNoise', () => {
  it('changes exactly round(share · count) training labels and nothing else', () => {
    const whole = example();
    for (const share of [0.004, 0.25, 1]) {
      const noisy = withLabelNoise(whole, share, 1);
      const changed = noisy.train.labels.filter((label, index) => label !== whole.train.labels[index]);
      expect(changed.length).toBe(Math.round(share * 200));
      expect(noisy.train.pixels).toBe(whole.train.pixels);
      expect(noisy.test).toBe(whole.test);
    }
    expect(withLabelNoise(whole, 0, 1)).toBe(whole);
    expect(withLabelNoise(whole, 0.5, 1)).toEqual(withLabelNoise(whole, 0.5, 1));
    expect(withLabelNoise(whole, 0.5, 1)).not.toEqual(withLabelNoise(whole, 0.5, 2));
  });

  it('draws the wrong label uniformly from the other classes', () => {
    const count = 9000;
    const random = stream(5, 'labels');
    const labels = Array.from({ length: count }, () => random.integer(10));
    const whole = createDataSet('large', example().classNames, numbered(labels), numbered(labels));
    const shifts = new Array<number>(10).fill(0);
    const noisy = withLabelNoise(whole, 1, 3).train.labels;
    noisy.forEach((label, index) => {
      shifts[(label - labels[index]! + 10) % 10]! += 1;
    });
    expect(shifts[0]).toBe(0);
    for (const shift of shifts.slice(1)) expect(Math.abs(shift - 1000)).toBeLessThan(4.5 * Math.sqrt(1000));
  });

  it('refuses shares outside 0 … 1', () => {
    for (const share of [-0.1, 1.1, Number.NaN]) {
      expect(() => withLabelNoise(example(), share, 1)).toThrow(
        expect.objectContaining({ code: 'LABEL_NOISE_RANGE' }),
      );
    }
  });
});
