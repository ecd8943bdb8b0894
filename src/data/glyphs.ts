/**
 * The default data set: ten invented symbols, generated on the spot. Nothing to download, the same bytes for the
 * same seed on every machine, and hard enough that a small network's loss does not vanish (without a gradient
 * there is no equilibrium to watch) and that a linear classifier fails.
 */
import { labError } from '../config/lab-error';
import { dataSets, places } from '../messages';
import { createDataSet, type DataSet, type ImageSet } from './data-set';
import { GlyphCanvas } from './glyph-canvas';
import { GLYPH_SHAPES, type GlyphShape } from './glyph-shapes';
import { type RandomStream, stream } from './random';

export interface GlyphOptions {
  readonly seed: number;
  /** Training images, 8192 unless said. */
  readonly trainCount?: number;
  /** Test images, 2048 unless said. */
  readonly testCount?: number;
}

/** Height and width of an image in pixels. */
const IMAGE_SIZE = 28;
const MAX_COUNT = 100_000;

/**
 * How much images of one class differ; found by training on them.
 * Steps 700 to 1000 of the 8-16-32 net (strides 1, 2, 2; batch 32, lr 0.1, weight decay 5e-3, momentum 0.9), six
 * seeds, in a separate float32 implementation: mean loss 0.29 to 0.34; mean test accuracy 0.92 to 0.94 with batch
 * statistics; with running ones, which lag behind weights that turn this fast, 0.3 to 0.92, at best 0.85 to 0.92.
 * A linear classifier reaches 0.61 (glyphs.test.ts).
 */
const VARIATION = {
  /** Rotation to either side: tan of half the angle, for up to 39°. */
  halfAngleTangent: 0.35,
  shear: 0.2,
  /** Pixels from the centre of the symbol's square to its edge. */
  halfSide: [7.5, 10.5],
  /** The width grows or shrinks by up to this share. */
  stretch: 0.15,
  /** Of the centre, in pixels, in x and in y. */
  shift: 4,
  penRadius: [0.8, 1.4],
  ink: [0.8, 1],
  background: [0, 0.1],
  /** The share of images with a stroke that belongs to no symbol, and how far it goes in x and in y, in pixels. */
  clutterShare: 0.3,
  clutterReach: 4,
  /** Standard deviation of a pixel's noise, of the full range. */
  noise: [0.02, 0.06],
} as const;

/**
 * Generates the data set. Image i shows class i mod 10, so any ten consecutive images hold each class once.
 * Training and test images come from separate streams of the seed; the first n images do not depend on the count.
 */
export function createGlyphs(options: GlyphOptions): DataSet {
  const { seed, trainCount = 8192, testCount = 2048 } = options;
  return createDataSet(
    dataSets.glyphs.name,
    GLYPH_SHAPES.map((shape) => dataSets.glyphs.classes[shape.name]),
    drawSet(trainCount, stream(seed, 'glyphs/train')),
    drawSet(testCount, stream(seed, 'glyphs/test')),
  );
}

function drawSet(count: number, random: RandomStream): ImageSet {
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    throw labError('GLYPH_COUNT', places.glyphCount, { count, limit: MAX_COUNT });
  }
  const imageBytes = IMAGE_SIZE * IMAGE_SIZE;
  const pixels = new Uint8Array(count * imageBytes);
  const labels = new Uint8Array(count);
  const canvas = new GlyphCanvas(IMAGE_SIZE);
  for (let image = 0; image < count; image++) {
    const label = image % GLYPH_SHAPES.length;
    labels[image] = label;
    canvas.clear();
    drawGlyph(canvas, GLYPH_SHAPES[label]!, random);
    develop(canvas.coverage, pixels.subarray(image * imageBytes, (image + 1) * imageBytes), random);
  }
  return { count, channels: 1, height: IMAGE_SIZE, width: IMAGE_SIZE, pixels, labels };
}

/** The symbol under a random affine map, then what disturbs it. */
function drawGlyph(canvas: GlyphCanvas, shape: GlyphShape, random: RandomStream): void {
  const centre = (IMAGE_SIZE - 1) / 2;
  const tangent = symmetric(random, VARIATION.halfAngleTangent);
  // The rotation by 2·atan(t), without a sine: cos = (1 − t²)/(1 + t²), sin = 2t/(1 + t²).
  const cosine = (1 - tangent * tangent) / (1 + tangent * tangent);
  const sine = (2 * tangent) / (1 + tangent * tangent);
  const shear = symmetric(random, VARIATION.shear);
  const scale = random.between(...VARIATION.halfSide);
  const stretch = 1 + symmetric(random, VARIATION.stretch);
  const centreX = centre + symmetric(random, VARIATION.shift);
  const centreY = centre + symmetric(random, VARIATION.shift);
  const radius = random.between(...VARIATION.penRadius);
  const ink = random.between(...VARIATION.ink);

  const mapX = (x: number, y: number) => centreX + scale * (cosine * (x + shear * y) * stretch - sine * y);
  const mapY = (x: number, y: number) => centreY + scale * (sine * (x + shear * y) * stretch + cosine * y);
  for (const stroke of shape.strokes) {
    for (let point = 2; point < stroke.length; point += 2) {
      const [x0, y0, x1, y1] = [stroke[point - 2]!, stroke[point - 1]!, stroke[point]!, stroke[point + 1]!];
      canvas.drawSegment(mapX(x0, y0), mapY(x0, y0), mapX(x1, y1), mapY(x1, y1), radius, ink);
    }
  }
  if (random.float() < VARIATION.clutterShare) {
    const [x, y] = [random.between(0, IMAGE_SIZE), random.between(0, IMAGE_SIZE)];
    const [endX, endY] = [
      x + symmetric(random, VARIATION.clutterReach),
      y + symmetric(random, VARIATION.clutterReach),
    ];
    canvas.drawSegment(x, y, endX, endY, radius, ink);
  }
}

/** Coverage to bytes: background, ink over it, noise on both. */
function develop(coverage: Float32Array, into: Uint8Array, random: RandomStream): void {
  const background = random.between(...VARIATION.background);
  const noise = (random.between(...VARIATION.noise) * 255) / FOUR_BYTES_DEVIATION;
  for (let pixel = 0; pixel < into.length; pixel++) {
    const ink = coverage[pixel]!;
    const value =
      255 * (ink + background * (1 - ink)) + noise * (sumOfBytes(random.uint32()) - FOUR_BYTES_MEAN);
    into[pixel] = Math.min(255, Math.max(0, Math.round(value)));
  }
}

/** The sum of a word's four bytes: close enough to normal, and one draw for each of 8 million pixels. */
function sumOfBytes(word: number): number {
  return (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
}

const FOUR_BYTES_MEAN = 4 * 127.5;
const FOUR_BYTES_DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** A float in [−bound, bound). */
function symmetric(random: RandomStream, bound: number): number {
  return random.between(-bound, bound);
}
