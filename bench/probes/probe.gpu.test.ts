import { expect, test } from 'vitest';
import { testDevice } from '../../src/engine/testing/test-device';
import type { BenchDevice } from '../device';
import { loadProbes } from './loads';
import { multiplyAddProbes } from './multiply-add';
import { type Probe, runProbes } from './probe';

async function bench(): Promise<BenchDevice> {
  const device = await testDevice();
  const adapter = { vendor: '', architecture: '', description: '', software: true };
  return { device, adapter, software: true, timestamps: device.features.has('timestamp-query'), errors: [] };
}

test('probes that compute what they must have a rate', async () => {
  const probes = [multiplyAddProbes(2)[0]!, loadProbes('workgroup', 'vec4f', 2)[0]!];
  const rates = await runProbes(await bench(), probes);
  expect(rates.map(({ name }) => name)).toEqual(probes.map(({ name }) => name));
  for (const { rate } of rates) expect(rate).toBeGreaterThan(0);
});

test.each([
  { what: 'multiply-add', probe: multiplyAddProbes(2)[3]! },
  { what: 'load', probe: loadProbes('storage', 'f32', 2)[2]! },
])('a $what probe that does half its work is found out', async ({ probe }) => {
  const halved: Probe = {
    ...probe,
    // Both name their turns once.
    code: probe.code.replace('turn < turns', 'turn < turns / 2'),
  };
  expect(halved.code).not.toBe(probe.code);
  await expect(runProbes(await bench(), [halved])).rejects.toThrow(/computes .* instead of/);
});
