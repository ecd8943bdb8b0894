import { describe, expect, it } from 'vitest';
import { isTar, readTar } from './tar';
import { tarArchive } from './test-files';

const contents = [
  new Uint8Array(0),
  Uint8Array.of(1, 2, 3),
  new Uint8Array(512).fill(4),
  new Uint8Array(1300).fill(5),
];
const archive = tarArchive([
  ['folder/', new Uint8Array()],
  ...contents.map((bytes, index) => [`folder/${index}.bin`, bytes] as const),
]);
const read = (bytes: Uint8Array) => readTar({ name: 'a.tar', bytes });

describe('tar', () => {
  it('finds the plain files', () => {
    expect(isTar(archive)).toBe(true);
    const entries = read(archive);
    expect(entries.map(({ name }) => name)).toEqual([0, 1, 2, 3].map((index) => `folder/${index}.bin`));
    expect(entries.map(({ bytes }) => [...bytes])).toEqual(contents.map((bytes) => [...bytes]));
  });

  it('reads an archive whose closing zeros are missing', () => {
    expect(read(archive.slice(0, -1024))).toHaveLength(4);
  });

  it('takes nothing else for an archive', () => {
    expect(isTar(new Uint8Array(1024))).toBe(false);
    expect(isTar(archive.slice(0, 511))).toBe(false);
  });

  it('names the byte where an archive is damaged, cut off or hostile', () => {
    const refuses = (bytes: Uint8Array, code: string, where: string) =>
      expect(() => read(bytes)).toThrow(expect.objectContaining({ code, where }));
    const altered = archive.slice();
    altered[512]! ^= 1;
    refuses(altered, 'TAR_DAMAGED', 'a.tar, byte 512');
    refuses(archive.slice(0, 512 * 7), 'TAR_TRUNCATED', 'a.tar, byte 3584');
    const huge = tarArchive([['x', new Uint8Array()]]);
    huge.set(new TextEncoder().encode('77777777777'), 124);
    const sum = huge
      .slice(0, 512)
      .reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    huge.set(new TextEncoder().encode(sum.toString(8).padStart(6, '0')), 148);
    refuses(huge, 'TAR_TRUNCATED', 'a.tar, byte 1536');
    const many = tarArchive(Array.from({ length: 10_001 }, () => ['x', new Uint8Array()] as const));
    refuses(many, 'TAR_ENTRIES', `a.tar, byte ${10_000 * 512}`);
  });
});
