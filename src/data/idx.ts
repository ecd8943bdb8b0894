/**
 * IDX, the format of MNIST and its kin (Y. LeCun, yann.lecun.com/exdb/mnist): two zero bytes, the element type,
 * the number of dimensions, each dimension as 32 bits big-endian, then the elements, the last dimension fastest.
 */
import type { LabError } from '../config/lab-error';
import { type ImageSet, MAX_CLASSES } from './data-set';
import { fileError, MAX_DATA_BYTES, MAX_IMAGE_SIDE, type NamedBytes, tooLarge } from './outside-file';

export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** count × height × width bytes; a view of the file's bytes. */
  readonly pixels: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const OTHER_TYPES: Readonly<Record<number, string>> = {
  9: 'signed bytes',
  11: '16-bit integers',
  12: '32-bit integers',
  13: '32-bit floats',
  14: '64-bit floats',
};
const CONTENT = { 1: 'labels', 3: 'images' } as const;
const FRESH_COPY = 'Download the file again, or check which program wrote it.';

/** What the file's first four bytes promise, or undefined where they are not those of an IDX file we can read. */
export function idxContent(bytes: Uint8Array): 'images' | 'labels' | undefined {
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== UNSIGNED_BYTE) return undefined;
  if (bytes[3] === 1 || bytes[3] === 3) return CONTENT[bytes[3]];
  return undefined;
}

/** The images of an IDX file (magic number 0x00000803); errors name the field and its byte. */
export function parseIdxImages({ name: file, bytes }: NamedBytes): IdxImages {
  const [count, height, width] = readDimensions(bytes, file, ['number of images', 'height', 'width']) as [
    number,
    number,
    number,
  ];
  for (const [name, side, byte] of [
    ['height', height, 8],
    ['width', width, 12],
  ] as const) {
    if (side > MAX_IMAGE_SIDE) {
      throw idxError(
        'IDX_DIMENSION',
        file,
        `byte ${byte} (${name})`,
        `${side} pixels; at most ${MAX_IMAGE_SIDE} are read`,
      );
    }
  }
  return { count, height, width, pixels: readElements(bytes, file, 16, count * height * width) };
}

/** The labels of an IDX file (magic number 0x00000801), each below MAX_CLASSES; errors name the field and its byte. */
export function parseIdxLabels({ name: file, bytes }: NamedBytes): Uint8Array {
  const [count] = readDimensions(bytes, file, ['number of labels']) as [number];
  const labels = readElements(bytes, file, 8, count);
  const stray = labels.findIndex((label) => label >= MAX_CLASSES);
  if (stray >= 0) {
    throw idxError(
      'IDX_LABEL',
      file,
      `byte ${8 + stray} (label ${stray})`,
      `label ${labels[stray]}; labels run from 0 to at most ${MAX_CLASSES - 1}`,
    );
  }
  return labels;
}

/** The images of one file with the labels of another. */
export function parseIdxPair(imageFile: NamedBytes, labelFile: NamedBytes): ImageSet {
  const images = parseIdxImages(imageFile);
  const labels = parseIdxLabels(labelFile);
  if (images.count !== labels.length) {
    throw fileError(
      'IDX_COUNT',
      labelFile.name,
      'byte 4 (number of labels)',
      `${labels.length} labels, but ${imageFile.name} holds ${images.count} images`,
      'Choose an image file and a label file that belong together.',
    );
  }
  return { ...images, channels: 1, labels };
}

function readDimensions(bytes: Uint8Array, file: string, names: readonly string[]): number[] {
  const headerBytes = 4 + 4 * names.length;
  checkMagic(bytes, file, names.length as 1 | 3);
  if (bytes.length < headerBytes) {
    throw idxError(
      'IDX_TRUNCATED',
      file,
      `byte ${bytes.length}`,
      `the file ends within its ${headerBytes}-byte header`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  return names.map((name, index) => {
    const byte = 4 + 4 * index;
    const extent = view.getUint32(byte);
    if (extent === 0) throw idxError('IDX_DIMENSION', file, `byte ${byte} (${name})`, 'it is 0');
    return extent;
  });
}

function checkMagic(bytes: Uint8Array, file: string, dimensions: 1 | 3): void {
  const wanted = CONTENT[dimensions];
  if (bytes.length < 4) {
    throw idxError('IDX_TRUNCATED', file, `byte ${bytes.length}`, 'the file ends within the magic number');
  }
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    const found = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const expected = `0x0000080${dimensions}`;
    throw idxError(
      'IDX_MAGIC',
      file,
      'byte 0 (magic number)',
      `0x${found} is no IDX file of ${wanted} (${expected})`,
    );
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    const found = OTHER_TYPES[bytes[2]!] ?? `unknown type 0x${bytes[2]!.toString(16).padStart(2, '0')}`;
    throw idxError(
      'IDX_TYPE',
      file,
      'byte 2 (element type)',
      `${found}; only unsigned bytes (0x08) are read`,
    );
  }
  if (bytes[3] !== dimensions) {
    throw idxError(
      'IDX_RANK',
      file,
      'byte 3 (number of dimensions)',
      `${bytes[3]}; a file of ${wanted} has ${dimensions}`,
    );
  }
}

/** The `expected` elements after the header; more elements than any file holds are refused before they are counted. */
function readElements(bytes: Uint8Array, file: string, headerBytes: number, expected: number): Uint8Array {
  if (expected > MAX_DATA_BYTES) throw tooLarge(file, `its header promises ${expected} bytes`);
  const found = bytes.length - headerBytes;
  if (found < expected) {
    throw idxError(
      'IDX_TRUNCATED',
      file,
      `byte ${bytes.length}`,
      `the file ends after ${found} of the ${expected} bytes that its dimensions promise`,
    );
  }
  if (found > expected) {
    throw idxError(
      'IDX_TRAILING',
      file,
      `byte ${headerBytes + expected}`,
      `${found - expected} bytes follow the ${expected} that its dimensions promise`,
    );
  }
  return bytes.subarray(headerBytes);
}

function idxError(code: string, file: string, place: string, problem: string): LabError {
  return fileError(code, file, place, problem, FRESH_COPY);
}
