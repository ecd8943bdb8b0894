/** The settings of a config by their paths: read, changed and compared. */

import type { FieldValue } from './field-kinds';
import { FIELD_PATHS, type FieldPath } from './fields';
import { type ConfigResult, parseRunConfig } from './parse-config';
import { HYPER_PARAMETER_NAMES, type HyperParameterName, type RunConfig } from './run-config';

/** The slider's name behind a path, or null where the setting is none of the three. */
export function hyperParameterOf(path: FieldPath): HyperParameterName | null {
  return HYPER_PARAMETER_NAMES.find((name) => path === `optimizer.${name}`) ?? null;
}

/** The value of a setting. */
export function readField(config: RunConfig, path: FieldPath): FieldValue {
  let value: unknown = config;
  for (const key of path.split('.')) value = (value as Record<string, unknown>)[key];
  return value as FieldValue;
}

/** The config with one setting changed, or the schema's objection; the given config stays as it is. */
export function changeField(config: RunConfig, path: FieldPath, value: FieldValue): ConfigResult {
  const draft: Record<string, unknown> = structuredClone(config);
  setAtPath(draft, path, value);
  return parseRunConfig(draft);
}

/** Sets a value in a tree of plain objects, making the branches that are missing. Paths come from the table only. */
export function setAtPath(tree: Record<string, unknown>, path: FieldPath, value: FieldValue): void {
  const keys = path.split('.');
  const last = keys.pop() ?? path;
  let branch = tree;
  for (const key of keys) {
    branch[key] ??= {};
    branch = branch[key] as Record<string, unknown>;
  }
  branch[last] = value;
}

/** Whether two values of a setting are the same. */
export function equalValues(first: FieldValue, second: FieldValue): boolean {
  if (typeof first !== 'object' || typeof second !== 'object' || first === null || second === null)
    return first === second;
  const [one, other] = [Object.entries(first), new Map(Object.entries(second))];
  return one.length === other.size && one.every(([key, value]) => value === other.get(key));
}

/** The settings in which two configs differ, in the table's order. Events are not compared. */
export function changedFields(first: RunConfig, second: RunConfig): readonly FieldPath[] {
  return FIELD_PATHS.filter((path) => !equalValues(readField(first, path), readField(second, path)));
}
