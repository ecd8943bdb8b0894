/** A case of the comparison: one network, its data and its initial weights, the same for everyone who trains it. */
import { type RunConfig, runConfigSchema } from '../../src/config/run-config';
import type { DataSet } from '../../src/data/data-set';
import { createGlyphs } from '../../src/data/glyphs';
import { imagesAt } from '../../src/engine/reference/batch-at';

export interface CaseDefinition {
  readonly name: string;
  /** Output channels of the three convolutions (3×3, strides 1, 2, 2). */
  readonly channels: readonly [number, number, number];
  readonly batch: number;
}

export const CASES: readonly CaseDefinition[] = [
  { name: 'conv3 8-16-32', channels: [8, 16, 32], batch: 32 },
  { name: 'conv3 16-32-64', channels: [16, 32, 64], batch: 64 },
];

/** About 95 GFLOP a step: what a GPU can do shows here. */
export const LARGE_CASE: CaseDefinition = { name: 'conv3 64-128-256', channels: [64, 128, 256], batch: 512 };

/** Different batches; after them the first comes again. */
const BATCHES = 8;

export interface TrainingBatch {
  /** [N,C,H,W], normalised. */
  readonly images: Float32Array<ArrayBuffer>;
  /** [N][classes]. */
  readonly oneHot: Float32Array<ArrayBuffer>;
}

export interface TrainingCase {
  readonly definition: CaseDefinition;
  readonly config: RunConfig;
  readonly dataSet: DataSet;
  readonly batches: readonly TrainingBatch[];
}

/** Initial weights by PyTorch's names, in PyTorch's order. */
export type InitialWeights = ReadonlyMap<string, Float32Array<ArrayBuffer>>;

export function trainingCase(definition: CaseDefinition): TrainingCase {
  const { channels, batch } = definition;
  const dataSet = createGlyphs({ trainCount: BATCHES * batch, testCount: batch, seed: 1 });
  const config = runConfigSchema.parse({
    seed: 1,
    batchSize: batch,
    network: { kind: 'conv3', channels: [...channels] },
    // The order of the files: the n-th batch is known without the sampler.
    data: { order: 'sequential' },
  });
  const batches = Array.from({ length: BATCHES }, (_, index) => batchOf(dataSet, index, batch));
  return { definition, config, dataSet, batches };
}

function batchOf(dataSet: DataSet, index: number, size: number): TrainingBatch {
  const indices = Array.from({ length: size }, (_, k) => index * size + k);
  const { images, labels } = imagesAt(dataSet, dataSet.train, indices);
  const classes = dataSet.classNames.length;
  const oneHot = new Float32Array(size * classes);
  labels.forEach((label, k) => {
    oneHot[k * classes + label] = 1;
  });
  return { images: Float32Array.from(images), oneHot };
}
