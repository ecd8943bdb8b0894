/** A verdict survives the disk, with numbers that are none, and is not taken for one of other sources or options. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { between } from '../findings/check';
import { resultOf } from '../findings/finding';
import { type FindingEntry, FindingsResults } from './findings-results';
import { OutputFolder } from './output-folder';

const path = mkdtempSync(join(tmpdir(), 'smd-lab-'));
afterAll(() => rmSync(path, { recursive: true }));

const check = between({ name: 'x', measured: Number.NaN, from: Number.NEGATIVE_INFINITY, to: 1 });
const entry: FindingEntry = {
  id: 'failures',
  options: { seed: 1, dataSource: 'glyphs', sabotage: false },
  tune: false,
  result: resultOf([check], []),
  adapter: null,
  seconds: 3,
};

it('gives back what was kept', async () => {
  const folder = await OutputFolder.open(path);
  const results = new FindingsResults(folder, 'sources');
  expect(await results.kept(entry)).toBeNull();
  await results.keep(entry);
  expect(await results.kept(entry)).toEqual(entry);
  expect(await new FindingsResults(folder, 'changed').kept(entry)).toBeNull();
  for (const change of [{ seed: 2 }, { dataSource: 'fashion-mnist' }, { sabotage: true }] as const)
    expect(await results.kept({ ...entry, options: { ...entry.options, ...change } })).toBeNull();
});

it('writes the verdicts without charts', async () => {
  const folder = await OutputFolder.open(path);
  await new FindingsResults(folder, 'sources').writeTable('# Findings\n', [entry]);
  const [verdict] = JSON.parse(readFileSync(folder.file('findings.json'), 'utf8'));
  expect(verdict).toMatchObject({ id: 'failures', agrees: false, checks: [{ name: 'x', measured: 'NaN' }] });
  expect(JSON.stringify(verdict)).not.toContain('charts');
});
