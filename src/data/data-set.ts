/** What every data set looks like to the rest of the lab, and the two settings all of them share. */
import { labError } from '../config/lab-error';
import { places } from '../messages';
import { stream } from './random';

/** Images of one size with a label each. */
export interface ImageSet {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** count × channels × height × width values, in this order: bytes, or floats that are taken as they are. */
  readonly pixels: Uint8Array | Float32Array;
  /** count class indices. */
  readonly labels: Uint8Array;
}

/** Mean and standard deviation of pixels/255 over all training pixels, all channels together. */
export interface Normalisation {
  readonly mean: number;
  readonly deviation: number;
}

export interface DataSet {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly train: ImageSet;
  readonly test: ImageSet;
  /** What the network sees is (pixel/255 − mean) / deviation, in training and test alike. */
  readonly normalisation: Normalisation;
}

/** What leaves a value as it is: floats come normalised. */
const TAKEN_AS_IT_IS: Normalisation = { mean: 0, deviation: 1 / 255 };

/** More classes than any data set meant for this lab; a label file with more is taken for something else. */
export const MAX_CLASSES = 64;

/**
 * A data set of the given images, with its normalisation.
 * Throws a LabError when the parts do not fit together: lengths, sizes, labels without a class, constant pixels.
 */
export function createDataSet(
  name: string,
  classNames: readonly string[],
  train: ImageSet,
  test: ImageSet,
): DataSet {
  if (classNames.length < 2 || classNames.length > MAX_CLASSES) {
    throw labError('DATA_SET_UNFIT.classes', name, { classes: classNames.length, limit: MAX_CLASSES });
  }
  checkImageSet(places.trainingSet(name), train, classNames.length);
  checkImageSet(places.testSet(name), test, classNames.length);
  if (train.channels !== test.channels || train.height !== test.height || train.width !== test.width) {
    throw labError('DATA_SET_UNFIT.sizes', name, { train, test });
  }
  const areFloats = train.pixels instanceof Float32Array;
  if (areFloats !== test.pixels instanceof Float32Array) throw labError('DATA_SET_UNFIT.mixedTypes', name);
  const normalisation = areFloats ? TAKEN_AS_IT_IS : measureNormalisation(train.pixels);
  const [first] = train.pixels;
  if (train.pixels.every((value: number) => value === first)) throw labError('DATA_SET_UNFIT.constant', name);
  return { name, classNames, train, test, normalisation };
}

/** Mean and standard deviation of pixels/255; exact integer counts, so the same on every engine. */
export function measureNormalisation(pixels: Uint8Array): Normalisation {
  const histogram = new Float64Array(256);
  for (let index = 0; index < pixels.length; index++) histogram[pixels[index]!]! += 1;
  let sum = 0;
  for (let value = 0; value < 256; value++) sum += histogram[value]! * value;
  const mean = sum / pixels.length;
  let squares = 0;
  for (let value = 0; value < 256; value++) squares += histogram[value]! * (value - mean) ** 2;
  return { mean: mean / 255, deviation: Math.sqrt(squares / pixels.length) / 255 };
}

/** The largest magnitude among the training images' values, as the network sees them. */
export function largestValue({ train: { pixels }, normalisation: { mean, deviation } }: DataSet): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of pixels) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return Math.max(...[low, high].map((value) => Math.abs(value / 255 - mean) / deviation));
}

/**
 * The data set with only `size` training images: as many of each class as possible (class sizes differ by at most
 * one unless a class runs out), chosen at random within a class, in their original order. The test set and the
 * normalisation stay those of the whole set, so that an image looks the same to the network in every subset.
 * `size` equal to the training set's gives the data set itself; no other value outside 1 … count is allowed.
 */
export function subset(dataSet: DataSet, size: number, seed: number): DataSet {
  const { train } = dataSet;
  if (!Number.isInteger(size) || size < 1 || size > train.count) {
    throw labError('SUBSET_RANGE', places.subsetSize, { size, count: train.count });
  }
  if (size === train.count) return dataSet;

  const chosen = chooseBalanced(train.labels, dataSet.classNames.length, size, seed);
  const imageValues = train.channels * train.height * train.width;
  const pixels = new (train.pixels instanceof Float32Array ? Float32Array : Uint8Array)(size * imageValues);
  const labels = new Uint8Array(size);
  chosen.forEach((image, index) => {
    pixels.set(train.pixels.subarray(image * imageValues, (image + 1) * imageValues), index * imageValues);
    labels[index] = train.labels[image]!;
  });
  return { ...dataSet, train: { ...train, count: size, pixels, labels } };
}

/**
 * The data set with wrong training labels: exactly round(share · count) training images, drawn without
 * replacement, get a label drawn uniformly from the *other* classes. So share 1 leaves no label right, and
 * (classes − 1)/classes makes labels carry no information. Pixels are shared with the original; test labels stay.
 */
export function withLabelNoise(dataSet: DataSet, share: number, seed: number): DataSet {
  if (!(share >= 0 && share <= 1)) {
    throw labError('LABEL_NOISE_RANGE', places.labelNoise, { share });
  }
  const { train } = dataSet;
  const wrong = Math.round(share * train.count);
  if (wrong === 0) return dataSet;

  const random = stream(seed, 'label noise');
  const images = Uint32Array.from({ length: train.count }, (_, index) => index);
  random.shuffle(images);
  const labels = train.labels.slice();
  for (const image of images.subarray(0, wrong)) {
    // A shift by 1 … classes − 1 reaches every other class once.
    const shift = 1 + random.integer(dataSet.classNames.length - 1);
    labels[image] = (labels[image]! + shift) % dataSet.classNames.length;
  }
  return { ...dataSet, train: { ...train, labels } };
}

/** Indices of `size` images, ascending, dealt from the classes in turn. */
function chooseBalanced(labels: Uint8Array, classes: number, size: number, seed: number): Uint32Array {
  const random = stream(seed, 'subset');
  const images = Uint32Array.from({ length: labels.length }, (_, index) => index);
  random.shuffle(images);
  const queues: number[][] = Array.from({ length: classes }, () => []);
  for (const image of images) queues[labels[image]!]!.push(image);
  // Which classes get one image more must not always be the first ones.
  const turns = Uint32Array.from({ length: classes }, (_, index) => index);
  random.shuffle(turns);

  const chosen = new Uint32Array(size);
  let filled = 0;
  for (let round = 0; filled < size; round++) {
    for (const turn of turns) {
      const image = queues[turn]![round];
      if (image !== undefined && filled < size) chosen[filled++] = image;
    }
  }
  return chosen.sort();
}

function checkImageSet(name: string, set: ImageSet, classes: number): void {
  const { count, channels, height, width } = set;
  if (![count, channels, height, width].every((extent) => Number.isInteger(extent) && extent > 0)) {
    throw labError('DATA_SET_UNFIT.empty', name, { count, size: set });
  }
  if (set.pixels.length !== count * channels * height * width) {
    throw labError('DATA_SET_UNFIT.pixels', name, { count, size: set, pixels: set.pixels.length });
  }
  if (set.labels.length !== count)
    throw labError('DATA_SET_UNFIT.labelCount', name, { count, labels: set.labels.length });
  const stray = set.labels.findIndex((label) => label >= classes);
  if (stray >= 0)
    throw labError('DATA_SET_UNFIT.label', name, { label: set.labels[stray]!, image: stray, classes });
}
