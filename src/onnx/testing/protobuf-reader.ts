/** A protobuf reader for tests: the fields of a message, undecoded beyond their wire type. */

export interface ProtobufField {
  readonly field: number;
  /** Varints and 32-bit floats are numbers; strings, bytes and messages are bytes. */
  readonly value: number | Uint8Array;
}

/** The fields in the order of the file. Throws a RangeError on anything that the writer must not produce. */
export function readFields(bytes: Uint8Array): ProtobufField[] {
  const fields: ProtobufField[] = [];
  let offset = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = bytes[offset++];
      if (byte === undefined) throw new RangeError('a varint ends beyond the message');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => {
    if (offset + length > bytes.length) throw new RangeError('a field ends beyond the message');
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  while (offset < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        fields.push({ field, value: varint() });
        break;
      case 2:
        fields.push({ field, value: take(varint()) });
        break;
      case 5: {
        const raw = take(4);
        fields.push({ field, value: new DataView(raw.buffer, raw.byteOffset).getFloat32(0, true) });
        break;
      }
      default:
        throw new RangeError(`wire type ${tag % 8} is none of those written`);
    }
  }
  return fields;
}

/** The values of a message's fields with this number. */
export function valuesOf(message: Uint8Array, field: number): (number | Uint8Array)[] {
  return readFields(message)
    .filter((entry) => entry.field === field)
    .map(({ value }) => value);
}

/** The nested messages, or bytes, of a message's fields with this number. */
export function bytesOf(message: Uint8Array, field: number): Uint8Array[] {
  return valuesOf(message, field).filter((value) => typeof value !== 'number');
}

/** The strings of a message's fields with this number. */
export function textsOf(message: Uint8Array, field: number): string[] {
  return bytesOf(message, field).map((value) => new TextDecoder().decode(value));
}
