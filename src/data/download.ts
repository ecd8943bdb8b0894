/** Fetches a file of known size and SHA-256, reporting each piece that arrives. */
import { LabError, labError, reasonOf } from '../config/lab-error';

export interface RemoteFile {
  readonly name: string;
  /** Exact length in bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface DownloadOptions {
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
  /** Called with the bytes of this file that have arrived, after each piece. */
  readonly onBytes?: (arrived: number) => void;
}

/**
 * The verified bytes of `url`. Throws DOWNLOAD_NETWORK (no answer, an error status, a broken connection),
 * DOWNLOAD_SIZE (never reads past the known size), DOWNLOAD_CHECKSUM or DOWNLOAD_ABORTED.
 */
export async function download(
  url: string,
  file: RemoteFile,
  options: DownloadOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const bytes = await receive(url, file, options);
    if (!(await matchesChecksum(bytes, file))) {
      throw labError('DOWNLOAD_CHECKSUM', file.name, { size: file.size });
    }
    return bytes;
  } catch (error) {
    if (error instanceof LabError) throw error;
    if (options.signal?.aborted) throw labError('DOWNLOAD_ABORTED', file.name, {}, { cause: error });
    throw labError('DOWNLOAD_NETWORK.broken', file.name, { reason: reasonOf(error) }, { cause: error });
  }
}

/** Whether these are the file's bytes. */
export async function matchesChecksum(bytes: Uint8Array<ArrayBuffer>, file: RemoteFile): Promise<boolean> {
  if (bytes.length !== file.size) return false;
  return (await sha256(bytes)) === file.sha256;
}

/** The SHA-256 of the bytes in lower-case hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function receive(
  url: string,
  file: RemoteFile,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const request = options.fetch ?? fetch;
  const response = await request(url, options.signal ? { signal: options.signal } : {});
  if (!response.ok) throw labError('DOWNLOAD_NETWORK.status', file.name, { status: response.status, url });
  if (!response.body) throw labError('DOWNLOAD_NETWORK.nothing', file.name, { url });

  const bytes = new Uint8Array(file.size);
  const reader = response.body.getReader();
  let arrived = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (arrived + value.length > file.size) {
      await reader.cancel();
      throw labError('DOWNLOAD_SIZE.more', file.name, { published: file.size });
    }
    bytes.set(value, arrived);
    arrived += value.length;
    options.onBytes?.(arrived);
  }
  if (arrived < file.size) throw labError('DOWNLOAD_SIZE.less', file.name, { arrived, published: file.size });
  return bytes;
}
