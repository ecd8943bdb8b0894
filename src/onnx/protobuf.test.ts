import { describe, expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import { ProtobufMessage } from './protobuf';
import { bytesOf, readFields, textsOf, valuesOf } from './testing/protobuf-reader';

describe('ProtobufMessage', () => {
  it('encodes the examples of the specification', () => {
    expect(new ProtobufMessage().integer(1, 150).toBytes()).toEqual(Uint8Array.of(0x08, 0x96, 0x01));
    expect(new ProtobufMessage().text(2, 'testing').toBytes()).toEqual(
      Uint8Array.of(0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67),
    );
    expect(new ProtobufMessage().message(3, new ProtobufMessage().integer(1, 150)).toBytes()).toEqual(
      Uint8Array.of(0x1a, 0x03, 0x08, 0x96, 0x01),
    );
    expect(new ProtobufMessage().integers(6, [3, 270, 86942]).toBytes()).toEqual(
      Uint8Array.of(0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05),
    );
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER])(
    'round-trips the integer %d',
    (value) =>
      expect(readFields(new ProtobufMessage().integer(9, value).toBytes())).toEqual([{ field: 9, value }]),
  );

  it('round-trips floats, text and bytes, with field numbers beyond one byte', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
    const message = new ProtobufMessage().float(2, 0.1).text(20, 'γ·x̂ + β').bytes(1000, bytes).toBytes();
    expect(valuesOf(message, 2)).toEqual([Math.fround(0.1)]);
    expect(textsOf(message, 20)).toEqual(['γ·x̂ + β']);
    expect(bytesOf(message, 1000)).toEqual([bytes]);
  });

  it('nests messages and keeps repeated fields in order', () => {
    const inner = new ProtobufMessage().integer(1, 7).integer(1, 8);
    const outer = new ProtobufMessage().message(5, inner).message(5, new ProtobufMessage()).toBytes();
    const [first, second] = bytesOf(outer, 5);
    expect(valuesOf(first!, 1)).toEqual([7, 8]);
    expect(second).toHaveLength(0);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the integer %d', (value) => {
    expect(() => new ProtobufMessage().integer(1, value)).toThrow(LabError);
  });
});
