/** The order in which a run meets its training images: seeded epochs of batches, any step of which can be sought. */
import { type LabError, labError } from '../config/lab-error';
import { places } from '../messages';
import { stream } from './random';

export type SampleOrder = 'shuffled' | 'sequential';

/**
 * Deals out batches of image indices without end. An epoch is ⌊count / batchSize⌋ batches; what is left over
 * (fewer than batchSize images) is dropped: when shuffled, other images in every epoch; when sequential, always
 * the last ones. The order of an epoch depends on (seed, epoch) alone.
 */
export class BatchSampler {
  readonly count: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly order: SampleOrder;
  readonly stepsPerEpoch: number;
  private currentEpoch = 0;
  private currentPosition = 0;
  private readonly permutation: Uint32Array;

  constructor(count: number, batchSize: number, seed: number, order: SampleOrder) {
    if (!Number.isInteger(count) || count < 1) throw rangeError(places.imageCount, 1, count);
    if (!Number.isInteger(batchSize) || batchSize < 1) throw rangeError(places.batchSize, 1, batchSize);
    if (batchSize > count) {
      throw labError('BATCH_LARGER_THAN_SET', places.batchSize, { batchSize, count });
    }
    this.count = count;
    this.batchSize = batchSize;
    this.seed = seed;
    this.order = order;
    this.stepsPerEpoch = Math.floor(count / batchSize);
    this.permutation = new Uint32Array(count);
    this.arrange();
  }

  /** Whole passes over the data before the next batch. */
  get epoch(): number {
    return this.currentEpoch;
  }

  /** Batches of this epoch dealt before the next one: 0 to stepsPerEpoch − 1. */
  get position(): number {
    return this.currentPosition;
  }

  /** Batches dealt since the start of the run. */
  get step(): number {
    return this.currentEpoch * this.stepsPerEpoch + this.currentPosition;
  }

  /** Writes the next batch's indices (each in [0, count)) to `into`, which holds exactly batchSize of them. */
  next(into: Uint32Array): void {
    if (into.length !== this.batchSize) {
      throw labError('BATCH_LENGTH', places.batchSampler, { batchSize: this.batchSize, length: into.length });
    }
    const start = this.currentPosition * this.batchSize;
    into.set(this.permutation.subarray(start, start + this.batchSize));
    this.currentPosition++;
    if (this.currentPosition === this.stepsPerEpoch) {
      this.currentEpoch++;
      this.currentPosition = 0;
      if (this.order === 'shuffled') this.arrange();
    }
  }

  /** Goes to where `step` calls of `next` from the start would have led, in O(count) whatever the step. */
  seek(step: number): void {
    if (!Number.isSafeInteger(step) || step < 0) throw rangeError(places.stepNumber, 0, step);
    const epoch = Math.floor(step / this.stepsPerEpoch);
    const arranged = epoch === this.currentEpoch || this.order === 'sequential';
    this.currentEpoch = epoch;
    this.currentPosition = step % this.stepsPerEpoch;
    if (!arranged) this.arrange();
  }

  private arrange(): void {
    for (let index = 0; index < this.count; index++) this.permutation[index] = index;
    // Each epoch starts from the identity with a stream of its own: no epoch needs the ones before it.
    if (this.order === 'shuffled')
      stream(this.seed, `shuffle/${this.currentEpoch}`).shuffle(this.permutation);
  }
}

function rangeError(where: string, least: number, value: number): LabError {
  return labError('SAMPLER_RANGE', where, { least, value });
}
