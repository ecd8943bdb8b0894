/** A config's settings by their paths: changed only as the schema allows. */
import { expect, it } from 'vitest';
import { changedFields, changeField, hyperParameterOf, readField } from './field-values';
import { DEFAULT_RUN_CONFIG } from './run-config';

it('changes one setting and leaves the given config alone', () => {
  const result = changeField(DEFAULT_RUN_CONFIG, 'network.kind', 'resnet20');
  if ('error' in result) throw new Error(result.error.message);
  expect(readField(result.config, 'network.kind')).toBe('resnet20');
  expect(readField(DEFAULT_RUN_CONFIG, 'network.kind')).toBe('conv3');
  expect(changedFields(DEFAULT_RUN_CONFIG, result.config)).toEqual(['network.kind']);
});

it('names the field that the schema refuses', () => {
  const result = changeField(DEFAULT_RUN_CONFIG, 'batchSize', 0);
  expect('error' in result && result.error.where).toBe('batchSize');
  const wrongKind = changeField(DEFAULT_RUN_CONFIG, 'network.channels', [1, 2]);
  expect('error' in wrongKind && wrongKind.error.where).toBe('network.channels');
});

it('knows the sliders among the settings', () => {
  expect(hyperParameterOf('optimizer.momentum')).toBe('momentum');
  expect(hyperParameterOf('optimizer.nesterov')).toBeNull();
});
