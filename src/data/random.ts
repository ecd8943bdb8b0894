/**
 * Seeded random numbers, the same bits on every engine.
 *
 * The generator is sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, 32-bit integer operations only.
 * Everything derived from it uses nothing but IEEE + − × ÷ and sqrt, which all engines round alike;
 * Math.log, sin and cos are avoided because ECMAScript leaves their last bits to the engine.
 */
import { labError } from '../config/lab-error';
import { places } from '../messages';

export class RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spareGaussian: number | undefined;

  /** Three 32-bit words of seed; `stream` is the usual way to get one. */
  constructor(a: number, b: number, c: number) {
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.uint32();
  }

  /** The next 32 bits, as an integer in [0, 2³²). */
  uint32(): number {
    const output = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + output) | 0;
    return output >>> 0;
  }

  /** A float in [0, 1): a multiple of 2⁻³². */
  float(): number {
    return this.uint32() / TWO_TO_32;
  }

  /** A float in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.float();
  }

  /** An integer in [0, bound), every value equally likely; bound from 1 to 2³². */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_TO_32) {
      throw labError('RANDOM_BOUND', places.randomInteger, { bound });
    }
    // Draws beyond the last whole multiple of bound would favour the small values.
    const end = TWO_TO_32 - (TWO_TO_32 % bound);
    let draw = this.uint32();
    while (draw >= end) draw = this.uint32();
    return draw % bound;
  }

  /** A draw from the normal distribution with mean 0 and variance 1 (Marsaglia's polar method). */
  gaussian(): number {
    if (this.spareGaussian !== undefined) {
      const spare = this.spareGaussian;
      this.spareGaussian = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.float() - 1;
      const y = 2 * this.float() - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * naturalLogarithm(square)) / square);
      this.spareGaussian = y * factor;
      return x * factor;
    }
  }

  /** Shuffles in place, every order equally likely (Fisher–Yates). */
  shuffle(values: Uint32Array): void {
    for (let last = values.length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      const value = values[chosen]!;
      values[chosen] = values[last]!;
      values[last] = value;
    }
  }
}

/**
 * The random stream that belongs to a purpose: streams of different names (or seeds) are independent, so that
 * one more draw in one place changes nothing elsewhere.
 *
 * @param seed a safe integer, negative ones included
 * @param name the purpose, e.g. `shuffle` or `init/conv1.weight`
 */
export function stream(seed: number, name: string): RandomStream {
  if (!Number.isSafeInteger(seed)) {
    throw labError('SEED_RANGE', places.seed, { seed });
  }
  return new RandomStream(hash(name), seed | 0, Math.floor(seed / TWO_TO_32) | 0);
}

/** FNV-1a over the UTF-16 code units, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value;
}

/** ln x for 0 < x ≤ 1, within 2 ulp: x = m·2⁻ᵏ with m in (√½, √2], ln m = 2·artanh((m−1)/(m+1)) as a series. */
function naturalLogarithm(x: number): number {
  let mantissa = x;
  let halvings = 0;
  while (mantissa <= Math.SQRT1_2) {
    mantissa *= 2;
    halvings++;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  // |ratio| ≤ 0.172: the first term left out is below 2e-18.
  for (let power = 21; power >= 1; power -= 2) sum = sum * square + 1 / power;
  return 2 * ratio * sum - halvings * Math.LN2;
}

const TWO_TO_32 = 2 ** 32;
/** PractRand's choice for sfc32 with three words of seed. */
const WARM_UP_ROUNDS = 15;
