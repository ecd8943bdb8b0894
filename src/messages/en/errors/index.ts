/**
 * What every error says, by its code; a code that stands for several problems has an entry for each, the problem's
 * name behind a dot (`IDX_TRUNCATED.header`). An entry is a function of the place and, where needed, of named values.
 */
import { configErrors } from './config-errors';
import { dataErrors } from './data-errors';
import { engineErrors } from './engine-errors';
import { fileErrors } from './file-errors';
import { headlessErrors } from './headless-errors';
import { labErrors } from './lab-errors';
import { onnxErrors } from './onnx-errors';
import { safetensorsErrors } from './safetensors-errors';
import { updateLogErrors } from './update-log-errors';

export const errors = {
  ...configErrors,
  ...dataErrors,
  ...fileErrors,
  ...safetensorsErrors,
  ...engineErrors,
  ...onnxErrors,
  ...labErrors,
  ...headlessErrors,
  ...updateLogErrors,
};
