/** Operands of kernel tests, exact in float32 so that kernel and twin read the same numbers, and what is left of results. */
import type { RandomStream } from '../../data/random';
import { channelGroups } from '../kernels/kernel';

/**
 * Normal draws, rounded to float32; `wide` ones are spread over a factor of 2¹⁶ in size, so that a sum's large and
 * small terms both count.
 */
export function operands(
  random: RandomStream,
  length: number,
  spread: 'unit' | 'wide' = 'unit',
): Float64Array {
  const size = () => (spread === 'wide' ? 2 ** (random.integer(17) - 8) : 1);
  return Float64Array.from({ length }, () => Math.fround(random.gaussian() * size()));
}

/** |x| of each value. */
export function magnitudes(values: Float64Array): Float64Array {
  return values.map(Math.abs);
}

/** The content of a buffer that a kernel must overwrite wholly: what it forgets stays NaN. */
export function unwritten(length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(length).fill(Number.NaN);
}

/** The values in the lanes that pad `channels` to a multiple of four; all must be zero. @param values [rows][groups] */
export function paddingOf(values: ArrayLike<number>, channels: number): number[] {
  const stride = 4 * channelGroups(channels);
  return Array.from(values).filter((_, index) => index % stride >= channels);
}

/** The reverse of `toFilterRows`: the kernels' T,I,O with both channel counts padded to O,I,T. */
export function fromFilterRows(
  values: ArrayLike<number>,
  outputs: number,
  inputs: number,
  taps: number,
  imageInput: boolean,
): Float64Array {
  const rows = imageInput ? inputs : 4 * channelGroups(inputs);
  const stride = 4 * channelGroups(outputs);
  const result = new Float64Array(outputs * inputs * taps);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let t = 0; t < taps; t++)
        result[(o * inputs + i) * taps + t] = values[(t * rows + i) * stride + o] ?? Number.NaN;
  return result;
}

/** Rounded to float32, for upload. */
export function float32(values: ArrayLike<number>): Float32Array<ArrayBuffer> {
  return Float32Array.from(values);
}
