/** Reads tar archives: the ustar header of POSIX.1-1988, which is all that CIFAR-10's archive needs. */
import { labError } from '../config/lab-error';
import { places } from '../messages';
import type { NamedBytes } from './outside-file';

const BLOCK = 512;
const CHECKSUM = { start: 148, end: 156 } as const;
/** An archive of more entries is not a data set. */
const MAX_ENTRIES = 10_000;

/** Whether the bytes open with a tar header: one whose checksum is right. */
export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && headerIsSound(bytes.subarray(0, BLOCK));
}

/**
 * The plain files of an archive, as views of its bytes. Folders, links and extension headers (long names, PAX) are passed over.
 * Errors name the byte of the header concerned.
 */
export function readTar({ name: file, bytes: archive }: NamedBytes): NamedBytes[] {
  const entries: NamedBytes[] = [];
  let headers = 0;
  let start = 0;
  while (start + BLOCK <= archive.length) {
    const header = archive.subarray(start, start + BLOCK);
    // A block of zeros ends the archive.
    if (header.every((byte) => byte === 0)) return entries;
    if (!headerIsSound(header)) {
      throw labError('TAR_DAMAGED.header', at(file, start));
    }
    if (++headers > MAX_ENTRIES) {
      throw labError('TAR_ENTRIES', at(file, start), { limit: MAX_ENTRIES });
    }
    const name = text(header, 0, 100);
    const size = octal(header, 124, 136);
    if (size === undefined) {
      throw labError('TAR_DAMAGED.size', at(file, start + 124, places.holds.sizeOf(name)));
    }
    const content = start + BLOCK;
    if (content + size > archive.length) {
      throw labError('TAR_TRUNCATED', at(file, archive.length), { entry: name, size, start: content });
    }
    const type = header[156];
    if (type === 0 || type === '0'.charCodeAt(0)) {
      entries.push({ name, bytes: archive.subarray(content, content + size) });
    }
    start = content + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

/** The sum of the header's bytes, its own field counted as spaces, must be the number in that field. */
function headerIsSound(header: Uint8Array): boolean {
  let sum = 0;
  for (let index = 0; index < BLOCK; index++) {
    sum += index >= CHECKSUM.start && index < CHECKSUM.end ? 0x20 : header[index]!;
  }
  return sum === octal(header, CHECKSUM.start, CHECKSUM.end);
}

function octal(header: Uint8Array, start: number, end: number): number | undefined {
  const digits = text(header, start, end).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** A field up to its first zero byte. */
function text(header: Uint8Array, start: number, end: number): string {
  const field = header.subarray(start, end);
  const zero = field.indexOf(0);
  return String.fromCharCode(...(zero < 0 ? field : field.subarray(0, zero)));
}

function at(file: string, byte: number, holds?: string): string {
  return places.inFile(file, places.byte(byte, holds));
}
