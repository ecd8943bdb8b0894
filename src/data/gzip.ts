/** Unpacks gzip with a cap on what comes out: a few kilobytes can otherwise fill any memory. */
import { labError } from '../config/lab-error';
import { MAX_DATA_BYTES } from './outside-file';

/** Whether the bytes open as gzip does (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The unpacked bytes of a gzip file. Throws FILE_TOO_LARGE as soon as more than `cap` bytes came out, and
 * GZIP_DAMAGED for what does not unpack (cut off, flipped bits, bytes after the end).
 */
export async function gunzip(
  packed: Blob,
  file: string,
  cap = MAX_DATA_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw labError('GZIP_DAMAGED', file, { good: length }, { cause });
    });
    if (done) break;
    length += value.length;
    if (length > cap) {
      // The stream may already have failed further on; the file is refused for its size either way.
      await reader.cancel().catch(() => undefined);
      throw labError('FILE_TOO_LARGE.unpacked', file, { cap, limit: MAX_DATA_BYTES });
    }
    chunks.push(value);
  }
  const unpacked = new Uint8Array(length);
  let filled = 0;
  for (const chunk of chunks) {
    unpacked.set(chunk, filled);
    filled += chunk.length;
  }
  return unpacked;
}
