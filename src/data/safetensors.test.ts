import { describe, expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import { readSafetensors, type StoredTensor, writeSafetensors } from './safetensors';

/** A file from a header of any kind and a number of value bytes 0, 1, 2, … */
function file(header: unknown, dataBytes: number, statedLength?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, statedLength ?? BigInt(json.length), true);
  bytes.set(json, 8);
  for (let index = 0; index < dataBytes; index++) bytes[8 + json.length + index] = index;
  return bytes;
}

function codeOf(bytes: Uint8Array): string {
  try {
    readSafetensors(bytes, 'test.safetensors');
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
  return 'read';
}

const tensor = (dtype: string, shape: unknown, begin: unknown, end: unknown) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('safetensors', () => {
  const tensors = new Map<string, StoredTensor>([
    ['labels', { shape: [3], values: Uint8Array.of(1, 0, 255) }],
    ['conv1.weight', { shape: [1, 2, 1, 2], values: Float32Array.of(1.5, -0, Number.NaN, 1e-45) }],
    ['step', { shape: [], values: BigInt64Array.of(-(2n ** 62n)) }],
    ['empty', { shape: [0, 4], values: new Int32Array(0) }],
    ['bn1.running_mean', { shape: [2], values: Float64Array.of(Math.PI, Number.NEGATIVE_INFINITY) }],
    ['__proto__', { shape: [1], values: Int32Array.of(-7) }],
  ]);

  it('reads what it wrote, bit for bit', () => {
    const metadata = new Map([['config', '{"η": 0.1}']]);
    const read = readSafetensors(writeSafetensors(tensors, metadata), 'test');
    expect(new Set(read.tensors.keys())).toEqual(new Set(tensors.keys()));
    for (const [name, { shape, values }] of tensors) {
      expect(read.tensors.get(name)).toStrictEqual({ shape, values });
    }
    expect(read.metadata).toEqual(metadata);
  });

  it('aligns each tensor to its element size', () => {
    const bytes = writeSafetensors(tensors);
    const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header: Record<string, { data_offsets: [number, number] }> = JSON.parse(
      new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)),
    );
    for (const [name, { values }] of tensors) {
      const begin = 8 + headerBytes + header[name]!.data_offsets[0];
      expect(begin % values.BYTES_PER_ELEMENT).toBe(0);
    }
  });

  it('reads unaligned values from the middle of a buffer, in any order, with unknown fields', () => {
    const bytes = file(
      { b: { ...tensor('I32', [1], 1, 5), note: 'more' }, a: tensor('U8', [1, 1], 0, 1) },
      5,
    );
    const shifted = new Uint8Array(bytes.length + 6);
    shifted.set(bytes, 3);
    for (const view of [shifted.subarray(3, 3 + bytes.length), Buffer.from(bytes)]) {
      const read = readSafetensors(view, 'test');
      view.fill(0);
      expect(read.tensors.get('a')!.values).toEqual(Uint8Array.of(0));
      expect(read.tensors.get('b')!.values).toEqual(Int32Array.of(0x04030201));
      expect(read.metadata.size).toBe(0);
    }
  });

  it.each([
    ['no bytes', new Uint8Array(0), 'SAFETENSORS_HEADER'],
    ['a header longer than the file', file({}, 0, 100n), 'SAFETENSORS_HEADER'],
    ['a header beyond the cap', file({}, 0, 2n ** 63n), 'SAFETENSORS_HEADER'],
    ['no JSON', file('{"a":', 0), 'SAFETENSORS_HEADER'],
    ['an array', file([], 0), 'SAFETENSORS_HEADER'],
    ['null', file('null', 0), 'SAFETENSORS_HEADER'],
    ['nesting beyond any stack', file('['.repeat(1e6), 0), 'SAFETENSORS_HEADER'],
    ['metadata that are not strings', file({ __metadata__: { step: 1 } }, 0), 'SAFETENSORS_HEADER'],
    ['an entry that is no object', file({ a: 1 }, 0), 'SAFETENSORS_TENSOR'],
    ['an entry without offsets', file({ a: { dtype: 'U8', shape: [] } }, 1), 'SAFETENSORS_TENSOR'],
    ['a negative size', file({ a: tensor('U8', [-1, -4], 0, 4) }, 4), 'SAFETENSORS_TENSOR'],
    ['a fractional size', file({ a: tensor('U8', [0.5, 8], 0, 4) }, 4), 'SAFETENSORS_TENSOR'],
    ['a size that overflows', file({ a: tensor('U8', [2 ** 53, 2], 0, 4) }, 4), 'SAFETENSORS_TENSOR'],
    [
      'huge sizes that multiply to 0',
      file({ a: tensor('F32', [2 ** 52, 0], 4, 0) }, 4),
      'SAFETENSORS_TENSOR',
    ],
    ['too few bytes for the shape', file({ a: tensor('F32', [2], 0, 4) }, 4), 'SAFETENSORS_TENSOR'],
    ['a type it does not know', file({ a: tensor('F16', [2], 0, 4) }, 4), 'SAFETENSORS_DTYPE'],
    ['a type named as a method', file({ a: tensor('toString', [2], 0, 4) }, 4), 'SAFETENSORS_DTYPE'],
    ['offsets beyond the file', file({ a: tensor('U8', [9], 0, 9) }, 4), 'SAFETENSORS_LAYOUT'],
    ['surplus bytes', file({ a: tensor('U8', [3], 0, 3) }, 4), 'SAFETENSORS_LAYOUT'],
    ['a gap', file({ a: tensor('U8', [1], 0, 1), b: tensor('U8', [2], 2, 4) }, 4), 'SAFETENSORS_LAYOUT'],
    ['an overlap', file({ a: tensor('U8', [3], 0, 3), b: tensor('U8', [2], 2, 4) }, 4), 'SAFETENSORS_LAYOUT'],
  ])('refuses %s', (_, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it('refuses every truncation of a good file', () => {
    const bytes = writeSafetensors(tensors);
    for (let length = 0; length < bytes.length; length++) {
      expect(codeOf(bytes.subarray(0, length))).toMatch(/^SAFETENSORS_/);
    }
  });

  it('does not repeat a hostile name in full', () => {
    const bytes = file({ ['x'.repeat(1e5)]: 1 }, 0);
    expect(() => readSafetensors(bytes, 'test')).toThrow(/^.{0,300}$/);
  });

  it('does not write what could not be read back', () => {
    const values = Float32Array.of(1, 2);
    expect(() => writeSafetensors(new Map([['a', { shape: [3], values }]]))).toThrow(LabError);
    expect(() => writeSafetensors(new Map([['__metadata__', { shape: [2], values }]]))).toThrow(LabError);
  });
});
