/**
 * The one table of a run's settings: it feeds the controls and the share link. The schema rules what is valid;
 * this table says how each setting is called, shown and chosen. The type makes sure that none is forgotten.
 */
import { HYPER_PARAMETER_STOPS } from './hyper-parameter-scale';
import { type ConfigResult, parseRunConfig } from './parse-config';
import {
  HYPER_PARAMETER_NAMES,
  HYPER_PARAMETER_RANGES,
  type HyperParameterName,
  MAX_BATCH_SIZE,
  type RunConfig,
} from './run-config';

type Leaf = string | number | boolean | null | readonly unknown[];
type PathOf<T, Prefix extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends Leaf ? `${Prefix}${Key}` : PathOf<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];

/** Settings that only the headless runner knows: they name local files, or concern the files that it writes. */
export const RUNNER_FIELDS = ['data.paths', 'data.normalisation', 'telemetryInterval', 'init'] as const;

/** Dotted path of a setting in RunConfig, e.g. `optimizer.learningRate`. */
export type FieldPath = Exclude<PathOf<RunConfig>, 'version' | 'events' | (typeof RUNNER_FIELDS)[number]>;

export type FieldValue = string | number | boolean | null | readonly number[];

interface FieldCommon {
  /** Accessible name of the control. */
  readonly label: string;
  /** One sentence: what it does. */
  readonly help: string;
  /** False for what acts on the running network at its next submit. */
  readonly needsRestart: boolean;
  /** Whether the setting has an effect in this config; always, if missing. */
  readonly applies?: (config: RunConfig) => boolean;
}

export interface NumberField extends FieldCommon {
  readonly kind: 'number';
  /** Limits of the schema, both included. */
  readonly minimum: number;
  readonly maximum: number;
  readonly integer: boolean;
  readonly scale: 'linear' | 'log';
  /** Values of a slider's stops, from left to right. */
  readonly stops?: readonly number[];
  /** Values to offer in a list; others are valid too. */
  readonly suggestions?: readonly number[];
  /** Name of the value null, where the setting may be left empty. */
  readonly emptyLabel?: string;
}

/** A fixed number of integers, e.g. the channels of three stages. */
export interface NumbersField extends FieldCommon {
  readonly kind: 'numbers';
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface ChoiceField extends FieldCommon {
  readonly kind: 'choice';
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

export interface BooleanField extends FieldCommon {
  readonly kind: 'boolean';
}

export type Field = NumberField | NumbersField | ChoiceField | BooleanField;

const isConv3 = (config: RunConfig) => config.network.kind === 'conv3';

const slider = (name: HyperParameterName, label: string, help: string): NumberField => ({
  kind: 'number',
  label,
  help,
  needsRestart: false,
  ...HYPER_PARAMETER_RANGES[name],
  integer: false,
  scale: 'log',
  stops: HYPER_PARAMETER_STOPS[name],
});

const decay = (label: string, help: string): BooleanField => ({
  kind: 'boolean',
  label,
  help,
  needsRestart: true,
});

/** Every setting of a run in the order in which controls and links list them. */
export const FIELDS: Readonly<Record<FieldPath, Field>> = {
  'optimizer.learningRate': slider('learningRate', 'Learning rate', 'Length of a step, η.'),
  'optimizer.weightDecay': slider(
    'weightDecay',
    'Weight decay',
    'Pull towards zero, λ, added to the gradient.',
  ),
  'optimizer.momentum': slider('momentum', 'Momentum', 'Share α of the momentum buffer kept per step.'),
  'optimizer.nesterov': {
    kind: 'boolean',
    label: 'Nesterov',
    help: 'Step along the gradient seen one momentum step ahead.',
    needsRestart: true,
  },
  'optimizer.decay.convolution': decay('Decay convolutions', 'Weight decay acts on convolution weights.'),
  'optimizer.decay.dense': decay('Decay dense layer', 'Weight decay acts on the last layer’s weights.'),
  'optimizer.decay.batchNorm': decay(
    'Decay BatchNorm',
    'Weight decay acts on γ and β: this can kill filters.',
  ),
  'optimizer.decay.bias': decay('Decay biases', 'Weight decay acts on the last layer’s biases.'),
  'network.kind': {
    kind: 'choice',
    label: 'Network',
    help: 'The network that is trained.',
    needsRestart: true,
    choices: [
      { value: 'conv3', label: '3-conv net' },
      { value: 'resnet8', label: 'ResNet-8' },
      { value: 'resnet20', label: 'ResNet-20' },
    ],
  },
  'network.channels': {
    kind: 'numbers',
    label: 'Channels',
    help: 'Filters of the three convolutions, or of the three stages of a ResNet.',
    needsRestart: true,
    count: 3,
    minimum: 1,
    maximum: 512,
  },
  'network.strides': {
    kind: 'numbers',
    label: 'Strides',
    help: 'Strides of the three convolutions.',
    needsRestart: true,
    applies: isConv3,
    count: 3,
    minimum: 1,
    maximum: 2,
  },
  'network.downsampling': {
    kind: 'choice',
    label: 'Downsampling',
    help: 'How the image is halved where the stride is 2.',
    needsRestart: true,
    applies: isConv3,
    choices: [
      { value: 'stride', label: 'Stride' },
      { value: 'max-pool', label: 'Max pooling' },
      { value: 'average-pool', label: 'Average pooling' },
    ],
  },
  'network.batchNorm': {
    kind: 'boolean',
    label: 'BatchNorm',
    help: 'Off is the control: without it the theory does not apply.',
    needsRestart: true,
  },
  'network.batchNormEpsilon': {
    kind: 'number',
    label: 'BatchNorm ε',
    help: 'Added to the variance; a large one breaks the scale invariance.',
    needsRestart: true,
    applies: (config) => config.network.batchNorm,
    minimum: 0,
    maximum: 1,
    integer: false,
    scale: 'log',
  },
  'network.initialScale': {
    kind: 'number',
    label: 'Initial scale',
    help: 'Factor on the initial convolution weights.',
    needsRestart: true,
    minimum: 1e-3,
    maximum: 1e3,
    integer: false,
    scale: 'log',
  },
  'data.source': {
    kind: 'choice',
    label: 'Data set',
    help: 'The images that are learned.',
    needsRestart: true,
    choices: [
      { value: 'glyphs', label: 'Glyphs (generated)' },
      { value: 'fashion-mnist', label: 'Fashion-MNIST' },
      { value: 'files', label: 'Own files' },
    ],
  },
  'data.subset': {
    kind: 'number',
    label: 'Training images',
    help: 'Number of training images used.',
    needsRestart: true,
    minimum: 2,
    maximum: 1_000_000,
    integer: true,
    scale: 'log',
    emptyLabel: 'All',
  },
  'data.order': {
    kind: 'choice',
    label: 'Order',
    help: 'Order in which an epoch meets the training images.',
    needsRestart: true,
    choices: [
      { value: 'shuffled', label: 'Shuffled' },
      { value: 'sequential', label: 'As in the files' },
    ],
  },
  'data.labelNoise': {
    kind: 'number',
    label: 'Label noise',
    help: 'Share of the training labels replaced by another class.',
    needsRestart: true,
    minimum: 0,
    maximum: 1,
    integer: false,
    scale: 'linear',
  },
  batchSize: {
    kind: 'number',
    label: 'Batch size',
    help: 'Images per step.',
    needsRestart: true,
    minimum: 1,
    maximum: MAX_BATCH_SIZE,
    integer: true,
    scale: 'log',
    suggestions: [8, 16, 32, 64, 128, 256, 512],
  },
  seed: {
    kind: 'number',
    label: 'Seed',
    help: 'Decides the initial weights, the order of the images and the generated data.',
    needsRestart: true,
    minimum: 0,
    maximum: 0xffffffff,
    integer: true,
    scale: 'linear',
  },
  steps: {
    kind: 'number',
    label: 'Steps',
    help: 'The run pauses by itself after this step.',
    needsRestart: true,
    minimum: 1,
    maximum: 1e9,
    integer: true,
    scale: 'log',
    emptyLabel: 'Until paused',
  },
  testInterval: {
    kind: 'number',
    label: 'Test interval',
    help: 'Steps between two measurements of the test accuracy.',
    needsRestart: true,
    minimum: 1,
    maximum: 1_000_000,
    integer: true,
    scale: 'log',
  },
};

export const FIELD_PATHS = Object.keys(FIELDS) as readonly FieldPath[];

/** Whether a text is the path of a setting; the only way from foreign text to a path. */
export function isFieldPath(text: string): text is FieldPath {
  return Object.hasOwn(FIELDS, text);
}

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
  if (!Array.isArray(first) || !Array.isArray(second)) return first === second;
  return first.length === second.length && first.every((value, index) => value === second[index]);
}

/** The settings in which two configs differ, in the table's order. Events are not compared. */
export function changedFields(first: RunConfig, second: RunConfig): readonly FieldPath[] {
  return FIELD_PATHS.filter((path) => !equalValues(readField(first, path), readField(second, path)));
}
