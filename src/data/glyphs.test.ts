import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import type { DataSet, ImageSet } from './data-set';
import { createGlyphs } from './glyphs';

let glyphs: DataSet;
let seconds: number;
beforeAll(() => {
  const start = performance.now();
  glyphs = createGlyphs({ seed: 1 });
  seconds = (performance.now() - start) / 1000;
});

describe('createGlyphs', () => {
  it('makes 8192 + 2048 images of 28 × 28 in ten classes of equal size', () => {
    expect(glyphs.classNames).toHaveLength(10);
    for (const [set, count] of [
      [glyphs.train, 8192],
      [glyphs.test, 2048],
    ] as const) {
      expect(set).toMatchObject({ count, channels: 1, height: 28, width: 28 });
      expect([...set.labels.subarray(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    }
  });

  it('takes well below the 2 seconds that a slow laptop is granted', () => {
    expect(seconds).toBeLessThan(2);
  });

  it('gives the same bytes on every machine', () => {
    const digest = (set: ImageSet) => createHash('sha256').update(set.pixels).digest('hex').slice(0, 16);
    expect([digest(glyphs.train), digest(glyphs.test)]).toMatchInlineSnapshot(`
      [
        "890fa908b1ecff38",
        "62bb849e8afb8f6a",
      ]
    `);
  });

  it('depends on the seed, not on the count; training and test differ', () => {
    const few = createGlyphs({ seed: 1, trainCount: 20, testCount: 20 });
    expect(few.train.pixels).toEqual(glyphs.train.pixels.subarray(0, 20 * 784));
    expect(few.test.pixels).not.toEqual(few.train.pixels);
    const other = createGlyphs({ seed: 2, trainCount: 20, testCount: 20 });
    expect(other.train.pixels).not.toEqual(few.train.pixels);
  });

  it.each([0, 1.5, 100_001, Number.NaN])('refuses %s images', (trainCount) => {
    expect(() => createGlyphs({ seed: 1, trainCount })).toThrow(LabError);
  });

  it('is more than a linear classifier can learn', () => {
    const accuracy = linearAccuracy(glyphs);
    expect(accuracy).toBeGreaterThan(0.3);
    expect(accuracy).toBeLessThan(0.7);
  }, 30_000);
});

/** The best test accuracy of softmax regression on raw pixels after any epoch, trained until it no longer rises. */
function linearAccuracy(dataSet: DataSet): number {
  const { train, test, classNames, normalisation } = dataSet;
  const classes = classNames.length;
  const inputs = train.height * train.width;
  const weights = new Float64Array((inputs + 1) * classes);
  const input = new Float64Array(inputs + 1).fill(1);
  const scores = new Float64Array(classes);
  const read = (set: ImageSet, image: number) => {
    for (let pixel = 0; pixel < inputs; pixel++) {
      input[pixel] =
        (set.pixels[image * inputs + pixel]! / 255 - normalisation.mean) / normalisation.deviation;
    }
    scores.fill(0);
    for (let pixel = 0; pixel <= inputs; pixel++) {
      for (let k = 0; k < classes; k++) scores[k]! += weights[pixel * classes + k]! * input[pixel]!;
    }
  };
  const accuracies: number[] = [];
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    // Plain stochastic gradient descent; the falling rate takes the noise out of the end.
    const rate = 0.001 / (1 + epoch);
    for (let image = 0; image < train.count; image++) {
      read(train, image);
      const largest = Math.max(...scores);
      const exponentials = scores.map((score) => Math.exp(score - largest));
      const sum = exponentials.reduce((total, value) => total + value, 0);
      const slopes = exponentials.map((value, k) => value / sum - (k === train.labels[image] ? 1 : 0));
      for (let pixel = 0; pixel <= inputs; pixel++) {
        const step = rate * input[pixel]!;
        for (let k = 0; k < classes; k++) weights[pixel * classes + k]! -= step * slopes[k]!;
      }
    }
    let right = 0;
    for (let image = 0; image < test.count; image++) {
      read(test, image);
      if (scores.indexOf(Math.max(...scores)) === test.labels[image]) right++;
    }
    accuracies.push(right / test.count);
  }
  return Math.max(...accuracies);
}

/** From the second epoch to the twelfth the test accuracy moves by less than 0.5 %. */
const EPOCHS = 4;
