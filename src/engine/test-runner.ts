/** The forward pass on test images: loss and accuracy, and the logits for the check against another runtime. */
import type { DataSet } from '../data/data-set';
import type { RecordedList } from './gpu/recorded-list';
import type { StepSubmitter } from './gpu/step-submitter';
import { channelGroups } from './kernels/kernel';
import type { Network } from './model/network';
import type { Plan } from './model/plan';

/** Batches to a submit: a few, so that training's sliders and the desktop do not wait long. */
const BATCHES_PER_SUBMIT = 8;

/**
 * Which statistics BN uses on test images: those of the batch itself, as in training, or the running ones, which
 * lag about ten steps behind and mislead where a step turns the weights far.
 */
export type TestStatistics = 'batch' | 'running';

export interface TestResult {
  readonly loss: number;
  readonly accuracy: number;
  readonly images: number;
}

export interface TestLogits {
  /** [count][classes]. */
  readonly logits: Float32Array<ArrayBuffer>;
  /** [count][C][H][W], normalised. */
  readonly images: Float32Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
  /** From submitting the batches to the GPU being done, copies left out. */
  readonly milliseconds: number;
}

export class TestRunner {
  private readonly submitter: StepSubmitter;
  private readonly plan: Plan;
  private readonly network: Network;
  private readonly lists: Readonly<Record<TestStatistics, RecordedList>>;
  private readonly dataSet: DataSet;
  private readonly batch: number;

  constructor(
    submitter: StepSubmitter,
    plan: Plan,
    network: Network,
    lists: Readonly<Record<TestStatistics, RecordedList>>,
    dataSet: DataSet,
    batch: number,
  ) {
    this.submitter = submitter;
    this.plan = plan;
    this.network = network;
    this.lists = lists;
    this.dataSet = dataSet;
    this.batch = batch;
  }

  /**
   * Loss and accuracy on the first `limit` test images. With batch statistics only whole batches count (if there is
   * one): a batch that is filled up has statistics of its own.
   */
  async evaluate(limit: number, statistics: TestStatistics): Promise<TestResult> {
    const { batch } = this;
    const available = Math.min(limit, this.dataSet.test.count);
    const whole = statistics === 'batch' && available >= batch;
    const images = whole ? available - (available % batch) : available;
    const { telemetryRow } = this.plan.layout;
    let loss = 0;
    let hits = 0;
    for (let first = 0; first < images; first += BATCHES_PER_SUBMIT * batch) {
      const slots = Math.min(BATCHES_PER_SUBMIT, Math.ceil((images - first) / batch));
      this.submit(this.lists[statistics], first, images, slots);
      const bytes = slots * telemetryRow * 4;
      const rows = new Float32Array(await this.submitter.read(this.plan.telemetry, bytes));
      for (let slot = 0; slot < slots; slot++) {
        loss += rows[slot * telemetryRow]! * this.valid(first + slot * batch, images);
        hits += rows[slot * telemetryRow + 1]!;
      }
    }
    return { loss: loss / images, accuracy: hits / images, images };
  }

  /** Logits of the first `limit` test images with running statistics, and what the network read. */
  async logits(limit: number): Promise<TestLogits> {
    const { batch } = this;
    const { classNames, test } = this.dataSet;
    const pixels = test.height * test.width;
    const count = Math.min(limit, test.count);
    const classes = classNames.length;
    const stride = 4 * channelGroups(classes);
    const logits = new Float32Array(count * classes);
    const images = new Float32Array(count * test.channels * pixels);
    const output = this.plan.outputs.get(this.network.layers.at(-1)!.name)!;
    const input = this.plan.outputs.get(this.network.layers[0]!.name)!;
    let milliseconds = 0;
    await this.submitter.done();
    for (let first = 0; first < count; first += batch) {
      const started = performance.now();
      this.submit(this.lists.running, first, count, 1);
      await this.submitter.done();
      milliseconds += performance.now() - started;
      const copies = [this.submitter.read(output), this.submitter.read(input)];
      const [rows, read] = (await Promise.all(copies)).map((copy) => new Float32Array(copy));
      const valid = this.valid(first, count);
      for (let n = 0; n < valid; n++)
        logits.set(rows!.subarray(n * stride, n * stride + classes), (first + n) * classes);
      const target = images.subarray(first * test.channels * pixels);
      toChannelsFirst(read!, valid, test.channels, pixels, target);
    }
    return { logits, images, labels: new Uint8Array(test.labels.subarray(0, count)), milliseconds };
  }

  private valid(first: number, count: number): number {
    return Math.min(this.batch, count - first);
  }

  /** Submits batches of the images from `first` on; the last one is filled up by going round its own images. */
  private submit(list: RecordedList, first: number, count: number, slots: number): void {
    for (let slot = 0; slot < slots; slot++) {
      const start = first + slot * this.batch;
      const valid = this.valid(start, count);
      const indices = this.submitter.fill(slot, { learningRate: 0, weightDecay: 0, momentum: 0, valid });
      for (let n = 0; n < this.batch; n++) indices[n] = start + (n % valid);
    }
    this.submitter.submit(list, slots);
  }
}

/** N,P,C to N,C,P. */
function toChannelsFirst(
  source: Float32Array,
  count: number,
  channels: number,
  pixels: number,
  target: Float32Array,
): void {
  for (let n = 0; n < count; n++)
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let channel = 0; channel < channels; channel++)
        target[(n * channels + channel) * pixels + pixel] =
          source[(n * pixels + pixel) * channels + channel]!;
}
