import { describe, expect, test } from 'vitest';
import { MIXED_PROBES, mixedProbes, overlapOf } from './overlap';

/** A load with its addition takes 2, and so do 7 operations beside it: even at four multiply-adds a load. */
const best = { multiplyAdd: 3.5, load: 0.5 };
const form = { memory: 'storage', width: 'vec4f', pattern: 'own_run', known: true } as const;

/** The rate of a probe that takes so long for each value that it loads. */
const taking = (multiplyAdds: number, time: number) => ({ multiplyAdds, rates: [(2 * multiplyAdds) / time] });
const alone = { multiplyAdd: [best.multiplyAdd], load: [best.load] };

describe('overlapOf', () => {
  test.each([
    { time: 4, overlap: 0, what: 'the sum of both' },
    { time: 3, overlap: 0.5, what: 'half of one more than the other' },
    { time: 2, overlap: 1, what: 'no longer than either' },
    { time: 5, overlap: 0, what: 'longer than their sum' },
    { time: 1.9, overlap: 1, what: 'less than either, by noise' },
  ])('$what', ({ time, overlap }) => {
    expect(overlapOf(alone, taking(4, time))).toBeCloseTo(overlap, 12);
  });

  test('of what takes half as long, half is hidden', () => {
    expect(overlapOf(alone, taking(2.25, 2.5))).toBeCloseTo(0.5, 12);
    expect(overlapOf(alone, taking(7.5, 5))).toBeCloseTo(0.5, 12);
  });

  test('a machine at half its clock in some rounds', () => {
    const clocks = [1, 0.5, 0.5, 1, 0.5];
    const at = (rate: number) => clocks.map((clock) => clock * rate);
    const rounds = { multiplyAdd: at(best.multiplyAdd), load: at(best.load) };
    expect(overlapOf(rounds, { multiplyAdds: 4, rates: at(8 / 3) })).toBeCloseTo(0.5, 12);
  });
});

describe('mixedProbes', () => {
  test('both take about equally long', () => {
    const counts = mixedProbes(form, best, 2).map(({ multiplyAdds }) => multiplyAdds);
    expect(counts).toEqual([2, 2, 2, 4, 4, 4, 7, 7, 7]);
    expect(counts).toHaveLength(MIXED_PROBES);
  });

  test('at least one multiply-add a load, and a bounded number', () => {
    const countsAt = (multiplyAdd: number) =>
      new Set(mixedProbes(form, { multiplyAdd, load: 1 }, 2).map(({ multiplyAdds }) => multiplyAdds));
    expect(countsAt(0.1)).toEqual(new Set([1]));
    expect(countsAt(1000)).toEqual(new Set([64]));
  });
});
