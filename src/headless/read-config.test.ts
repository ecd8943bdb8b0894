/** A config file is the schema's run, and every fault of it names its path. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import { configFromText } from './read-config';

const options = { configPath: 'run.json', steps: undefined, seed: undefined };

function refused(text: string): LabError {
  try {
    configFromText(text, options);
  } catch (error) {
    if (error instanceof LabError) return error;
  }
  throw new Error(`accepted: ${text}`);
}

it('lets the command line set steps and seed', () => {
  const text =
    '{"$schema": "../public/run-config.schema.json", "steps": 5, "optimizer": {"learningRate": 0.2}}';
  expect(configFromText(text, options)).toMatchObject({
    steps: 5,
    seed: 1,
    optimizer: { learningRate: 0.2 },
  });
  expect(configFromText(text, { ...options, steps: 9, seed: 3 })).toMatchObject({ steps: 9, seed: 3 });
});

it.each([
  ['{"steps": 5,}', 'run.json'],
  ['[]', 'run.json'],
  ['{}', 'steps'],
  ['{"steps": null}', 'steps'],
  ['{"steps": "5"}', 'steps'],
  ['{"steps": 5, "learningRate": 0.1}', 'config'],
  ['{"steps": 5, "optimizer": {"momentum": 1}}', 'optimizer.momentum'],
  ['{"steps": 5, "data": {"source": "idx"}}', 'data.paths'],
  ['{"steps": 5, "data": {"paths": ["a"]}}', 'data.paths'],
  ['{"steps": 5, "events": [{"step": 1, "field": "momentum", "value": 2}]}', 'events.0.value'],
])('refuses %s', (text, where) => {
  const error = refused(text);
  expect(error.where).toBe(where);
  expect(error.message.startsWith(`${where}: `)).toBe(true);
  expect(error.fix).not.toBe('');
});

describe('the examples', () => {
  const folder = new URL('../../examples/', import.meta.url);
  it.each(readdirSync(folder))('%s is a run', (name) => {
    const config = configFromText(readFileSync(new URL(name, folder), 'utf8'), {
      ...options,
      configPath: name,
    });
    expect(config.steps).toBeGreaterThan(0);
  });
});
