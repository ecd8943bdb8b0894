/** Small random data sets for tests: every pixel drawn anew, a bright bar whose place tells the class. */
import { createDataSet, type DataSet, type ImageSet } from '../../data/data-set';
import { stream } from '../../data/random';

export interface SyntheticShape {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

function imageSet({ count, channels, height, width, classes }: SyntheticShape, name: string): ImageSet {
  const random = stream(7, name);
  const labels = Uint8Array.from({ length: count }, () => random.integer(classes));
  const pixels = Uint8Array.from({ length: count * channels * height * width }, (_, index) => {
    const row = Math.floor(index / width) % height;
    const label = labels[Math.floor(index / (channels * height * width))] ?? 0;
    return random.integer(160) + (row % classes === label ? 95 : 0);
  });
  return { count, channels, height, width, pixels, labels };
}

/** A training set of this shape and a test set of the same size. */
export function syntheticImages(shape: SyntheticShape): DataSet {
  const classNames = Array.from({ length: shape.classes }, (_, index) => `class ${index}`);
  return createDataSet('synthetic', classNames, imageSet(shape, 'train'), imageSet(shape, 'test'));
}
