/** Fetches a file of known size and SHA-256, reporting each piece that arrives. */
import { LabError } from '../config/lab-error';

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
      throw downloadError(
        'DOWNLOAD_CHECKSUM',
        file.name,
        `the ${file.size} bytes that arrived are not those that were published (SHA-256 differs)`,
        'Try again; if it happens again, something between you and the server alters the file.',
      );
    }
    return bytes;
  } catch (error) {
    if (error instanceof LabError) throw error;
    if (options.signal?.aborted) {
      throw downloadError(
        'DOWNLOAD_ABORTED',
        file.name,
        'the download was stopped',
        'Start it again: files that were complete are kept.',
        error,
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw networkError(file.name, `the server cannot be reached or broke off (${reason})`, error);
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
  if (!response.ok) throw networkError(file.name, `the server answered ${response.status} for ${url}`);
  if (!response.body) throw networkError(file.name, `the server answered with nothing for ${url}`);

  const bytes = new Uint8Array(file.size);
  const reader = response.body.getReader();
  let arrived = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (arrived + value.length > file.size) {
      await reader.cancel();
      throw sizeError(file, `more than ${file.size}`);
    }
    bytes.set(value, arrived);
    arrived += value.length;
    options.onBytes?.(arrived);
  }
  if (arrived < file.size) throw sizeError(file, `only ${arrived}`);
  return bytes;
}

function sizeError(file: RemoteFile, found: string): LabError {
  return downloadError(
    'DOWNLOAD_SIZE',
    file.name,
    `${found} bytes arrived; the published file has ${file.size}`,
    'Try again; if it happens again, the server’s file has changed.',
  );
}

function networkError(name: string, problem: string, cause?: unknown): LabError {
  return downloadError(
    'DOWNLOAD_NETWORK',
    name,
    problem,
    'Check the connection and try again, or download the files by hand and open them.',
    cause,
  );
}

function downloadError(code: string, name: string, problem: string, fix: string, cause?: unknown): LabError {
  return new LabError({ code, message: `${name}: ${problem}.`, fix, where: name }, { cause });
}
