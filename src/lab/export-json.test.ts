import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exportJson } from './export-json';
import { RunRecord } from './run-record';
import { constantBatch, describeRun } from './testing/walking-run';
import { LAB_VERSION } from './version';

it('says what ran, where, and what came of it', () => {
  const run = describeRun();
  const record = new RunRecord(run, 20);
  record.append(constantBatch(run, 20, 10, 0.5));
  record.addEvent({ step: 25, field: 'momentum', value: 0.5 });
  const text = exportJson(record, {
    adapter: null,
    browser: 'a test',
    variants: {},
    stepsPerRow: 1,
  });
  const found = JSON.parse(text);
  expect(found).toMatchObject({
    version: LAB_VERSION,
    browser: 'a test',
    config: { ...run.config, events: [{ step: 25, field: 'momentum', value: 0.5 }] },
    events: [{ step: 25, field: 'momentum', value: 0.5 }],
    firstStep: 20,
    steps: 30,
    loss: 0.5,
    evaluations: [],
  });
  expect(Object.keys(found.layers)).toEqual(run.tensors.map(({ name }) => name));
});

it('names the version of the package', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  expect(JSON.parse(text).version).toBe(LAB_VERSION);
});
