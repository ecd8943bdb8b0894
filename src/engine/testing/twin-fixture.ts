/**
 * A trajectory of a small network, computed by the float64 twin: what `../shared/oracle` holds of PyTorch's, in a few
 * kilobytes that lie in the repository. Odd sizes, a change of the learning rate, a step from a stored state.
 */
import { type RunConfig, runConfigSchema } from '../../config/run-config';
import { scheduledAt } from '../../config/schedule';
import { createDataSet, type DataSet, type ImageSet } from '../../data/data-set';
import { type RandomStream, stream } from '../../data/random';
import { type StoredTensor, writeSafetensors } from '../../data/safetensors';
import { likelyRoundings } from '../../theory/rounding';
import type { Network } from '../model/network';
import { networkOf } from '../model/presets';
import { runningStatistics, trainedParameters } from '../reference/parameters';
import { randomParameters } from '../reference/random-parameters';
import { ReferenceNetwork, type StepResult } from '../reference/reference-network';

/** Chosen so that no input of a ReLU comes near zero, where rounding would decide. */
const SEED = 3;
const IMAGE = { channels: 1, height: 9, width: 7 };
const CLASSES = 5;
const BATCH = 4;
const BATCHES = 5;

export const fixtureConfig: RunConfig = runConfigSchema.parse({
  network: { channels: [5, 7, 6] },
  batchSize: BATCH,
  data: { order: 'sequential' },
  events: [{ step: 2, field: 'learningRate', value: 0.02 }],
});

const network: Network = networkOf(fixtureConfig.network, IMAGE, CLASSES);

/** Steps whose state is kept, and the step that starts from the last of them, rounded to float32. */
const KEPT = [1, 3];
export const RESTART_STEP = 3;

/** Values as large as pixels are after normalisation, taken by the network as they are. */
export function fixtureImages(images: Float32Array, labels: Uint8Array): DataSet {
  const train: ImageSet = { count: labels.length, ...IMAGE, pixels: images, labels };
  const names = Array.from({ length: CLASSES }, (_, index) => `class ${index}`);
  return createDataSet('fixture', names, train, train);
}

function draw() {
  const random = stream(SEED, 'twin fixture');
  const count = BATCHES * BATCH;
  const size = IMAGE.channels * IMAGE.height * IMAGE.width;
  const labels = Uint8Array.from({ length: count }, () => random.integer(CLASSES));
  // A bright row tells the class, so that there is something to learn.
  const images = Float32Array.from({ length: count * size }, (_, k) => {
    const row = Math.floor(k / IMAGE.width) % IMAGE.height;
    return random.gaussian() + (row === labels[Math.floor(k / size)] ? 2 : 0);
  });
  const initial = new Map(
    [...randomParameters(network, SEED)].map(([name, values]) => [name, values.map(Math.fround)]),
  );
  return { images, labels, initial };
}

/** Moves each value at random by this share of it. */
const moved = (values: Float64Array, random: RandomStream, share: number) =>
  values.map((value) => value * (1 + (random.integer(2) === 0 ? share : -share)));

/**
 * The float32 arithmetic of a step is the exact one of operands that differ by as many roundings as the longest sum has
 * terms (backward error, Higham 2002, section 3.1): so much are weights, momenta and images moved to see what it can do.
 */
const DISTURBANCE = likelyRoundings(BATCH * IMAGE.height * IMAGE.width);
const DISTURBED_RUNS = 8;

type Values = Map<string, Float64Array>;

/** All values of the trajectory. @param random disturbs it; exact without */
function trajectory(random?: RandomStream): { values: Values; margin: number } {
  const { images, labels, initial } = draw();
  const values: Values = new Map();
  let margin = Number.POSITIVE_INFINITY;
  const step = (twin: ReferenceNetwork, index: number): StepResult => {
    let batch = Float64Array.from(
      images.subarray((index * images.length) / BATCHES, ((index + 1) * images.length) / BATCHES),
    );
    if (random) {
      batch = moved(batch, random, DISTURBANCE);
      for (const tensors of [twin.parameters, twin.momentum])
        for (const [name, tensor] of tensors) tensors.set(name, moved(tensor, random, DISTURBANCE));
    }
    const optimizer = { ...fixtureConfig.optimizer, ...scheduledAt(fixtureConfig, index) };
    const result = twin.step(batch, labels.subarray(index * BATCH, (index + 1) * BATCH), optimizer);
    for (const layer of network.layers)
      if (layer.kind === 'relu')
        for (const value of twin.records.get(layer.input)!.output) margin = Math.min(margin, Math.abs(value));
    return result;
  };
  const keep = (prefix: string, twin: ReferenceNetwork) => {
    for (const [name, tensor] of twin.parameters) values.set(`${prefix}.${name}`, tensor);
    for (const [name, tensor] of twin.momentum) values.set(`${prefix}.momentum.${name}`, tensor);
  };
  const keepGradients = (prefix: string, { gradients, loss }: StepResult) => {
    for (const [name, tensor] of gradients) values.set(`${prefix}.${name}`, tensor);
    values.set(`${prefix}.loss`, Float64Array.of(loss));
  };

  const twin = new ReferenceNetwork(network, initial);
  for (let index = 0; index < RESTART_STEP; index++) {
    const result = step(twin, index);
    if (index === 0) {
      keepGradients('grad', result);
      // BN's own output does not exist in the engine; the ReLU behind it shows it.
      for (const { kind, name } of network.layers)
        if (kind !== 'input' && kind !== 'batchNorm')
          values.set(`fwd.${name}`, twin.records.get(name)!.output);
    }
    if (KEPT.includes(index + 1)) keep(`after${index + 1}`, twin);
  }
  // The restart is from the undisturbed state, rounded to float32: no error is carried over.
  const exact = random ? trajectory().values : values;
  const stored = (name: string) => exact.get(`after${RESTART_STEP}.${name}`)!.map(Math.fround);
  const names = [...trainedParameters(network), ...runningStatistics(network)].map(({ name }) => name);
  const restarted = new ReferenceNetwork(network, new Map(names.map((name) => [name, stored(name)])));
  for (const { name } of trainedParameters(network)) restarted.momentum.set(name, stored(`momentum.${name}`));
  keepGradients('restart.grad', step(restarted, RESTART_STEP));
  keep('restart', restarted);
  return { values, margin };
}

/** ‖found − expected‖/‖expected‖. */
const distance = (found: Float64Array, expected: Float64Array) =>
  Math.hypot(...found.map((value, k) => value - expected[k]!)) / Math.hypot(...expected);

export interface TwinFixture {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** By tensor, how far a float32 engine may be off: the largest distance of eight disturbed twins, 2-norms, relative. */
  readonly tolerances: Readonly<Record<string, number>>;
  /** Smallest magnitude of a ReLU's input on the way. */
  readonly margin: number;
}

export function twinFixture(): TwinFixture {
  const { values, margin } = trajectory();
  const tolerances: Record<string, number> = {};
  for (let run = 0; run < DISTURBED_RUNS; run++) {
    const disturbed = trajectory(stream(SEED, `disturbance ${run}`)).values;
    for (const [name, expected] of values)
      tolerances[name] = Math.max(tolerances[name] ?? 0, distance(disturbed.get(name)!, expected));
  }
  const { images, labels, initial } = draw();
  const tensors = new Map<string, StoredTensor>([
    ['images', { shape: [images.length], values: images }],
    ['labels', { shape: [labels.length], values: labels }],
  ]);
  for (const [name, tensor] of initial)
    tensors.set(`init.${name}`, { shape: [tensor.length], values: Float32Array.from(tensor) });
  for (const [name, tensor] of values) tensors.set(name, { shape: [tensor.length], values: tensor });
  return { tensors, tolerances, margin };
}

/** The fixture's file. */
export function writeTwinFixture({ tensors, tolerances }: TwinFixture): Uint8Array<ArrayBuffer> {
  return writeSafetensors(tensors, new Map([['tolerances', JSON.stringify(tolerances)]]));
}
