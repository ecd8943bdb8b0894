/**
 * IDX, the format of MNIST and its kin (Y. LeCun, yann.lecun.com/exdb/mnist): two zero bytes, the element type,
 * the number of dimensions, each dimension as 32 bits big-endian, then the elements, the last dimension fastest.
 */
import { labError } from '../config/lab-error';
import { places } from '../messages';
import { type ImageSet, MAX_CLASSES } from './data-set';
import { MAX_DATA_BYTES, MAX_IMAGE_SIDE, type NamedBytes } from './outside-file';

export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** count × height × width bytes; a view of the file's bytes. */
  readonly pixels: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const CONTENT = { 1: 'labels', 3: 'images' } as const;
const { holds } = places;

/** What the file's first four bytes promise, or undefined where they are not those of an IDX file we can read. */
export function idxContent(bytes: Uint8Array): 'images' | 'labels' | undefined {
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== UNSIGNED_BYTE) return undefined;
  if (bytes[3] === 1 || bytes[3] === 3) return CONTENT[bytes[3]];
  return undefined;
}

/** The images of an IDX file (magic number 0x00000803); errors name the field and its byte. */
export function parseIdxImages({ name: file, bytes }: NamedBytes): IdxImages {
  const names = [holds.imageCount, holds.height, holds.width];
  const [count, height, width] = readDimensions(bytes, file, names) as [number, number, number];
  for (const [name, side, byte] of [
    [holds.height, height, 8],
    [holds.width, width, 12],
  ] as const) {
    if (side > MAX_IMAGE_SIDE)
      throw labError('IDX_DIMENSION.large', at(file, byte, name), { side, limit: MAX_IMAGE_SIDE });
  }
  return { count, height, width, pixels: readElements(bytes, file, 16, count * height * width) };
}

/** The labels of an IDX file (magic number 0x00000801), each below MAX_CLASSES; errors name the field and its byte. */
export function parseIdxLabels({ name: file, bytes }: NamedBytes): Uint8Array {
  const [count] = readDimensions(bytes, file, [holds.labelCount]) as [number];
  const labels = readElements(bytes, file, 8, count);
  const stray = labels.findIndex((label) => label >= MAX_CLASSES);
  if (stray >= 0) {
    const where = at(file, 8 + stray, holds.label(stray));
    throw labError('IDX_LABEL', where, { label: labels[stray]!, highest: MAX_CLASSES - 1 });
  }
  return labels;
}

/** The images of one file with the labels of another. */
export function parseIdxPair(imageFile: NamedBytes, labelFile: NamedBytes): ImageSet {
  const images = parseIdxImages(imageFile);
  const labels = parseIdxLabels(labelFile);
  if (images.count !== labels.length) {
    throw labError('IDX_COUNT', at(labelFile.name, 4, holds.labelCount), {
      labels: labels.length,
      imageFile: imageFile.name,
      images: images.count,
    });
  }
  return { ...images, channels: 1, labels };
}

function readDimensions(bytes: Uint8Array, file: string, names: readonly string[]): number[] {
  const headerBytes = 4 + 4 * names.length;
  checkMagic(bytes, file, names.length as 1 | 3);
  if (bytes.length < headerBytes) {
    throw labError('IDX_TRUNCATED.header', at(file, bytes.length), { headerBytes });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  return names.map((name, index) => {
    const byte = 4 + 4 * index;
    const extent = view.getUint32(byte);
    if (extent === 0) throw labError('IDX_DIMENSION.zero', at(file, byte, name));
    return extent;
  });
}

function checkMagic(bytes: Uint8Array, file: string, dimensions: 1 | 3): void {
  const content = CONTENT[dimensions];
  if (bytes.length < 4) {
    throw labError('IDX_TRUNCATED.magic', at(file, bytes.length));
  }
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    const found = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    throw labError('IDX_MAGIC', at(file, 0, holds.magic), {
      found: `0x${found}`,
      expected: `0x0000080${dimensions}`,
      content,
    });
  }
  if (bytes[2] !== UNSIGNED_BYTE)
    throw labError('IDX_TYPE', at(file, 2, holds.elementType), { type: bytes[2]! });
  if (bytes[3] !== dimensions) {
    throw labError('IDX_RANK', at(file, 3, holds.rank), { rank: bytes[3]!, expected: dimensions, content });
  }
}

/** The `expected` elements after the header; more elements than any file holds are refused before they are counted. */
function readElements(bytes: Uint8Array, file: string, headerBytes: number, expected: number): Uint8Array {
  if (expected > MAX_DATA_BYTES)
    throw labError('FILE_TOO_LARGE.promised', file, { bytes: expected, limit: MAX_DATA_BYTES });
  const found = bytes.length - headerBytes;
  if (found < expected) {
    throw labError('IDX_TRUNCATED.elements', at(file, bytes.length), { found, expected });
  }
  if (found > expected) {
    throw labError('IDX_TRAILING', at(file, headerBytes + expected), {
      surplus: found - expected,
      expected,
    });
  }
  return bytes.subarray(headerBytes);
}

function at(file: string, byte: number, name?: string): string {
  return places.inFile(file, places.byte(byte, name));
}
