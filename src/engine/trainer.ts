/**
 * Trains a network on a GPU device that it is handed: makes the plan, replays it step after step, and reports every
 * step's measurements in order. Knows nothing of pages and workers; it runs in a browser, in Node and in tests.
 */
import { LabError } from '../config/lab-error';
import { type HyperParameterValues, hyperParametersAt, type RunConfig } from '../config/run-config';
import type { DataSet, ImageSet } from '../data/data-set';
import { BatchSampler } from '../data/sampler';
import { BufferArena } from './gpu/buffers';
import { PipelineStore } from './gpu/pipeline-store';
import { ReadbackRing } from './gpu/readback-ring';
import { RecordedList } from './gpu/recorded-list';
import { channelGroups } from './kernels/kernel';
import { STEP_PARAMETERS_STRIDE, writeStepParameters } from './kernels/step-parameters';
import { inferShapes, type Network } from './model/network';
import { packTensor, unpackTensor } from './model/parameter-layout';
import { createPlan, type GpuImages, type Plan, type Tuning } from './model/plan';
import { networkOf } from './model/presets';
import { sphereFrame } from './model/sphere-frame';
import { initialValue } from './optimizer/initial-weights';
import { type Divergence, StepFinisher } from './telemetry/finish-steps';
import type { StepBatch } from './telemetry/step-batch';

/** Steps that one submit can hold at most. */
export const MAX_STEPS_PER_SUBMIT = 64;

const GPU_TUNING: Tuning = { backwardFilterThreads: 16384, channelBlock: 2, updateThreads: 64 };
const SOFTWARE_TUNING: Tuning = { backwardFilterThreads: 256, channelBlock: 4, updateThreads: 16 };

/** Everything that a run needs to go on from a step: the buffers as they lie on the GPU. */
export interface TrainerState {
  /** Updates applied so far. */
  readonly step: number;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly momenta: Float32Array<ArrayBuffer>;
  readonly running: Float32Array<ArrayBuffer>;
  readonly axes: Float32Array<ArrayBuffer>;
}

export interface TrainerOptions {
  readonly device: GPUDevice;
  readonly config: RunConfig;
  /** With subset and label noise already applied. */
  readonly dataSet: DataSet;
  /** Fewer, larger threads: for adapters without a GPU. */
  readonly software: boolean;
  readonly telemetry?: boolean;
  /** Kernels compiled so far, and their number. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface StepsReport {
  readonly batch: StepBatch;
  /** The first step whose numbers are not finite; the batch ends before it. */
  readonly divergence: Divergence | null;
}

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

export interface InferenceResult {
  /** [count][classes]. */
  readonly logits: Float32Array<ArrayBuffer>;
  /** [count][C][H][W], normalised. */
  readonly images: Float32Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly milliseconds: number;
}

export class Trainer {
  readonly plan: Plan;
  readonly network: Network;
  readonly dataSet: DataSet;
  readonly gpuBytes: number;
  /** Called with each submit's steps, in order. */
  onSteps: (report: StepsReport) => void = () => {};
  private readonly config: RunConfig;
  private readonly device: GPUDevice;
  private readonly arena: BufferArena;
  private readonly ring: ReadbackRing;
  private readonly train: RecordedList;
  private readonly infer: RecordedList;
  private readonly test: RecordedList;
  private readonly stepTable: GPUBuffer;
  private readonly stepTableData = new DataView(
    new ArrayBuffer(MAX_STEPS_PER_SUBMIT * STEP_PARAMETERS_STRIDE),
  );
  private readonly indexData: Uint32Array<ArrayBuffer>;
  private readonly sampler: BatchSampler;
  private finisher: StepFinisher;
  private axes: Float32Array<ArrayBuffer>;
  private submitted = 0;

  private constructor(
    options: TrainerOptions,
    network: Network,
    arena: BufferArena,
    plan: Plan,
    lists: { train: RecordedList; infer: RecordedList; test: RecordedList; stepTable: GPUBuffer },
  ) {
    const { config, dataSet, device } = options;
    this.config = config;
    this.device = device;
    this.dataSet = dataSet;
    this.network = network;
    this.arena = arena;
    this.plan = plan;
    this.train = lists.train;
    this.infer = lists.infer;
    this.test = lists.test;
    this.stepTable = lists.stepTable;
    const ringBytes = MAX_STEPS_PER_SUBMIT * plan.layout.telemetryRow * 4;
    this.ring = new ReadbackRing((index) => arena.staging(`telemetry staging ${index}`, ringBytes));
    this.indexData = new Uint32Array(MAX_STEPS_PER_SUBMIT * config.batchSize);
    this.sampler = new BatchSampler(dataSet.train.count, config.batchSize, config.seed, config.data.order);
    this.finisher = new StepFinisher(plan.layout, config.optimizer, config.batchSize);
    this.axes = new Float32Array(12 * plan.layout.length);
    this.gpuBytes = arena.bytes;
  }

  /**
   * Makes buffers, kernels and the initial weights. Throws a LabError where the network does not fit the images, the
   * data not the device, or a kernel is refused; nothing is left allocated then.
   */
  static async create(options: TrainerOptions): Promise<Trainer> {
    const { device, config, dataSet, software, telemetry = true, onProgress = () => {} } = options;
    const { channels, height, width } = dataSet.train;
    const network = networkOf(config.network, { channels, height, width }, dataSet.classNames.length);
    inferShapes(network);
    const arena = new BufferArena(device);
    device.pushErrorScope('out-of-memory');
    try {
      const plan = createPlan(arena, {
        network,
        optimizer: config.optimizer,
        batch: config.batchSize,
        slots: MAX_STEPS_PER_SUBMIT,
        normalisation: dataSet.train.pixels instanceof Float32Array ? null : dataSet.normalisation,
        train: upload(arena, device, 'training', dataSet.train),
        test: upload(arena, device, 'test', dataSet.test),
        tuning: software ? SOFTWARE_TUNING : GPU_TUNING,
        telemetry,
      });
      const stepTable = arena.uniform('step parameters', MAX_STEPS_PER_SUBMIT * STEP_PARAMETERS_STRIDE);
      const store = new PipelineStore(device);
      const total = plan.train.length + plan.infer.length + plan.test.length;
      let done = 0;
      const count = () => onProgress(++done, total);
      const [train, infer, test] = await Promise.all([
        RecordedList.create(store, plan.train, stepTable, count),
        RecordedList.create(store, plan.infer, stepTable, count),
        RecordedList.create(store, plan.test, stepTable, count),
      ]);
      const trainer = new Trainer(options, network, arena, plan, { train, infer, test, stepTable });
      trainer.initialise();
      const outOfMemory = await device.popErrorScope();
      if (outOfMemory) throw tooLarge(arena.bytes, outOfMemory.message);
      return trainer;
    } catch (error) {
      arena.destroy();
      throw error;
    }
  }

  /** Updates submitted so far; the index of the next step. */
  get step(): number {
    return this.submitted;
  }

  get dispatchesPerStep(): number {
    return this.train.length;
  }

  /** Back to the initial weights and the first batch. */
  initialise(): void {
    const { layout } = this.plan;
    const { network, seed } = this.config;
    const weights = new Float32Array(4 * layout.length);
    for (const tensor of layout.tensors)
      packTensor(tensor, initialValue(tensor.description, seed, network.initialScale), weights);
    const momenta = new Float32Array(weights.length);
    const running = new Float32Array(4 * Math.max(1, layout.runningLength));
    for (const { start, channels } of layout.running.values()) {
      const groups = channelGroups(channels);
      running.fill(1, 4 * (start + groups), 4 * (start + groups) + channels);
    }
    this.restore({ step: 0, weights, momenta, running, axes: sphereFrame(layout, weights, momenta, seed) });
    // Unlike after a restored checkpoint, the momentum buffer is known to be empty.
    this.finisher = new StepFinisher(layout, this.config.optimizer, this.config.batchSize);
  }

  /**
   * Submits `count` steps (at most MAX_STEPS_PER_SUBMIT); resolves as soon as the next submit may follow, long
   * before these steps are done. Their numbers go to `onSteps`.
   * @param hyper the hyper-parameters of each step by its index; by default those of the config and its events
   */
  async advance(
    count: number,
    hyper: (step: number) => HyperParameterValues = (step) => hyperParametersAt(this.config, step),
  ): Promise<void> {
    const staging = await this.ring.acquire();
    const { batchSize } = this.config;
    const firstStep = this.submitted;
    const used: HyperParameterValues[] = [];
    for (let slot = 0; slot < count; slot++) {
      const values = roundToFloat32(hyper(firstStep + slot));
      used.push(values);
      writeStepParameters(this.stepTableData, slot, { ...values, valid: batchSize });
      this.sampler.next(this.indexData.subarray(slot * batchSize, (slot + 1) * batchSize));
    }
    this.submitted += count;
    const bytes = count * this.plan.layout.telemetryRow * 4;
    this.submit(this.train, count, (encoder) => {
      encoder.copyBufferToBuffer(this.plan.telemetry, 0, staging, 0, bytes);
    });
    void this.ring.deliver(staging, bytes, (copy) => {
      this.onSteps(this.finisher.finish(firstStep, new Float32Array(copy), used));
    });
  }

  /** Resolves when all submitted steps have been reported; rejects if the device was lost meanwhile. */
  settled(): Promise<void> {
    return this.ring.settled();
  }

  /**
   * Loss and accuracy on the first `limit` test images. With batch statistics only whole batches count: a batch that
   * is filled up would have statistics of its own.
   */
  async evaluate(limit: number, statistics: TestStatistics): Promise<TestResult> {
    const { batchSize } = this.config;
    const available = Math.min(limit, this.dataSet.test.count);
    const whole = statistics === 'batch' && available >= batchSize;
    const images = whole ? available - (available % batchSize) : available;
    let loss = 0;
    let hits = 0;
    const list = statistics === 'batch' ? this.test : this.infer;
    await this.inferBatches(list, images, async (slots, first) => {
      const { telemetryRow } = this.plan.layout;
      const rows = new Float32Array(await this.read(this.plan.telemetry, slots * telemetryRow * 4));
      for (let slot = 0; slot < slots; slot++) {
        const valid = this.validIn(first + slot * batchSize, images);
        loss += rows[slot * telemetryRow]! * valid;
        hits += rows[slot * telemetryRow + 1]!;
      }
    });
    return { loss: loss / images, accuracy: hits / images, images };
  }

  /** Logits of the first `limit` test images from our inference kernels, with what they read. */
  async inference(limit: number): Promise<InferenceResult> {
    const { batchSize } = this.config;
    const { classNames, test } = this.dataSet;
    const { channels, height, width } = test;
    const count = Math.min(limit, test.count);
    const classes = classNames.length;
    const logits = new Float32Array(count * classes);
    const images = new Float32Array(count * channels * height * width);
    const stride = 4 * channelGroups(classes);
    const logitsBuffer = this.plan.outputs.get(this.network.layers.at(-1)!.name)!;
    const imageBuffer = this.plan.outputs.get(this.network.layers[0]!.name)!;
    const started = performance.now();
    let copying = 0;
    await this.inferBatches(
      this.infer,
      count,
      async (_, first) => {
        const valid = this.validIn(first, count);
        const rows = new Float32Array(await this.read(logitsBuffer, batchSize * stride * 4));
        for (let n = 0; n < valid; n++)
          logits.set(rows.subarray(n * stride, n * stride + classes), (first + n) * classes);
        const begin = performance.now();
        const pixels = new Float32Array(
          await this.read(imageBuffer, batchSize * channels * height * width * 4),
        );
        toChannelsFirst(
          pixels,
          valid,
          channels,
          height * width,
          images.subarray(first * channels * height * width),
        );
        copying += performance.now() - begin;
      },
      1,
    );
    const milliseconds = performance.now() - started - copying;
    return { logits, images, labels: new Uint8Array(test.labels.subarray(0, count)), milliseconds };
  }

  /** The state after all submitted steps. Rejects if the device is lost meanwhile. */
  async save(): Promise<TrainerState> {
    const step = this.submitted;
    const { weights, momenta, running } = this.plan;
    // The copies are encoded before anything else is submitted: all are of the same step.
    const copies = await Promise.all(
      [weights, momenta, running].map((buffer) => this.read(buffer, buffer.size)),
    );
    const [w, m, r] = copies.map((copy) => new Float32Array(copy));
    return { step, weights: w!, momenta: m!, running: r!, axes: this.axes };
  }

  /** Goes on from a saved state: same weights, same batches to come. */
  restore(state: TrainerState): void {
    const { queue } = this.device;
    queue.writeBuffer(this.plan.weights, 0, state.weights);
    queue.writeBuffer(this.plan.momenta, 0, state.momenta);
    queue.writeBuffer(this.plan.running, 0, state.running);
    this.setAxes(state.axes);
    this.submitted = state.step;
    this.sampler.seek(state.step);
    this.finisher.skip();
  }

  /** From the next submit on the sphere's reference is the present weight. Resolves with the step it was taken at. */
  async setReference(): Promise<number> {
    const { step, weights, momenta } = await this.save();
    this.setAxes(sphereFrame(this.plan.layout, weights, momenta, this.config.seed));
    return step;
  }

  /** Weights and running statistics by PyTorch's names, in PyTorch's order. */
  tensorsOf(state: TrainerState): Map<string, Float32Array<ArrayBuffer>> {
    const { layout } = this.plan;
    const tensors = new Map(
      layout.tensors.map((tensor) => [tensor.description.name, unpackTensor(tensor, state.weights)]),
    );
    for (const [name, { start, channels }] of layout.running) {
      const variance = start + channelGroups(channels);
      tensors.set(`${name}.running_mean`, state.running.slice(4 * start, 4 * start + channels));
      tensors.set(`${name}.running_var`, state.running.slice(4 * variance, 4 * variance + channels));
    }
    return tensors;
  }

  /** Frees the buffers. */
  destroy(): void {
    this.arena.destroy();
  }

  private setAxes(axes: Float32Array<ArrayBuffer>): void {
    this.axes = axes;
    this.device.queue.writeBuffer(this.plan.axes, 0, axes);
  }

  private validIn(first: number, count: number): number {
    return Math.min(this.config.batchSize, count - first);
  }

  /** Runs the first `count` test images through the network, `slots` batches to a submit. */
  private async inferBatches(
    list: RecordedList,
    count: number,
    afterSubmit: (slots: number, firstImage: number) => Promise<void>,
    slotsPerSubmit = 8,
  ): Promise<void> {
    const { batchSize } = this.config;
    for (let first = 0; first < count; first += slotsPerSubmit * batchSize) {
      const slots = Math.min(slotsPerSubmit, Math.ceil((count - first) / batchSize));
      for (let slot = 0; slot < slots; slot++) {
        const start = first + slot * batchSize;
        const valid = this.validIn(start, count);
        const unused = { learningRate: 0, weightDecay: 0, momentum: 0 };
        writeStepParameters(this.stepTableData, slot, { ...unused, valid });
        // The last batch is filled up with its own first image; `valid` leaves the surplus out.
        for (let n = 0; n < batchSize; n++)
          this.indexData[slot * batchSize + n] = start + (n < valid ? n : 0);
      }
      this.submit(list, slots);
      await afterSubmit(slots, first);
    }
  }

  /** One submit: the tables, then the list once per slot, in one pass. */
  private submit(
    list: RecordedList,
    slots: number,
    after: (encoder: GPUCommandEncoder) => void = () => {},
  ): void {
    const { queue } = this.device;
    queue.writeBuffer(this.stepTable, 0, this.stepTableData.buffer, 0, slots * STEP_PARAMETERS_STRIDE);
    queue.writeBuffer(this.plan.indices, 0, this.indexData, 0, slots * this.config.batchSize);
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let slot = 0; slot < slots; slot++) list.encode(pass, slot);
    pass.end();
    after(encoder);
    queue.submit([encoder.finish()]);
  }

  /** A copy of a buffer's first bytes, after everything submitted so far. */
  private async read(buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
    const { MAP_READ, COPY_DST } = GPUBufferUsage;
    const staging = this.device.createBuffer({ label: 'readback', size: bytes, usage: MAP_READ | COPY_DST });
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
    this.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const copy = staging.getMappedRange().slice(0);
    staging.destroy();
    return copy;
  }
}

function roundToFloat32({ learningRate, weightDecay, momentum }: HyperParameterValues): HyperParameterValues {
  return {
    learningRate: Math.fround(learningRate),
    weightDecay: Math.fround(weightDecay),
    momentum: Math.fround(momentum),
  };
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

function upload(arena: BufferArena, device: GPUDevice, what: string, images: ImageSet): GpuImages {
  const limit = device.limits.maxStorageBufferBindingSize;
  const { buffer, byteOffset, byteLength } = images.pixels;
  if (byteLength > limit)
    throw new LabError({
      code: 'DATA_TOO_LARGE',
      message: `The ${what} images take ${byteLength} bytes; this GPU binds at most ${limit} (maxStorageBufferBindingSize).`,
      fix: 'Choose a subset of the images.',
      where: 'data set',
    });
  return {
    pixels: arena.storageOfBytes(`${what} images`, new Uint8Array(buffer, byteOffset, byteLength)),
    labels: arena.storageOfBytes(`${what} labels`, images.labels),
  };
}

function tooLarge(bytes: number, message: string): LabError {
  return new LabError({
    code: 'OUT_OF_GPU_MEMORY',
    message: `The run needs ${Math.ceil(bytes / 2 ** 20)} MiB of GPU memory, which could not be had: ${message}`,
    fix: 'Choose a smaller batch, fewer channels or a subset of the images.',
    where: 'GPU memory',
  });
}
