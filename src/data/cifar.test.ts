import { describe, expect, it } from 'vitest';
import { parseCifar } from './cifar';
import { cifarRecords } from './test-files';

describe('parseCifar', () => {
  it('reads records of several files in order: labels, then planes red, green, blue', () => {
    const set = parseCifar([
      { name: 'a.bin', bytes: cifarRecords(3) },
      { name: 'b.bin', bytes: cifarRecords(2, 8) },
    ]);
    expect(set).toMatchObject({ count: 5, channels: 3, height: 32, width: 32 });
    expect([...set.labels]).toEqual([0, 1, 2, 8, 9]);
    expect(set.pixels[3072 * 4]).toBe(9);
    expect(set.pixels[3072 * 4 + 1024]).toBe((9 + 1024) % 256);
  });

  it('names the byte of an incomplete record and of a label that is none', () => {
    expect(() => parseCifar([{ name: 'a.bin', bytes: cifarRecords(2).slice(0, -1) }])).toThrow(
      expect.objectContaining({ code: 'CIFAR_LENGTH', where: 'a.bin, byte 3073' }),
    );
    expect(() => parseCifar([{ name: 'a.bin', bytes: new Uint8Array() }])).toThrow(
      expect.objectContaining({ code: 'CIFAR_LENGTH' }),
    );
    const bytes = cifarRecords(2);
    bytes[3073] = 10;
    expect(() => parseCifar([{ name: 'a.bin', bytes }])).toThrow(
      expect.objectContaining({ code: 'CIFAR_LABEL', where: 'a.bin, byte 3073 (label of record 1)' }),
    );
  });
});
