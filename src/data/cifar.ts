/**
 * CIFAR-10's binary version (A. Krizhevsky, cs.toronto.edu/~kriz/cifar.html): records of a label byte and
 * 3 × 32 × 32 pixel bytes, planes red, green, blue, row by row.
 */
import type { LabError } from '../config/lab-error';
import type { ImageSet } from './data-set';
import { fileError, type NamedBytes } from './outside-file';

export const CIFAR_CLASS_NAMES: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

const CHANNELS = 3;
const SIDE = 32;
const IMAGE_BYTES = CHANNELS * SIDE * SIDE;
const RECORD_BYTES = 1 + IMAGE_BYTES;

/** Whether the bytes are whole records, one or more. */
export function isWholeCifar(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.length % RECORD_BYTES === 0;
}

/** The images of one or more CIFAR-10 .bin files in the order given; errors name the file and the byte. */
export function parseCifar(files: readonly NamedBytes[]): ImageSet {
  for (const { name, bytes } of files) if (!isWholeCifar(bytes)) throw lengthError(name, bytes.length);
  const count = files.reduce((sum, { bytes }) => sum + bytes.length / RECORD_BYTES, 0);
  const pixels = new Uint8Array(count * IMAGE_BYTES);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const { name, bytes } of files) {
    for (let start = 0; start < bytes.length; start += RECORD_BYTES) {
      const label = bytes[start]!;
      if (label >= CIFAR_CLASS_NAMES.length) {
        throw fileError(
          'CIFAR_LABEL',
          name,
          `byte ${start} (label of record ${start / RECORD_BYTES})`,
          `label ${label}; CIFAR-10 has labels 0 to 9`,
          BINARY_VERSION,
        );
      }
      labels[image] = label;
      pixels.set(bytes.subarray(start + 1, start + RECORD_BYTES), image * IMAGE_BYTES);
      image++;
    }
  }
  return { count, channels: CHANNELS, height: SIDE, width: SIDE, pixels, labels };
}

const BINARY_VERSION =
  'Use the binary version of CIFAR-10 (cifar-10-binary.tar.gz or its .bin files), freshly downloaded.';

function lengthError(name: string, length: number): LabError {
  const rest = length % RECORD_BYTES;
  return fileError(
    'CIFAR_LENGTH',
    name,
    `byte ${length - rest}`,
    length === 0
      ? 'the file is empty'
      : `${rest} bytes are left here after whole records of ${RECORD_BYTES} bytes; the file is cut off or no CIFAR-10`,
    BINARY_VERSION,
  );
}
