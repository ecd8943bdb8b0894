/** Errors of data sets: of generating, choosing and sampling images. Those of files are in `file-errors.ts`. */
import type { ErrorText } from './error-text';

interface Size {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

const sizeText = ({ channels, height, width }: Size) => `${channels}×${height}×${width}`;

const unfit = (where: string, problem: string): ErrorText => ({
  message: `${where} cannot be used: ${problem}.`,
  fix: 'Check that the files belong together and are complete, or choose another data set.',
});

export const dataErrors = {
  'DATA_SET_UNFIT.classes': (where: string, { classes, limit }: { classes: number; limit: number }) =>
    unfit(where, `it has ${classes} classes; 2 to ${limit} can be learned`),
  'DATA_SET_UNFIT.sizes': (where: string, { train, test }: { train: Size; test: Size }) =>
    unfit(where, `training images are ${sizeText(train)}, test images ${sizeText(test)}`),
  'DATA_SET_UNFIT.mixedTypes': (where: string) =>
    unfit(where, 'of training and test images one are bytes and the other floats'),
  'DATA_SET_UNFIT.constant': (where: string) => unfit(where, 'all training pixels are equal'),
  'DATA_SET_UNFIT.empty': (where: string, { count, size }: { count: number; size: Size }) =>
    unfit(where, `${count} images of ${sizeText(size)} were given; every extent must be at least 1`),
  'DATA_SET_UNFIT.pixels': (
    where: string,
    { count, size, pixels }: { count: number; size: Size; pixels: number },
  ) => unfit(where, `${count} images of ${sizeText(size)} do not make ${pixels} pixels`),
  'DATA_SET_UNFIT.labelCount': (where: string, { count, labels }: { count: number; labels: number }) =>
    unfit(where, `${count} images have ${labels} labels`),
  'DATA_SET_UNFIT.label': (
    where: string,
    { label, image, classes }: { label: number; image: number; classes: number },
  ) => unfit(where, `label ${label} of image ${image} is none of ${classes} classes`),
  SUBSET_RANGE: (_: string, { size, count }: { size: number; count: number }) => ({
    message: `A subset of ${size} images was asked of ${count} training images.`,
    fix: `Choose a whole number from 1 to ${count}.`,
  }),
  LABEL_NOISE_RANGE: (_: string, { share }: { share: number }) => ({
    message: `The share of wrong labels must lie between 0 and 1, not at ${share}.`,
    fix: 'Choose a share from 0 (none) to 1 (every training label wrong).',
  }),
  GLYPH_COUNT: (_: string, { count, limit }: { count: number; limit: number }) => ({
    message: `Between 1 and ${limit} glyphs can be generated, not ${count}.`,
    fix: `Choose a whole number from 1 to ${limit}.`,
  }),
  RANDOM_BOUND: (_: string, { bound }: { bound: number }) => ({
    message: `A random integer needs a whole bound from 1 to 2^32, not ${bound}.`,
    fix: 'Pass the number of values to choose from.',
  }),
  SEED_RANGE: (_: string, { seed }: { seed: number }) => ({
    message: `The seed must be a whole number between −2^53 and 2^53, not ${seed}.`,
    fix: 'Choose a whole number, e.g. 1.',
  }),
  BATCH_LARGER_THAN_SET: (_: string, { batchSize, count }: { batchSize: number; count: number }) => ({
    message: `A batch of ${batchSize} images does not fit in a training set of ${count}.`,
    fix: `Choose a batch size of at most ${count}, or a larger subset.`,
  }),
  BATCH_LENGTH: (_: string, { batchSize, length }: { batchSize: number; length: number }) => ({
    message: `The batch has ${batchSize} indices; the array given holds ${length}.`,
    fix: 'Pass an array of exactly batchSize elements.',
  }),
  SAMPLER_RANGE: (where: string, { least, value }: { least: number; value: number }) => ({
    message: `The ${where} must be a whole number of at least ${least}, not ${value}.`,
    fix: `Choose a whole number of at least ${least}.`,
  }),
};
