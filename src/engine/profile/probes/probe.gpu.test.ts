import { expect, test } from 'vitest';
import { testDevice } from '../../testing/test-device';
import { PATTERN_NAMES } from './access-pattern';
import { loadProbes } from './loads';
import { multiplyAddProbes } from './multiply-add';
import { MIXED_PROBES, mixedProbes } from './overlap';
import { type Probe, runProbes } from './probe';
import { storeProbe } from './stores';

/** Of each width the one with most multiply-adds, and accumulators, a load. */
const mixed = (['f32', 'vec4f'] as const).map((width) => {
  const form = { memory: 'storage', width, pattern: 'own_run', known: true } as const;
  return mixedProbes(form, { multiplyAdd: 64, load: 1 }, 2)[MIXED_PROBES - 1]!;
});

const stores = (['one value', 'copies', 'copies, loads first'] as const).map((stored, k) =>
  storeProbe({ stored, width: k === 1 ? 'f32' : 'vec4f', pattern: PATTERN_NAMES[k]!, known: k > 0 }, 66),
);

test('probes that compute what they must have a rate', async () => {
  const probes = [multiplyAddProbes(2)[0]!, loadProbes('workgroup', 'vec4f', 2)[0]!, ...mixed, ...stores];
  const rates = await runProbes(await testDevice(), probes);
  expect(rates.map(({ name }) => name)).toEqual(probes.map(({ name }) => name));
  for (const { rate } of rates) expect(rate).toBeGreaterThan(0);
});

test.each([
  { what: 'multiply-add', probe: multiplyAddProbes(2)[3]! },
  { what: 'load', probe: loadProbes('storage', 'f32', 2)[2]! },
  { what: 'mixed', probe: mixed[1]! },
  { what: 'store', probe: stores[0]! },
  { what: 'copy', probe: stores[1]! },
  { what: 'copy with its loads first', probe: stores[2]! },
])('a $what probe that does half its work is found out', async ({ probe }) => {
  const halved: Probe = {
    ...probe,
    // Both name their turns once.
    code: probe.code.replace('turn < turns', 'turn < turns / 2'),
  };
  expect(halved.code).not.toBe(probe.code);
  await expect(runProbes(await testDevice(), [halved])).rejects.toThrow(/writes .* instead of/);
});
