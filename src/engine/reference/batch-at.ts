/** The batches that a trainer reads, for its twin. */
import type { DataSet, ImageSet } from '../../data/data-set';
import { BatchSampler } from '../../data/sampler';

/** Images [N,C,H,W] normalised as the trainer does it, and their labels. */
export interface Batch {
  readonly images: Float64Array;
  readonly labels: Uint8Array;
}

/** The images with these indices. */
export function imagesAt({ normalisation }: DataSet, set: ImageSet, indices: ArrayLike<number>): Batch {
  const { channels, height, width, pixels, labels } = set;
  const size = channels * height * width;
  const { mean, deviation } = normalisation;
  const value = (k: number) =>
    (pixels[indices[Math.floor(k / size)]! * size + (k % size)]! / 255 - mean) / deviation;
  return {
    images: Float64Array.from({ length: indices.length * size }, (_, k) => value(k)),
    labels: Uint8Array.from(indices, (index) => labels[index]!),
  };
}

/** The training batch of a step. */
export function batchAt(dataSet: DataSet, seed: number, batch: number, step: number): Batch {
  const sampler = new BatchSampler(dataSet.train.count, batch, seed, 'shuffled');
  sampler.seek(step);
  const indices = new Uint32Array(batch);
  sampler.next(indices);
  return imagesAt(dataSet, dataSet.train, indices);
}
