/**
 * CIFAR-10's binary version (A. Krizhevsky, cs.toronto.edu/~kriz/cifar.html): records of a label byte and
 * 3 × 32 × 32 pixel bytes, planes red, green, blue, row by row.
 */
import { type LabError, labError } from '../config/lab-error';
import { dataSets, places } from '../messages';
import type { ImageSet } from './data-set';
import type { NamedBytes } from './outside-file';

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
      if (label >= dataSets.cifar10.classes.length) {
        const place = places.byte(start, places.holds.recordLabel(start / RECORD_BYTES));
        throw labError('CIFAR_LABEL', places.inFile(name, place), { label });
      }
      labels[image] = label;
      pixels.set(bytes.subarray(start + 1, start + RECORD_BYTES), image * IMAGE_BYTES);
      image++;
    }
  }
  return { count, channels: CHANNELS, height: SIDE, width: SIDE, pixels, labels };
}

function lengthError(name: string, length: number): LabError {
  const rest = length % RECORD_BYTES;
  const where = places.inFile(name, places.byte(length - rest));
  if (length === 0) return labError('CIFAR_LENGTH.empty', where);
  return labError('CIFAR_LENGTH.rest', where, { rest, recordBytes: RECORD_BYTES });
}
