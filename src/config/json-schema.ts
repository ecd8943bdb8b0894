/** The config as JSON Schema, for editors that complete and check a file while it is written. */
import { z } from 'zod';
import { FIELDS, isFieldPath } from './fields';
import { runConfigSchema } from './run-config';

/** What each setting without a control is for; the others say so in the table of fields. */
const FURTHER_HELP: Readonly<Record<string, string>> = {
  version: 'Of the form of this file.',
  events:
    'Changes during the run, in the order of their steps, each acting before its step is computed: a hyper-parameter is set, or (rescale) the weights under BatchNorm, their momentum buffers and the running statistics behind them are multiplied.',
  'data.paths':
    'Files of the sources idx, cifar10 and safetensors; relative paths start from the config’s folder.',
  'data.normalisation':
    'Mean and standard deviation of pixels/255; null: as measured on the training images.',
  telemetryInterval: 'Steps per row of metrics.csv.',
  variants:
    'Pinned forms of kernels by operation, e.g. {"sgd": "threads-64"}, or by a case of it as summary.json names it; what is not named is chosen for the adapter.',
  init: 'Checkpoint or PyTorch state dict (safetensors) to start from, with this config; null: new weights.',
};

/** JSON Schema (2020-12) of what the headless runner reads: every setting may be left out but `steps`. */
export function runConfigJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(runConfigSchema, {
    io: 'input',
    override: ({ jsonSchema, path }) => {
      const field = path.filter((_, index) => path[index - 1] === 'properties').join('.');
      const help = isFieldPath(field) ? FIELDS[field].help : FURTHER_HELP[field];
      // Only at the setting itself, not at the items of its list.
      if (help !== undefined && path.at(-2) === 'properties') jsonSchema.description = help;
    },
  });
  const { $schema, ...rest } = schema;
  const properties = { $schema: { type: 'string' }, ...schema.properties };
  return { $schema, title: 'A run of SMD Lab', ...rest, properties, required: ['steps'] };
}
