/**
 * The safetensors format: named tensors in one file, readable from Python without unpickling anything.
 * https://github.com/huggingface/safetensors#format
 *
 *   u64 little-endian length of the header | header, JSON in UTF-8 | values, row-major, little-endian
 *
 * The header maps a name to `{dtype, shape, data_offsets: [begin, end]}`, offsets counted from the header's end, and
 * `__metadata__` to strings by key. The values must cover the rest of the file without gaps or overlaps.
 * Values are read and written as the machine stores them: everything that runs this lab is little-endian.
 */
import { z } from 'zod';
import { labError } from '../config/lab-error';

const ARRAY_TYPES = {
  F64: Float64Array,
  I64: BigInt64Array,
  F32: Float32Array,
  I32: Int32Array,
  U8: Uint8Array,
} as const;

type Dtype = keyof typeof ARRAY_TYPES;
export type TensorValues = Float64Array | BigInt64Array | Float32Array | Int32Array | Uint8Array;

export interface StoredTensor {
  /** Sizes of the axes, the last one contiguous; [] is a single value. */
  readonly shape: readonly number[];
  /** As many values as the shape asks for. */
  readonly values: TensorValues;
}

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** A checkpoint's header takes a few kilobytes; more than this is not parsed. */
const MAX_HEADER_BYTES = 16 * 2 ** 20;
const LENGTH_BYTES = 8;
const METADATA_KEY = '__metadata__';

const metadataSchema = z.record(z.string(), z.string());
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

/**
 * The tensors and metadata of a file; the values are copies. Nothing is allocated before it is known to fit the file.
 * @param where the file's name, for messages
 * Throws a LabError: `SAFETENSORS_HEADER`, `SAFETENSORS_TENSOR` (its entry does not fit), `SAFETENSORS_DTYPE`
 * (F64, F32, I64, I32 and U8 can be read), `SAFETENSORS_LAYOUT` (gaps, overlaps, missing or surplus bytes).
 */
export function readSafetensors(bytes: Uint8Array, where: string): SafetensorsFile {
  const { header, dataStart } = parseHeader(bytes, where);
  const metadata = new Map<string, string>();
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA_KEY) {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) throw labError('SAFETENSORS_HEADER.metadata', where);
      for (const [key, text] of Object.entries(parsed.data)) metadata.set(key, text);
    } else {
      entries.push(parseEntry(name, value, where));
    }
  }
  checkCoverage(entries, bytes.length - dataStart, where);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    // A copy: the values need not lie at a multiple of their size in the file. (A Node Buffer's slice is none.)
    const { buffer } = new Uint8Array(bytes.subarray(dataStart + begin, dataStart + end));
    tensors.set(name, { shape, values: new ARRAY_TYPES[dtype](buffer) });
  }
  return { tensors, metadata };
}

/**
 * The bytes of a file that holds the given tensors. Wide values come first, so that each tensor lies at a multiple
 * of its element size. Throws a LabError `SAFETENSORS_WRITE` when a shape does not fit its values or a name is taken.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort(
    ([, first], [, second]) => second.values.BYTES_PER_ELEMENT - first.values.BYTES_PER_ELEMENT,
  );
  const header = new Map<string, unknown>();
  if (metadata.size > 0) header.set(METADATA_KEY, Object.fromEntries(metadata));
  let dataBytes = 0;
  for (const [name, { shape, values }] of ordered) {
    if (name === METADATA_KEY || product(shape) !== values.length) {
      throw labError('SAFETENSORS_WRITE', name, {
        tensor: quoted(name),
        shape,
        count: values.length,
        reserved: METADATA_KEY,
      });
    }
    const end = dataBytes + values.byteLength;
    header.set(name, { dtype: dtypeOf(values), shape, data_offsets: [dataBytes, end] });
    dataBytes = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // Spaces fill the header up to a multiple of 8, so that the values are aligned in the file.
  const headerBytes = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + dataBytes).fill(0x20, LENGTH_BYTES);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, LENGTH_BYTES);
  let position = LENGTH_BYTES + headerBytes;
  for (const [, { values }] of ordered) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return file;
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function parseHeader(bytes: Uint8Array, where: string): { header: object; dataStart: number } {
  if (bytes.length < LENGTH_BYTES)
    throw labError('SAFETENSORS_HEADER.short', where, { length: bytes.length });
  const stated = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (stated > MAX_HEADER_BYTES) {
    throw labError('SAFETENSORS_HEADER.large', where, { stated, limit: MAX_HEADER_BYTES });
  }
  const dataStart = LENGTH_BYTES + Number(stated);
  if (dataStart > bytes.length) {
    throw labError('SAFETENSORS_HEADER.end', where, { headerEnd: dataStart, length: bytes.length });
  }
  let header: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, dataStart));
    header = JSON.parse(text);
  } catch (cause) {
    throw labError('SAFETENSORS_HEADER.json', where, {}, { cause });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw labError('SAFETENSORS_HEADER.object', where);
  return { header, dataStart };
}

function parseEntry(name: string, value: unknown, where: string): Entry {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) throw labError('SAFETENSORS_TENSOR.entry', where, { tensor: quoted(name) });
  const { dtype, shape, data_offsets } = parsed.data;
  if (!isDtype(dtype)) {
    const readable = Object.keys(ARRAY_TYPES);
    throw labError('SAFETENSORS_DTYPE', where, { tensor: quoted(name), dtype: quoted(dtype), readable });
  }
  const [begin, end] = data_offsets;
  const expected = product(shape) * ARRAY_TYPES[dtype].BYTES_PER_ELEMENT;
  if (end - begin !== expected) {
    const found = end - begin;
    throw labError('SAFETENSORS_TENSOR.bytes', where, {
      tensor: quoted(name),
      dtype,
      shape,
      expected,
      found,
    });
  }
  return { name, dtype, shape, begin, end };
}

/** Each byte behind the header belongs to exactly one tensor. */
function checkCoverage(entries: readonly Entry[], dataBytes: number, where: string): void {
  let covered = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw labError('SAFETENSORS_LAYOUT.begin', where, { tensor: quoted(name), begin, covered });
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    throw labError('SAFETENSORS_LAYOUT.end', where, { covered, held: dataBytes });
  }
}

function isDtype(name: string): name is Dtype {
  return Object.hasOwn(ARRAY_TYPES, name);
}

function dtypeOf(values: TensorValues): Dtype {
  if (values instanceof Float64Array) return 'F64';
  if (values instanceof BigInt64Array) return 'I64';
  if (values instanceof Float32Array) return 'F32';
  return values instanceof Int32Array ? 'I32' : 'U8';
}

function product(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

/** A name from the file, cut so that a hostile one does not fill the screen. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
