/** The table of settings covers the whole config. */
import { expect, it } from 'vitest';
import { FIELD_PATHS, isFieldPath, RUNNER_FIELDS } from './fields';
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

it('knows paths from other texts', () => {
  expect(isFieldPath('batchSize')).toBe(true);
  expect(isFieldPath('toString')).toBe(false);
  expect(isFieldPath('__proto__')).toBe(false);
});
