/**
 * A run's state as a safetensors file with PyTorch's names and layouts, and back: what a state dict holds
 * (`conv1.weight` OIHW, `bn1.running_var`, …) and `momentum.<name>`. The metadata say which run it is. The sphere's
 * frame is left out: it is three times the weights, no update depends on it, and a resumed run takes the weight that
 * it starts with as its reference.
 */
import { z } from 'zod';
import { LabError, labError } from '../config/lab-error';
import { parseRunConfig } from '../config/parse-config';
import type { RunConfig } from '../config/run-config';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../data/safetensors';
import { channelGroups } from './kernels/kernel';
import { type ParameterLayout, packTensor, unpackTensor } from './model/parameter-layout';
import { sphereFrame } from './model/sphere-frame';
import type { TrainerState } from './trainer-state';

/** Of the metadata's form; files of a later one are refused. */
export const CHECKPOINT_VERSION = '1';

/** Counted by PyTorch's BatchNorm, of no use here. */
const IGNORED = /(^|\.)num_batches_tracked$/;

/** Which run a checkpoint is of, and where it stands. */
export interface CheckpointRun {
  /** With the moves of the controls as its events. Those of the step it stands at are still to act. */
  readonly config: RunConfig;
  /** Updates applied so far. */
  readonly step: number;
  /** The next batch: whole epochs before it, batches of its epoch before it. */
  readonly sampler: SamplerState;
  /** What computed it, for the reader: other adapters round differently. */
  readonly adapter: Readonly<Record<string, string>>;
  /** Forms of the kernels by case; older files name them by operation. */
  readonly variants: Readonly<Record<string, string>>;
}

export interface SamplerState {
  readonly epoch: number;
  readonly position: number;
}

export interface Checkpoint {
  /** The file's name, for messages. */
  readonly where: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** null for a plain state dict: weights to start from. */
  readonly run: CheckpointRun | null;
}

const stepSchema = z.int().min(0).max(1e9);
const samplerSchema = z.strictObject({ epoch: z.int().min(0), position: z.int().min(0) });
const textMapSchema = z.record(z.string().max(200), z.string().max(2000));

/** The sampler's place before the batch of a step. @param count training images */
export function samplerStateAt(step: number, count: number, batchSize: number): SamplerState {
  const stepsPerEpoch = Math.floor(count / batchSize);
  return { epoch: Math.floor(step / stepsPerEpoch), position: step % stepsPerEpoch };
}

/** The file of a state. The state's step is the run's. */
export function writeCheckpoint(
  state: TrainerState,
  layout: ParameterLayout,
  run: CheckpointRun,
): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, StoredTensor>();
  for (const tensor of layout.tensors) {
    const { name, shape } = tensor.description;
    tensors.set(name, { shape, values: unpackTensor(tensor, state.weights) });
    tensors.set(`momentum.${name}`, { shape, values: unpackTensor(tensor, state.momenta) });
  }
  for (const { name, start, channels } of runningStatistics(layout))
    tensors.set(name, {
      shape: [channels],
      values: state.running.slice(4 * start, 4 * start + channels),
    });
  const metadata = new Map([
    // What safetensors.torch writes; some readers ask for it.
    ['format', 'pt'],
    ['version', CHECKPOINT_VERSION],
    ['config', JSON.stringify(run.config)],
    ['step', String(state.step)],
    ['sampler', JSON.stringify(run.sampler)],
    ['adapter', JSON.stringify(run.adapter)],
    ['variants', JSON.stringify(run.variants)],
  ]);
  return writeSafetensors(tensors, metadata);
}

/**
 * Reads a checkpoint of this lab, or a plain state dict (no `config` in its metadata). Whether its weights fit a
 * network, `checkpointState` says. Throws a LabError: `CHECKPOINT_METADATA`, `CONFIG_INVALID`, or one of
 * `readSafetensors`.
 */
export function readCheckpoint(bytes: Uint8Array, where: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes, where);
  if (!metadata.has('config')) return { where, tensors, run: null };
  const version = metadata.get('version');
  if (version !== CHECKPOINT_VERSION)
    throw labError('CHECKPOINT_METADATA.version', 'version', {
      file: where,
      found: JSON.stringify(version),
      expected: JSON.stringify(CHECKPOINT_VERSION),
    });
  const field = <Value>(name: string, schema: z.ZodType<Value>): Value => {
    const parsed = schema.safeParse(json(where, name, metadata.get(name)));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    if (!issue) throw labError('CHECKPOINT_METADATA.invalid', name, { file: where });
    throw labError('CHECKPOINT_METADATA.issue', name, { file: where, issue: issue.message });
  };
  const config = parseRunConfig(json(where, 'config', metadata.get('config')));
  if ('error' in config)
    throw new LabError({ ...config.error, message: `${where}: ${config.error.message}` });
  const run = {
    config: config.config,
    step: field('step', stepSchema),
    sampler: field('sampler', samplerSchema),
    adapter: field('adapter', textMapSchema),
    variants: field('variants', textMapSchema),
  };
  return { where, tensors, run };
}

/**
 * The state that a checkpoint holds, laid out as on the GPU. A plain state dict gives step 0, with empty momenta
 * unless it has them. The sphere's reference is the present weight.
 * @param seed of the run that goes on: draws the sphere's axes
 * Throws a LabError `CHECKPOINT_TENSOR` that names the first tensor that is missing, surplus or unfit: weights of
 * another network are refused as a whole.
 */
export function checkpointState(checkpoint: Checkpoint, layout: ParameterLayout, seed: number): TrainerState {
  const { tensors, run } = checkpoint;
  const unused = new Set([...tensors.keys()].filter((name) => !IGNORED.test(name)));
  const take = (name: string, shape: readonly number[]) => {
    unused.delete(name);
    return valuesOf(checkpoint, name, shape);
  };
  const weights = new Float32Array(4 * layout.length);
  const momenta = new Float32Array(4 * layout.length);
  const running = new Float32Array(4 * Math.max(1, layout.runningLength));
  for (const tensor of layout.tensors) {
    const { name, shape } = tensor.description;
    packTensor(tensor, take(name, shape), weights);
    const momentum = `momentum.${name}`;
    if (run || tensors.has(momentum)) packTensor(tensor, take(momentum, shape), momenta);
  }
  for (const { name, start, channels } of runningStatistics(layout))
    running.set(take(name, [channels]), 4 * start);
  const [surplus] = unused;
  if (surplus !== undefined)
    throw labError('CHECKPOINT_TENSOR.surplus', shortened(surplus), { file: fileOf(checkpoint) });
  const axes = sphereFrame(layout, weights, momenta, seed);
  return { step: run?.step ?? 0, weights, momenta, running, axes };
}

/**
 * Throws a LabError `CHECKPOINT_DATA` where the checkpoint's next batch is not the one that its step leads to: it
 * was trained on another number of images. @param count training images
 */
export function checkSampler({ run, where }: Checkpoint, count: number): void {
  if (!run) return;
  const { epoch, position } = samplerStateAt(run.step, count, run.config.batchSize);
  if (epoch === run.sampler.epoch && position === run.sampler.position) return;
  throw labError('CHECKPOINT_DATA', 'sampler', {
    file: where,
    step: run.step,
    count,
    stored: run.sampler,
    expected: { epoch, position },
  });
}

/** Where the running statistics stand by PyTorch's names; positions count vec4f. */
function* runningStatistics(layout: ParameterLayout) {
  for (const [layer, { start, channels }] of layout.running) {
    yield { name: `${layer}.running_mean`, start, channels };
    yield { name: `${layer}.running_var`, start: start + channelGroups(channels), channels };
  }
}

function valuesOf(checkpoint: Checkpoint, name: string, shape: readonly number[]): Float32Array {
  const tensor = checkpoint.tensors.get(name);
  const [where, file] = [shortened(name), fileOf(checkpoint)];
  if (!tensor) throw labError('CHECKPOINT_TENSOR.missing', where, { file });
  if (tensor.shape.length !== shape.length || tensor.shape.some((side, axis) => side !== shape[axis]))
    throw labError('CHECKPOINT_TENSOR.shape', where, { file, shape: tensor.shape, expected: shape });
  if (!(tensor.values instanceof Float32Array)) throw labError('CHECKPOINT_TENSOR.type', where, { file });
  const stray = tensor.values.findIndex((value) => !Number.isFinite(value));
  if (stray >= 0)
    throw labError('CHECKPOINT_TENSOR.element', where, { file, index: stray, value: tensor.values[stray]! });
  if (name.endsWith('.running_var') && tensor.values.some((value) => value < 0))
    throw labError('CHECKPOINT_TENSOR.variance', where, { file });
  return tensor.values;
}

function json(where: string, field: string, text: string | undefined): unknown {
  if (text === undefined) throw labError('CHECKPOINT_METADATA.missing', field, { file: where });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw labError('CHECKPOINT_METADATA.json', field, { file: where }, { cause });
  }
}

/** What the errors of a checkpoint's tensors say of it. */
function fileOf({ where, run }: Checkpoint) {
  return { file: where, whole: run !== null };
}

/** A name from the file, cut so that a hostile one does not fill the screen. */
function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name;
}
