/** Files from outside: what every parser takes, and the caps met before allocation. */
/** A file's bytes, unpacked. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The most bytes read for one data set, packed or unpacked: CIFAR-10 has 184 MB, MNIST 55 MB. */
export const MAX_DATA_BYTES = 256 * 2 ** 20;
/** The largest height or width of an image. */
export const MAX_IMAGE_SIDE = 256;
