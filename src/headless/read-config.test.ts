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
  ['{"steps": 5, "events": [{"step": 1, "field": "size", "value": 2}]}', 'events.0.field'],
  ['{"steps": 5, "events": [{"step": 1, "field": "rescale", "value": 2}]}', 'events.0.value'],
  [
    '{"steps": 5, "events": [{"step": 1, "field": "rescale", "value": {"weights": 0}}]}',
    'events.0.value.weights',
  ],
  ['{"steps": 5, "events": [{"step": 1, "field": "rescale", "value": {"weight": 2}}]}', 'events.0.value'],
  ['{"steps": 5, "optimizer": {"dampening": -0.1}}', 'optimizer.dampening'],
  ['{"steps": 5, "optimizer": {"dampening": 0.1, "nesterov": true}}', 'optimizer.dampening'],
  ['{"steps": 5, "optimizer": {"decayForm": "both"}}', 'optimizer.decayForm'],
  ['{"steps": 5, "optimizer": {"learningRateIn": 1}}', 'optimizer.learningRateIn'],
  ['{"steps": 5, "optimizer": {"learningRateFactor": {"conv": 2}}}', 'optimizer.learningRateFactor'],
  ['{"steps": 5, "optimizer": {"learningRateFactor": {"dense": 1e4}}}', 'optimizer.learningRateFactor.dense'],
  ['{"steps": 5, "schedule": {"kind": "linear"}}', 'schedule.kind'],
  ['{"steps": 5, "schedule": {"milestone": [1]}}', 'schedule'],
  ['{"steps": 5, "schedule": {"milestones": [9, 3]}}', 'schedule.milestones.1'],
  ['{"steps": 5, "schedule": {"factor": 2}}', 'schedule.factor'],
  ['{"steps": 5, "schedule": {"length": 0}}', 'schedule.length'],
  ['{"steps": 5, "network": {"initialScales": {"conv4": 2}}}', 'network.initialScales.conv4'],
  ['{"steps": 5, "network": {"initialScales": {"conv1": 0}}}', 'network.initialScales.conv1'],
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
