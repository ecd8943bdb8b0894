/**
 * The fixture in the repository is what the twin computes. After a change of the twin that is meant,
 * `SMD_WRITE_FIXTURE=1 npx vitest run --project unit twin-fixture` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { expect, test } from 'vitest';
import { readSafetensors } from '../../data/safetensors';
import { twinFixture, writeTwinFixture } from './twin-fixture';

const FILE = join(import.meta.dirname, 'fixtures/twin-trajectory.safetensors');
const fixture = twinFixture();
if (env.SMD_WRITE_FIXTURE === '1') writeFileSync(FILE, writeTwinFixture(fixture));

/** Engines differ in the last bits of exp and log. */
const SAME = 1e-10;

test('the twin computes what the file holds', () => {
  const { tensors, metadata } = readSafetensors(readFileSync(FILE), 'twin-trajectory');
  const { tensors: computed, tolerances } = fixture;
  expect([...tensors.keys()].sort()).toEqual([...computed.keys()].sort());
  for (const [name, { values, shape }] of computed) {
    const stored = tensors.get(name)!;
    expect(stored.shape, name).toEqual(shape);
    const size = Math.hypot(...Float64Array.from(values as Float64Array));
    values.forEach((value: number | bigint, k: number) => {
      expect(Math.abs(Number(stored.values[k]) - Number(value)), `${name}[${k}]`).toBeLessThanOrEqual(
        SAME * size,
      );
    });
  }
  const stored: Record<string, number> = JSON.parse(metadata.get('tolerances')!);
  expect(Object.keys(stored)).toEqual(Object.keys(tolerances));
  for (const [name, tolerance] of Object.entries(tolerances))
    expect(Math.abs(stored[name]! / tolerance - 1), `tolerance of ${name}`).toBeLessThan(1e-3);
});

test('no input of a ReLU lies so near zero that rounding decides', () => {
  expect(fixture.margin).toBeGreaterThan(1e-4);
});

test('the tolerances leave no room for a mistake', () => {
  for (const [name, tolerance] of Object.entries(fixture.tolerances))
    expect(tolerance, name).toBeLessThan(1e-4);
});
