import { describe, expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import { RandomStream, stream } from './random';

function draws(random: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => random.uint32());
}

/** sfc32 as its author defines it, in 64-bit integers cut to 32 bits: an independent second form. */
function sfc32Twin(a: number, b: number, c: number): () => number {
  const cut = (value: bigint) => BigInt.asUintN(32, value);
  let [x, y, z, counter] = [cut(BigInt(a)), cut(BigInt(b)), cut(BigInt(c)), 1n];
  const next = () => {
    const output = cut(x + y + counter);
    counter = cut(counter + 1n);
    x = y ^ (y >> 9n);
    y = cut(z + (z << 3n));
    z = cut(((z << 21n) | (z >> 11n)) + output);
    return Number(output);
  };
  for (let round = 0; round < 15; round++) next();
  return next;
}

describe('RandomStream', () => {
  it('is sfc32', () => {
    for (const [a, b, c] of [
      [0, 0, 0],
      [1, 2, 3],
      [0xdeadbeef, -1, 0x80000000],
    ] as const) {
      const twin = sfc32Twin(a, b, c);
      const random = new RandomStream(a, b, c);
      for (let index = 0; index < 1000; index++) expect(random.uint32()).toBe(twin());
    }
  });

  it('gives integers below the bound, each equally often', () => {
    const random = stream(1, 'integers');
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 100_000; index++) counts[random.integer(10)]! += 1;
    // Chi-square with 9 degrees of freedom: 33.7 is exceeded once in 10 000 seeds; this seed is fixed.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(33.7);
    expect(() => random.integer(0)).toThrow(LabError);
    expect(() => random.integer(1.5)).toThrow(LabError);
    expect(random.integer(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('gives normal draws: mean, variance, kurtosis and tails', () => {
    const random = stream(2, 'gaussian');
    const count = 200_000;
    let [first, second, fourth, beyond] = [0, 0, 0, 0];
    for (let index = 0; index < count; index++) {
      const value = random.gaussian();
      first += value / count;
      second += value ** 2 / count;
      fourth += value ** 4 / count;
      if (Math.abs(value) > 3) beyond++;
    }
    // Four standard errors: 1/√n, √(2/n), √(96/n); P(|x| > 3) = 0.0027.
    expect(Math.abs(first)).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(second - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
    expect(Math.abs(beyond - 0.0027 * count)).toBeLessThan(4 * Math.sqrt(0.0027 * count));
  });

  it('follows the polar method with the logarithm of the engine to the last digits', () => {
    const random = stream(3, 'polar');
    const twin = stream(3, 'polar');
    for (let pair = 0; pair < 2000; pair++) {
      let [x, y, square] = [0, 0, 1];
      while (square === 0 || square >= 1) {
        x = 2 * twin.float() - 1;
        y = 2 * twin.float() - 1;
        square = x * x + y * y;
      }
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      for (const expected of [x * factor, y * factor]) {
        expect(Math.abs(random.gaussian() - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected) * 4);
      }
    }
  });

  it('shuffles to every order equally often', () => {
    const random = stream(4, 'orders');
    const counts = new Map<string, number>();
    for (let index = 0; index < 24_000; index++) {
      const values = Uint32Array.of(0, 1, 2, 3);
      random.shuffle(values);
      const order = values.join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4.5 * Math.sqrt(1000));
  });
});

describe('stream', () => {
  it('is fixed for all time: recorded runs depend on it', () => {
    expect(draws(stream(1, 'shuffle'), 3)).toMatchInlineSnapshot(`
      [
        1292926776,
        3568611203,
        606106928,
      ]
    `);
    expect(stream(1, 'init').gaussian()).toMatchInlineSnapshot(`0.4324223811169064`);
  });

  it('differs by seed, by name and by the high words of the seed', () => {
    const firsts = [
      stream(1, 'a'),
      stream(1, 'b'),
      stream(2, 'a'),
      stream(-1, 'a'),
      stream(1 + 2 ** 32, 'a'),
      stream(1, ''),
    ].map((random) => draws(random, 2).join());
    expect(new Set(firsts).size).toBe(firsts.length);
    expect(draws(stream(1, 'a'), 5)).toEqual(draws(stream(1, 'a'), 5));
  });

  it('gives streams of neighbouring seeds and names that do not correlate', () => {
    const count = 20_000;
    for (const [left, right] of [
      [stream(1, 'shuffle/0'), stream(2, 'shuffle/0')],
      [stream(1, 'shuffle/0'), stream(1, 'shuffle/1')],
    ] as const) {
      let correlation = 0;
      for (let index = 0; index < count; index++) {
        correlation += (left.float() - 0.5) * (right.float() - 0.5) * 12;
      }
      expect(Math.abs(correlation / count)).toBeLessThan(4 / Math.sqrt(count));
    }
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses the seed %s', (seed) => {
    expect(() => stream(seed, 'a')).toThrow(LabError);
  });
});
