/** Files from outside: what every parser takes, the errors it throws, and the caps met before allocation. */
import { LabError } from '../config/lab-error';

/** A file's bytes, unpacked. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The most bytes read for one data set, packed or unpacked: CIFAR-10 has 184 MB, MNIST 55 MB. */
export const MAX_DATA_BYTES = 256 * 2 ** 20;
/** The largest height or width of an image. */
export const MAX_IMAGE_SIDE = 256;

/** A LabError about a file; `place` says where in it, e.g. `byte 4 (number of images)`. */
export function fileError(
  code: string,
  file: string,
  place: string | undefined,
  problem: string,
  fix: string,
  cause?: unknown,
): LabError {
  const where = place === undefined ? file : `${file}, ${place}`;
  return new LabError({ code, message: `${where}: ${problem}.`, fix, where }, { cause });
}

/** `found` says how much there is, e.g. `it holds 5 GB`. */
export function tooLarge(file: string, found: string): LabError {
  return fileError(
    'FILE_TOO_LARGE',
    file,
    undefined,
    `${found}; at most ${MAX_DATA_BYTES} are read for one data set`,
    'Choose a smaller data set: MNIST, Fashion-MNIST and CIFAR-10 all fit.',
  );
}
