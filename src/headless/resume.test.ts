/** Only the same run goes on in the same files; more steps, or other measurements on the way, are the same run. */
import { expect, it } from 'vitest';
import { type RunConfigInput, runConfigSchema } from '../config/run-config';
import { writeSafetensors } from '../data/safetensors';
import { requireSameRun } from './resume';

const fields = {
  version: '1',
  step: '5',
  sampler: '{"epoch":0,"position":5}',
  adapter: '{}',
};

function checkpointOf(input: RunConfigInput): Uint8Array {
  const config = JSON.stringify(runConfigSchema.parse(input));
  return writeSafetensors(new Map(), new Map(Object.entries({ ...fields, variants: '{}', config })));
}

const resume = (now: RunConfigInput, before: RunConfigInput) =>
  requireSameRun(runConfigSchema.parse(now), checkpointOf(before), 'checkpoint.safetensors');

it('takes the same run, with more steps', () => {
  expect(() => resume({ steps: 100 }, { steps: 10, testInterval: 50 })).not.toThrow();
});

it.each([
  [{ seed: 2 }, 'seed'],
  [{ optimizer: { learningRate: 0.2 } }, 'optimizer.learningRate'],
  [{ data: { normalisation: { mean: 0, deviation: 1 } } }, 'data.normalisation'],
  [{ data: { source: 'idx', paths: ['a'] } }, 'data.source'],
  [{ events: [{ step: 3, field: 'momentum', value: 0 }] }, 'events'],
  [{ telemetryInterval: 2 }, 'telemetryInterval'],
] as const)('refuses %j', (change, where) => {
  const now = structuredClone(change) as RunConfigInput;
  expect(() => resume(now, {})).toThrow(expect.objectContaining({ code: 'RESUME_CONFIG', where }));
});

it('refuses plain weights: they are of no run', () => {
  const plain = writeSafetensors(new Map());
  expect(() => requireSameRun(runConfigSchema.parse({}), plain, 'weights')).toThrow(/another run/);
});
