import { describe, expect, test } from 'vitest';
import { ELEMENTS, TURNS, UNROLLED } from './access-pattern';
import { copyProbes, STORE_PROBES, storeOverlapOf, storeProbes } from './stores';

test.each([storeProbes, copyProbes])('each form once', (probesOf) => {
  const probes = probesOf('vec4f', 2);
  expect(probes).toHaveLength(STORE_PROBES);
  expect(new Set(probes.map(({ name }) => name)).size).toBe(STORE_PROBES);
});

test.each([...storeProbes('f32', 3), ...copyProbes('f32', 3)])(
  '$name: what is compared is written, the end of a part in the last turn',
  ({ code, output }) => {
    const [, lane] = /lane \* (\d+)/.exec(code)!.map(Number);
    const offsets = [...code.matchAll(/out\[part \+ base \+ (\d+)\]/g)].map(([, offset]) => Number(offset));
    expect(offsets).toHaveLength(UNROLLED);
    const firstTurns = new Map<number, number>();
    for (let thread = 0; thread < 64; thread++)
      for (let turn = 0; turn < TURNS; turn++)
        for (const offset of offsets) {
          const index = thread * lane! + turn * UNROLLED + offset;
          firstTurns.set(index, Math.min(turn, firstTurns.get(index) ?? turn));
        }
    const last = Math.max(...firstTurns.keys());
    expect(last).toBeLessThan(ELEMENTS);
    expect(firstTurns.get(last)).toBe(TURNS - 1);
    expect(output.compared).toContain(last);
    // Of three workgroups the third has the last part.
    expect(output.compared).toContain(2 * ELEMENTS + last);
    for (const index of output.compared) expect(firstTurns.has(index % ELEMENTS)).toBe(true);
  },
);

describe('storeOverlapOf', () => {
  // A load takes 1, a store 2; in the second round the machine is at half its clock.
  const alone = { load: [1, 0.5], store: [0.5, 0.25] };
  test.each([
    { time: 3, overlap: 0, what: 'the sum of both' },
    { time: 2.5, overlap: 0.5, what: 'half of the load more than the store' },
    { time: 2, overlap: 1, what: 'no longer than the store' },
    { time: 4, overlap: 0, what: 'longer than their sum' },
  ])('$what', ({ time, overlap }) => {
    expect(storeOverlapOf(alone, [1 / time, 1 / time / 2])).toBeCloseTo(overlap, 12);
  });
});
