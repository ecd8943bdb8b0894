/**
 * What a run is. This one schema is the source of the share link, the page's controls, files and worker
 * messages: whatever comes from outside is parsed here, with ranges and caps, before anything is allocated.
 */
import { z } from 'zod';
import { configIssues } from '../messages';
import { weightedLayers } from './layer-names';
import { rescaleSchema } from './rescale';

/** The three hyper-parameters that act on a running network, each with the range that the lab accepts. */
export const HYPER_PARAMETER_RANGES = {
  learningRate: { minimum: 0, maximum: 10 },
  weightDecay: { minimum: 0, maximum: 1 },
  momentum: { minimum: 0, maximum: 0.999 },
} as const;

export type HyperParameterName = keyof typeof HYPER_PARAMETER_RANGES;
export const HYPER_PARAMETER_NAMES = Object.keys(HYPER_PARAMETER_RANGES) as readonly HyperParameterName[];

const hyperParameter = (name: HyperParameterName) =>
  z.number().min(HYPER_PARAMETER_RANGES[name].minimum).max(HYPER_PARAMETER_RANGES[name].maximum);

export const NETWORK_KINDS = ['conv3', 'resnet8', 'resnet20'] as const;
export type NetworkKind = (typeof NETWORK_KINDS)[number];

/** Sources whose files a config names by their paths: only the headless runner can open them without asking. */
export const PATH_SOURCES = ['idx', 'cifar10', 'safetensors'] as const;
export const DATA_SOURCES = ['glyphs', 'fashion-mnist', 'files', ...PATH_SOURCES] as const;
export type DataSource = (typeof DATA_SOURCES)[number];

/** Whether a source takes its files from `data.paths`. */
export function isPathSource(source: DataSource): boolean {
  return PATH_SOURCES.some((name) => name === source);
}

const stride = z.union([z.literal(1), z.literal(2)]);
const channelCount = z.int().min(1).max(512);

const initialScale = z.number().min(1e-3).max(1e3);

const networkSchema = z.strictObject({
  kind: z.enum(NETWORK_KINDS).default('conv3'),
  /** Output channels of the three convolutions of `conv3`, or of the three stages of a ResNet. */
  channels: z.tuple([channelCount, channelCount, channelCount]).default([16, 32, 64]),
  /** Strides of the three convolutions of `conv3`; the ResNets have theirs. */
  strides: z.tuple([stride, stride, stride]).default([1, 2, 2]),
  /** How `conv3` halves the image: by the convolution's stride, or by a 2×2 pooling behind stride 1. */
  downsampling: z.enum(['stride', 'max-pool', 'average-pool']).default('stride'),
  /** Off: the control, in which the theory does not apply. */
  batchNorm: z.boolean().default(true),
  batchNormEpsilon: z.number().min(0).max(1).default(1e-5),
  /** Factor on the convolutions' initial weights. */
  initialScale: initialScale.default(1),
  /** Further factors on single layers' initial weights, by the layer's name. */
  initialScales: z.record(z.string().max(64), initialScale).default({}),
});

/** Factor on the learning rate of a group of tensors. */
const learningRateFactor = z.number().min(0).max(1000);

const optimizerSchema = z.strictObject({
  learningRate: hyperParameter('learningRate').default(0.1),
  weightDecay: hyperParameter('weightDecay').default(5e-3),
  momentum: hyperParameter('momentum').default(0.9),
  /** Share of the gradient kept out of the momentum buffer, as in PyTorch: not at the first step, nor without momentum. */
  dampening: z.number().min(0).max(1).default(0),
  nesterov: z.boolean().default(false),
  /** `coupled`: λw is added to the gradient. `decoupled`: w ← w − ηλw beside the step along the buffer (SGDW). */
  decayForm: z.enum(['coupled', 'decoupled']).default('coupled'),
  /** `step`: w ← w − ηv (PyTorch). `buffer`: v ← αv + ηd, w ← w − v (Sutskever, TensorFlow). */
  learningRateIn: z.enum(['step', 'buffer']).default('step'),
  learningRateFactor: z
    .strictObject({
      convolution: learningRateFactor.default(1),
      dense: learningRateFactor.default(1),
      batchNorm: learningRateFactor.default(1),
      bias: learningRateFactor.default(1),
    })
    .prefault({}),
  /** The tensor groups that decay. Decay on BN's scale kills filters, hence the default. */
  decay: z
    .strictObject({
      convolution: z.boolean().default(true),
      dense: z.boolean().default(true),
      batchNorm: z.boolean().default(false),
      bias: z.boolean().default(false),
    })
    .prefault({}),
});

const stepCount = z.int().min(1).max(1e9);

/** What the learning rate is multiplied with at each step, see schedule.ts. */
const scheduleSchema = z.strictObject({
  kind: z.enum(['constant', 'step', 'cosine', 'exponential']).default('constant'),
  /** Steps over which the learning rate rises from 0; 0: none. */
  warmUp: z.int().min(0).max(1e9).default(0),
  /** `step`: at each of these steps the learning rate is multiplied by `factor`. */
  milestones: z.array(stepCount).max(16).default([]),
  /** `step`: at each milestone. `cosine`: where it ends. `exponential`: after each `length` steps. */
  factor: z.number().min(0).max(1).default(0.1),
  /** Steps, counted from the end of the warm-up. */
  length: stepCount.default(1000),
  /** λ is multiplied as η is. */
  decayFollowsLearningRate: z.boolean().default(false),
});

/** A file's path, from the config's own folder on. */
const filePath = z.string().min(1).max(4096);

const dataSchema = z.strictObject({
  source: z.enum(DATA_SOURCES).default('glyphs'),
  /** Files of the sources `idx`, `cifar10` and `safetensors`; only the headless runner opens paths. */
  paths: z.array(filePath).max(16).default([]),
  /** Number of training images used; null means all. */
  subset: z.int().min(2).max(1_000_000).nullable().default(null),
  /** Share of the training labels that are replaced by another class. */
  labelNoise: z.number().min(0).max(1).default(0),
  /** Each epoch in an order of its own, or always in the files' order. */
  order: z.enum(['shuffled', 'sequential']).default('shuffled'),
  /** Of pixels/255, the same for all channels; null means as measured on the training images. */
  normalisation: z
    .strictObject({ mean: z.number().min(-10).max(10), deviation: z.number().min(1e-3).max(1e3) })
    .nullable()
    .default(null),
});

const eventStep = z.int().min(0).max(1e9);

/** A change during the run: it acts from the given step on (the step that is computed with it). */
const eventSchema = z.discriminatedUnion('field', [
  /** A move of a control. */
  z.strictObject({
    step: eventStep,
    field: z.enum(['learningRate', 'weightDecay', 'momentum']),
    value: z.number(),
  }),
  /** The weights under BatchNorm and what belongs to them, multiplied. */
  z.strictObject({ step: eventStep, field: z.literal('rescale'), value: rescaleSchema }),
]);

export const MAX_EVENTS = 1000;
export const MAX_BATCH_SIZE = 4096;

export const runConfigSchema = z
  .strictObject({
    version: z.literal(1).default(1),
    seed: z.int().min(0).max(0xffffffff).default(1),
    network: networkSchema.prefault({}),
    optimizer: optimizerSchema.prefault({}),
    schedule: scheduleSchema.prefault({}),
    data: dataSchema.prefault({}),
    batchSize: z.int().min(1).max(MAX_BATCH_SIZE).default(64),
    /** The run pauses by itself after this step; null means it goes on. */
    steps: z.int().min(1).max(1e9).nullable().default(null),
    /** Steps between two measurements of the test accuracy. */
    testInterval: z.int().min(1).max(1_000_000).default(200),
    /** The headless runner writes a row of `metrics.csv` for every so many steps; the page shows every step. */
    telemetryInterval: z.int().min(1).max(1_000_000).default(1),
    /** Path of a checkpoint from which the headless runner starts, at its step, with this config; null: from scratch. */
    init: filePath.nullable().default(null),
    events: z.array(eventSchema).max(MAX_EVENTS).default([]),
    /** Operation, or case of one, → form of its kernel, where the choice is not left to the lab; the engine knows the names. */
    variants: z.record(z.string().max(100), z.string().max(100)).default({}),
  })
  .superRefine((config, context) => {
    const { source, paths } = config.data;
    if (isPathSource(source) !== paths.length > 0) {
      const message = isPathSource(source)
        ? configIssues.pathsNeeded(source)
        : configIssues.noPaths(source, PATH_SOURCES);
      context.addIssue({ code: 'custom', path: ['data', 'paths'], message });
    }
    const { nesterov, dampening } = config.optimizer;
    if (nesterov && dampening !== 0) {
      const message = configIssues.nesterovDampening;
      context.addIssue({ code: 'custom', path: ['optimizer', 'dampening'], message });
    }
    const layers = weightedLayers(config.network);
    for (const name of Object.keys(config.network.initialScales)) {
      if (layers.includes(name)) continue;
      const message = configIssues.unknownLayer(layers);
      context.addIssue({ code: 'custom', path: ['network', 'initialScales', name], message });
    }
    config.schedule.milestones.forEach((step, index, milestones) => {
      if (step > (milestones[index - 1] ?? 0)) return;
      const message = configIssues.milestoneOrder;
      context.addIssue({ code: 'custom', path: ['schedule', 'milestones', index], message });
    });
    config.events.forEach((event, index) => {
      if (event.step < (config.events[index - 1]?.step ?? 0)) {
        context.addIssue({
          code: 'custom',
          path: ['events', index, 'step'],
          message: configIssues.eventOrder,
        });
      }
      if (event.field === 'rescale') return;
      const range = HYPER_PARAMETER_RANGES[event.field];
      if (!(event.value >= range.minimum && event.value <= range.maximum)) {
        context.addIssue({
          code: 'custom',
          path: ['events', index, 'value'],
          message: configIssues.eventRange(event.field, range.minimum, range.maximum),
        });
      }
    });
  });

export type RunConfig = z.output<typeof runConfigSchema>;
export type RunConfigInput = z.input<typeof runConfigSchema>;
export type NetworkConfig = RunConfig['network'];
export type OptimizerConfig = RunConfig['optimizer'];
export type ScheduleConfig = RunConfig['schedule'];
export type DataConfig = RunConfig['data'];
export type RunEvent = RunConfig['events'][number];
/** A slider's move. */
export type MoveEvent = Exclude<RunEvent, { field: 'rescale' }>;
export type RescaleEvent = Extract<RunEvent, { field: 'rescale' }>;
export type HyperParameterValues = Record<HyperParameterName, number>;

/** The run that the lab starts with. */
export const DEFAULT_RUN_CONFIG: RunConfig = runConfigSchema.parse({});

/**
 * What the sliders stand at, at a step: the values of the config, changed by every move up to and including it. What the
 * schedule makes of them is `scheduledAt` of schedule.ts.
 */
export function hyperParametersAt(config: RunConfig, step: number): HyperParameterValues {
  const { learningRate, weightDecay, momentum } = config.optimizer;
  const values = { learningRate, weightDecay, momentum };
  for (const event of config.events)
    if (event.step <= step && event.field !== 'rescale') values[event.field] = event.value;
  return values;
}
