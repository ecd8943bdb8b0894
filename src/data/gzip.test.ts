import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzip, isGzip } from './gzip';
import { stream } from './random';

function noise(length: number): Uint8Array<ArrayBuffer> {
  const random = stream(1, 'noise');
  return Uint8Array.from({ length }, () => random.integer(256));
}

function packed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes));
}

describe('gunzip', () => {
  it('gives back what was packed, over many chunks', async () => {
    const bytes = noise(100_000);
    const file = packed(bytes);
    expect(isGzip(file)).toBe(true);
    expect(isGzip(bytes)).toBe(false);
    // Buffer.equals: comparing element by element would take seconds.
    expect(bytes.length).toBeGreaterThan(3 * 2 ** 15);
    for (const cap of [undefined, bytes.length]) {
      expect(Buffer.from(await gunzip(new Blob([file]), 'a.gz', cap)).equals(bytes)).toBe(true);
    }
    expect(await gunzip(new Blob([packed(new Uint8Array())]), 'a.gz')).toEqual(new Uint8Array());
  });

  it('stops a bomb at the cap', async () => {
    const bomb = packed(new Uint8Array(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(gunzip(new Blob([bomb]), 'bomb.gz', 1000)).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      where: 'bomb.gz',
    });
  });

  it('refuses cut, altered and prolonged files', async () => {
    const file = packed(noise(5000));
    const altered = file.slice();
    altered[2000]! ^= 0xff;
    const prolonged = new Uint8Array(file.length + 3).fill(7);
    prolonged.set(file);
    for (const bytes of [
      file.slice(0, 3000),
      file.slice(0, -1),
      file.slice(0, 5),
      altered,
      prolonged,
      noise(99),
    ]) {
      await expect(gunzip(new Blob([bytes]), 'bad.gz')).rejects.toMatchObject({ code: 'GZIP_DAMAGED' });
    }
  });
});
