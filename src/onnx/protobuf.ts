/**
 * A protobuf writer with what an ONNX model needs: varints, 32-bit floats, strings, bytes, nested messages.
 * Encoding: https://protobuf.dev/programming-guides/encoding/
 */
import { labError } from '../config/lab-error';

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

const utf8 = new TextEncoder();

/** One message under construction. Each method appends a field and returns the message; fields keep their order. */
export class ProtobufMessage {
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  /** An integer field (int32, int64, enum) from 0 to 2^53 − 1. */
  integer(field: number, value: number): this {
    return this.tag(field, VARINT).append(varint(value));
  }

  /** A repeated integer field in packed form. */
  integers(field: number, values: readonly number[]): this {
    return this.bytes(field, Uint8Array.from(values.flatMap((value) => [...varint(value)])));
  }

  /** A float field: the nearest 32-bit float to the value, little-endian. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.tag(field, FIXED_32).append(bytes);
  }

  /** A string field, as UTF-8. */
  text(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  /** A bytes field. The bytes are read when the whole model is put together: leave them unchanged until then. */
  bytes(field: number, value: Uint8Array): this {
    return this.tag(field, LENGTH_DELIMITED).append(varint(value.length)).append(value);
  }

  /** A nested message. Later additions to it are not seen. */
  message(field: number, value: ProtobufMessage): this {
    this.tag(field, LENGTH_DELIMITED).append(varint(value.size));
    for (const part of value.parts) this.append(part);
    return this;
  }

  /** The encoded message, in memory of its own. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(this.size);
    let offset = 0;
    for (const part of this.parts) {
      result.set(part, offset);
      offset += part.length;
    }
    return result;
  }

  private tag(field: number, wireType: number): this {
    return this.append(varint(field * 8 + wireType));
  }

  private append(part: Uint8Array): this {
    this.parts.push(part);
    this.size += part.length;
    return this;
  }
}

/** Seven bits per byte, lowest first; the top bit says that more follow. Arithmetic, as << ends at 32 bits. */
function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw labError('PROTOBUF_RANGE', 'protobuf', { value });
  }
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.from([...bytes, rest]);
}
