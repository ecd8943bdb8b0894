/**
 * The one table of a run's settings: it feeds the controls and the share link. The schema rules what is valid;
 * this table says how each setting is shown and chosen, `settings` of messages/ how it is called. The types make sure
 * that none is forgotten.
 */
import { settings } from '../messages';
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
  [Key in keyof T & string]: T[Key] extends Leaf
    ? `${Prefix}${Key}`
    : string extends keyof T[Key]
      ? `${Prefix}${Key}`
      : PathOf<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];

/** Settings that only the headless runner knows: they name local files, or concern the files that it writes. */
export const RUNNER_FIELDS = [
  'data.paths',
  'data.normalisation',
  'telemetryInterval',
  'init',
  'variants',
] as const;

/** Dotted path of a setting in RunConfig, e.g. `optimizer.learningRate`. */
export type FieldPath = Exclude<PathOf<RunConfig>, 'version' | 'events' | (typeof RUNNER_FIELDS)[number]>;

export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly number[]
  | Readonly<Record<string, number>>;

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

/** Any number of integers in ascending order, e.g. steps. */
export interface ListField extends FieldCommon {
  readonly kind: 'list';
  readonly minimum: number;
  readonly maximum: number;
}

/** Numbers by the names of layers. */
export interface FactorsField extends FieldCommon {
  readonly kind: 'factors';
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

export type Field = NumberField | NumbersField | ListField | FactorsField | ChoiceField | BooleanField;

const isConv3 = (config: RunConfig) => config.network.kind === 'conv3';
const isScheduled = ({ schedule }: RunConfig) => schedule.kind !== 'constant';

const slider = (name: HyperParameterName): NumberField => ({
  kind: 'number',
  ...settings[`optimizer.${name}`],
  needsRestart: false,
  ...HYPER_PARAMETER_RANGES[name],
  integer: false,
  scale: 'log',
  stops: HYPER_PARAMETER_STOPS[name],
});

const choices = (labels: Readonly<Record<string, string>>): ChoiceField['choices'] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

type Group = keyof RunConfig['optimizer']['learningRateFactor'];

const learningRateFactor = (group: Group): NumberField => ({
  kind: 'number',
  ...settings[`optimizer.learningRateFactor.${group}`],
  needsRestart: true,
  minimum: 0,
  maximum: 1000,
  integer: false,
  scale: 'log',
});

/** Every setting of a run in the order in which controls and links list them. */
export const FIELDS: Readonly<Record<FieldPath, Field>> = {
  'optimizer.learningRate': slider('learningRate'),
  'optimizer.weightDecay': slider('weightDecay'),
  'optimizer.momentum': slider('momentum'),
  'optimizer.dampening': {
    kind: 'number',
    ...settings['optimizer.dampening'],
    needsRestart: true,
    applies: (config) => !config.optimizer.nesterov,
    minimum: 0,
    maximum: 1,
    integer: false,
    scale: 'linear',
  },
  'optimizer.nesterov': {
    kind: 'boolean',
    ...settings['optimizer.nesterov'],
    needsRestart: true,
    applies: (config) => config.optimizer.dampening === 0,
  },
  'optimizer.decayForm': {
    kind: 'choice',
    ...settings['optimizer.decayForm'],
    choices: choices(settings['optimizer.decayForm'].choices),
    needsRestart: true,
  },
  'optimizer.learningRateIn': {
    kind: 'choice',
    ...settings['optimizer.learningRateIn'],
    choices: choices(settings['optimizer.learningRateIn'].choices),
    needsRestart: true,
  },
  'optimizer.learningRateFactor.convolution': learningRateFactor('convolution'),
  'optimizer.learningRateFactor.dense': learningRateFactor('dense'),
  'optimizer.learningRateFactor.batchNorm': learningRateFactor('batchNorm'),
  'optimizer.learningRateFactor.bias': learningRateFactor('bias'),
  'optimizer.decay.convolution': {
    kind: 'boolean',
    ...settings['optimizer.decay.convolution'],
    needsRestart: true,
  },
  'optimizer.decay.dense': { kind: 'boolean', ...settings['optimizer.decay.dense'], needsRestart: true },
  'optimizer.decay.batchNorm': {
    kind: 'boolean',
    ...settings['optimizer.decay.batchNorm'],
    needsRestart: true,
  },
  'optimizer.decay.bias': { kind: 'boolean', ...settings['optimizer.decay.bias'], needsRestart: true },
  'schedule.kind': {
    kind: 'choice',
    ...settings['schedule.kind'],
    choices: choices(settings['schedule.kind'].choices),
    needsRestart: true,
  },
  'schedule.warmUp': {
    kind: 'number',
    ...settings['schedule.warmUp'],
    needsRestart: true,
    minimum: 0,
    maximum: 1e9,
    integer: true,
    scale: 'log',
  },
  'schedule.milestones': {
    kind: 'list',
    ...settings['schedule.milestones'],
    needsRestart: true,
    applies: ({ schedule }) => schedule.kind === 'step',
    minimum: 1,
    maximum: 1e9,
  },
  'schedule.factor': {
    kind: 'number',
    ...settings['schedule.factor'],
    needsRestart: true,
    applies: isScheduled,
    minimum: 0,
    maximum: 1,
    integer: false,
    scale: 'linear',
  },
  'schedule.length': {
    kind: 'number',
    ...settings['schedule.length'],
    needsRestart: true,
    applies: ({ schedule }) => schedule.kind === 'cosine' || schedule.kind === 'exponential',
    minimum: 1,
    maximum: 1e9,
    integer: true,
    scale: 'log',
  },
  'schedule.decayFollowsLearningRate': {
    kind: 'boolean',
    ...settings['schedule.decayFollowsLearningRate'],
    needsRestart: true,
    applies: ({ schedule }) => schedule.kind !== 'constant' || schedule.warmUp > 0,
  },
  'network.kind': {
    kind: 'choice',
    ...settings['network.kind'],
    needsRestart: true,
    choices: choices(settings['network.kind'].choices),
  },
  'network.channels': {
    kind: 'numbers',
    ...settings['network.channels'],
    needsRestart: true,
    count: 3,
    minimum: 1,
    maximum: 512,
  },
  'network.strides': {
    kind: 'numbers',
    ...settings['network.strides'],
    needsRestart: true,
    applies: isConv3,
    count: 3,
    minimum: 1,
    maximum: 2,
  },
  'network.downsampling': {
    kind: 'choice',
    ...settings['network.downsampling'],
    needsRestart: true,
    applies: isConv3,
    choices: choices(settings['network.downsampling'].choices),
  },
  'network.batchNorm': {
    kind: 'boolean',
    ...settings['network.batchNorm'],
    needsRestart: true,
  },
  'network.batchNormEpsilon': {
    kind: 'number',
    ...settings['network.batchNormEpsilon'],
    needsRestart: true,
    applies: (config) => config.network.batchNorm,
    minimum: 0,
    maximum: 1,
    integer: false,
    scale: 'log',
  },
  'network.initialScale': {
    kind: 'number',
    ...settings['network.initialScale'],
    needsRestart: true,
    minimum: 1e-3,
    maximum: 1e3,
    integer: false,
    scale: 'log',
  },
  'network.initialScales': {
    kind: 'factors',
    ...settings['network.initialScales'],
    needsRestart: true,
    minimum: 1e-3,
    maximum: 1e3,
  },
  'data.source': {
    kind: 'choice',
    ...settings['data.source'],
    needsRestart: true,
    choices: choices(settings['data.source'].choices),
  },
  'data.subset': {
    kind: 'number',
    ...settings['data.subset'],
    needsRestart: true,
    minimum: 2,
    maximum: 1_000_000,
    integer: true,
    scale: 'log',
  },
  'data.order': {
    kind: 'choice',
    ...settings['data.order'],
    needsRestart: true,
    choices: choices(settings['data.order'].choices),
  },
  'data.labelNoise': {
    kind: 'number',
    ...settings['data.labelNoise'],
    needsRestart: true,
    minimum: 0,
    maximum: 1,
    integer: false,
    scale: 'linear',
  },
  batchSize: {
    kind: 'number',
    ...settings.batchSize,
    needsRestart: true,
    minimum: 1,
    maximum: MAX_BATCH_SIZE,
    integer: true,
    scale: 'log',
    suggestions: [8, 16, 32, 64, 128, 256, 512],
  },
  seed: {
    kind: 'number',
    ...settings.seed,
    needsRestart: true,
    minimum: 0,
    maximum: 0xffffffff,
    integer: true,
    scale: 'linear',
  },
  steps: {
    kind: 'number',
    ...settings.steps,
    needsRestart: true,
    minimum: 1,
    maximum: 1e9,
    integer: true,
    scale: 'log',
  },
  testInterval: {
    kind: 'number',
    ...settings.testInterval,
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
  if (typeof first !== 'object' || typeof second !== 'object' || first === null || second === null)
    return first === second;
  const [one, other] = [Object.entries(first), new Map(Object.entries(second))];
  return one.length === other.size && one.every(([key, value]) => value === other.get(key));
}

/** The settings in which two configs differ, in the table's order. Events are not compared. */
export function changedFields(first: RunConfig, second: RunConfig): readonly FieldPath[] {
  return FIELD_PATHS.filter((path) => !equalValues(readField(first, path), readField(second, path)));
}
