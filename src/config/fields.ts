/**
 * The one table of a run's settings: it feeds the controls and the share link. The schema rules what is valid;
 * this table says how each setting is shown and chosen, `settings` of messages/ how it is called. The types make sure
 * that none is forgotten.
 */
import { settings } from '../messages';
import type { ChoiceField, Field, NumberField } from './field-kinds';
import { HYPER_PARAMETER_STOPS } from './hyper-parameter-scale';
import {
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
