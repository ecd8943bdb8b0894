/** The table of errors: no room's entry hides another's, and every code is what programs compare with. */
import { describe, expect, it } from 'vitest';
import { configErrors } from './config-errors';
import { dataErrors } from './data-errors';
import { engineErrors } from './engine-errors';
import { fileErrors } from './file-errors';
import { headlessErrors } from './headless-errors';
import { errors } from './index';
import { labErrors } from './lab-errors';
import { onnxErrors } from './onnx-errors';
import { safetensorsErrors } from './safetensors-errors';
import { updateLogErrors } from './update-log-errors';

const parts = [
  configErrors,
  dataErrors,
  fileErrors,
  safetensorsErrors,
  engineErrors,
  onnxErrors,
  labErrors,
  headlessErrors,
  updateLogErrors,
];

describe('errors', () => {
  it('have each name in one part only', () => {
    const names = parts.flatMap((part) => Object.keys(part));
    expect(Object.keys(errors).toSorted()).toEqual(names.toSorted());
  });

  it('have codes in upper snake case, and either one text or one for each problem', () => {
    const names = Object.keys(errors);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*(\.[a-z][A-Za-z]*)?$/);
    const several = new Set(names.filter((name) => name.includes('.')).map((name) => name.split('.')[0]));
    expect(names.filter((name) => several.has(name))).toEqual([]);
  });
});
