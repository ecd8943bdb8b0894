/** The table of settings covers the whole config and changes it only as the schema allows. */
import { expect, it } from 'vitest';
import {
  changedFields,
  changeField,
  FIELD_PATHS,
  hyperParameterOf,
  isFieldPath,
  RUNNER_FIELDS,
  readField,
} from './fields';
import { DEFAULT_RUN_CONFIG } from './run-config';

it('has every setting of the config, once', () => {
  const leaves = (tree: object, prefix = ''): string[] =>
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null && Object.keys(value).length > 0 && !Array.isArray(value)
        ? leaves(value, `${prefix}${key}.`)
        : [prefix + key],
    );
  const others: readonly string[] = ['version', 'events', ...RUNNER_FIELDS];
  const settings = leaves(DEFAULT_RUN_CONFIG).filter((path) => !others.includes(path));
  expect([...FIELD_PATHS].sort()).toEqual(settings.sort());
});

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

it('knows paths from other texts, and the sliders among them', () => {
  expect(isFieldPath('batchSize')).toBe(true);
  expect(isFieldPath('toString')).toBe(false);
  expect(isFieldPath('__proto__')).toBe(false);
  expect(hyperParameterOf('optimizer.momentum')).toBe('momentum');
  expect(hyperParameterOf('optimizer.nesterov')).toBeNull();
});
