/**
 * Trains a network on a GPU device that it is handed: makes the plan, replays it step after step, and reports every
 * step's measurements in order. Knows nothing of pages and workers; it runs in a browser, in Node and in tests.
 */
import { labError } from '../config/lab-error';
import type { RescaleFactors } from '../config/rescale';
import type { HyperParameterValues, RunConfig } from '../config/run-config';
import { scheduledAt } from '../config/schedule';
import { type DataSet, largestValue } from '../data/data-set';
import { BatchSampler } from '../data/sampler';
import { places } from '../messages';
import { intakeShare, type UpdateRule } from '../theory/hyper-parameters';
import { BufferArena } from './gpu/buffers';
import { GpuCounters } from './gpu/gpu-counters';
import { PipelineStore } from './gpu/pipeline-store';
import { ReadbackRing } from './gpu/readback-ring';
import { RecordedList } from './gpu/recorded-list';
import { MAX_STEPS_PER_SUBMIT, STEP_TABLE_BYTES, StepSubmitter } from './gpu/step-submitter';
import { type CaseVariants, chooseVariants } from './kernels/choose-variants';
import { channelGroups } from './kernels/kernel';
import { uploadImages } from './model/gpu-images';
import { kernelCases, trainedNetwork } from './model/kernel-cases';
import type { Network } from './model/network';
import { packTensor, unpackTensor } from './model/parameter-layout';
import { createPlan, type Plan } from './model/plan';
import { sphereFrame } from './model/sphere-frame';
import { initialValue } from './optimizer/initial-weights';
import { updateRuleOf } from './optimizer/update-rule';
import { rescale } from './rescale';
import { type Divergence, StepFinisher, type StepHyperParameters } from './telemetry/finish-steps';
import { ScaleInvariance } from './telemetry/scale-invariance';
import type { StepBatch } from './telemetry/step-batch';
import { type TestLogits, type TestResult, TestRunner, type TestStatistics } from './test-runner';
import type { TrainerState } from './trainer-state';

export interface TrainerOptions {
  readonly device: GPUDevice;
  readonly config: RunConfig;
  /** With subset and label noise already applied. */
  readonly dataSet: DataSet;
  /** There is no GPU behind the adapter: other forms of the kernels suit it. */
  readonly software: boolean;
  /** Measure every step (the default). Without, nothing is reported: what measuring costs is seen against it. */
  readonly telemetry?: boolean;
  /**
   * Forms of the kernels that a checkpoint records or timing has chosen, by case or operation: used where the config
   * pins none and the device has them.
   */
  readonly variants?: CaseVariants;
  /** Kernels compiled so far, and their number. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface StepsReport {
  readonly batch: StepBatch;
  /** The first step whose numbers are not finite; the batch ends before it. */
  readonly divergence: Divergence | null;
}

export class Trainer {
  readonly plan: Plan;
  readonly network: Network;
  readonly dataSet: DataSet;
  /** Called with each submit's steps, in order. */
  onSteps: (report: StepsReport) => void = () => {};
  private readonly config: RunConfig;
  private readonly measures: boolean;
  private readonly device: GPUDevice;
  private readonly arena: BufferArena;
  private readonly ring: ReadbackRing;
  private readonly submitter: StepSubmitter;
  private readonly tests: TestRunner;
  private readonly train: RecordedList;
  private readonly sampler: BatchSampler;
  private readonly rule: UpdateRule;
  private readonly scaleInvariance: ScaleInvariance;
  private finisher: StepFinisher;
  private axes: Float32Array<ArrayBuffer>;
  private submitted = 0;
  /** No step has filled the momentum buffers yet. */
  private hasNoBuffer = true;

  private constructor(
    { config, dataSet, device, telemetry = true }: TrainerOptions,
    network: Network,
    arena: BufferArena,
    plan: Plan,
    lists: { train: RecordedList; infer: RecordedList; test: RecordedList; stepTable: GPUBuffer },
  ) {
    const { batchSize } = config;
    this.config = config;
    this.measures = telemetry;
    this.device = device;
    this.dataSet = dataSet;
    this.network = network;
    this.arena = arena;
    this.plan = plan;
    this.train = lists.train;
    const staging = (bytes: number) => arena.staging('readback', bytes);
    this.submitter = new StepSubmitter(device, lists.stepTable, plan.indices, batchSize, staging);
    const testLists = { batch: lists.test, running: lists.infer };
    this.tests = new TestRunner(this.submitter, plan, network, testLists, dataSet, batchSize);
    const ringBytes = MAX_STEPS_PER_SUBMIT * plan.layout.telemetryRow * 4;
    this.ring = new ReadbackRing((index) => arena.staging(`telemetry staging ${index}`, ringBytes));
    this.sampler = new BatchSampler(dataSet.train.count, batchSize, config.seed, config.data.order);
    const largest = largestValue(dataSet);
    this.scaleInvariance = new ScaleInvariance(network, plan.layout, batchSize, largest, plan.variants);
    this.finisher = new StepFinisher(plan.layout, config.optimizer, batchSize, this.scaleInvariance);
    this.rule = updateRuleOf(config.optimizer);
    this.axes = new Float32Array(12 * plan.layout.length);
  }

  /**
   * Makes buffers, kernels and the initial weights. Throws a LabError where the network does not fit the images, the
   * data not the device, or a kernel is refused; nothing is left allocated then.
   */
  static async create(options: TrainerOptions): Promise<Trainer> {
    const { device, config, dataSet, software, telemetry = true, onProgress = () => {} } = options;
    const trained = trainedNetwork(config, dataSet, telemetry);
    const { network, optimizer, batch } = trained;
    const variants = chooseVariants(kernelCases(trained), {
      software,
      features: device.features,
      pinned: config.variants,
      known: options.variants ?? {},
    });
    const arena = new BufferArena(device);
    device.pushErrorScope('out-of-memory');
    let trainer: Trainer;
    try {
      const plan = createPlan(arena, {
        network,
        optimizer,
        batch,
        slots: MAX_STEPS_PER_SUBMIT,
        normalisation: dataSet.train.pixels instanceof Float32Array ? null : dataSet.normalisation,
        train: uploadImages(arena, 'training', dataSet.train),
        test: uploadImages(arena, 'test', dataSet.test),
        variants,
        telemetry,
      });
      const stepTable = arena.uniform('step parameters', STEP_TABLE_BYTES);
      const store = PipelineStore.of(device);
      const total = plan.train.length + plan.infer.length + plan.test.length;
      let done = 0;
      const count = () => onProgress(++done, total);
      const [train, infer, test] = await Promise.all(
        [plan.train, plan.infer, plan.test].map((list) => RecordedList.create(store, list, stepTable, count)),
      );
      const lists = { train: train!, infer: infer!, test: test!, stepTable };
      trainer = new Trainer(options, network, arena, plan, lists);
      trainer.initialise();
    } catch (error) {
      arena.destroy();
      await device.popErrorScope();
      throw error;
    }
    const outOfMemory = await device.popErrorScope();
    if (!outOfMemory) return trainer;
    arena.destroy();
    throw labError('OUT_OF_GPU_MEMORY', places.gpuMemory, {
      bytes: arena.bytes,
      reason: outOfMemory.message,
    });
  }

  /** Updates submitted so far; the index of the next step. */
  get step(): number {
    return this.submitted;
  }

  /** The sphere's frame in use, [reference, first axis, second axis][parameters]. */
  get frame(): Float32Array<ArrayBuffer> {
    return this.axes;
  }

  /** Bytes of all its buffers so far. */
  get gpuBytes(): number {
    return this.arena.bytes;
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
      packTensor(tensor, initialValue(tensor.description, seed, network), weights);
    const momenta = new Float32Array(weights.length);
    const running = new Float32Array(4 * Math.max(1, layout.runningLength));
    for (const { start, channels } of layout.running.values()) {
      const groups = channelGroups(channels);
      running.fill(1, 4 * (start + groups), 4 * (start + groups) + channels);
    }
    this.restore({ step: 0, weights, momenta, running, axes: sphereFrame(layout, weights, momenta, seed) });
    // Unlike after a restored checkpoint, the momentum buffer is known to be empty.
    const { optimizer, batchSize } = this.config;
    this.finisher = new StepFinisher(layout, optimizer, batchSize, this.scaleInvariance);
  }

  /**
   * Submits `count` steps (at most MAX_STEPS_PER_SUBMIT); resolves as soon as the next submit may follow, long
   * before these steps are done. Their numbers go to `onSteps`.
   * Weights that are to be multiplied before one of the steps: see `rescale`.
   * @param hyper the hyper-parameters of each step by its index, asked when the submit goes out; by default those of
   * the config, its schedule and its events
   */
  async advance(
    count: number,
    hyper: (step: number) => HyperParameterValues = (step) => scheduledAt(this.config, step),
  ): Promise<void> {
    const staging = await this.ring.acquire();
    const { batchSize } = this.config;
    const firstStep = this.submitted;
    const used: StepHyperParameters[] = [];
    for (let slot = 0; slot < count; slot++) {
      const values = this.inFloat32(hyper(firstStep + slot), this.hasNoBuffer && slot === 0);
      used.push(values);
      this.sampler.next(this.submitter.fill(slot, { ...values, valid: batchSize }));
    }
    this.submitted += count;
    this.hasNoBuffer = false;
    // Without telemetry only a word comes back, which says that the submit is done.
    const bytes = this.measures ? count * this.plan.layout.telemetryRow * 4 : 4;
    this.submitter.submit(this.train, count, (encoder) => {
      encoder.copyBufferToBuffer(this.plan.telemetry, 0, staging, 0, bytes);
    });
    GpuCounters.of(this.device).readbacks++;
    void this.ring.deliver(staging, bytes, (copy) => {
      if (this.measures) this.onSteps(this.finisher.finish(firstStep, new Float32Array(copy), used));
    });
  }

  /** Resolves when all submitted steps have been reported; rejects if the device was lost meanwhile. */
  settled(): Promise<void> {
    return this.ring.settled();
  }

  /** Loss and accuracy on the first `limit` test images. */
  evaluate(limit: number, statistics: TestStatistics): Promise<TestResult> {
    return this.tests.evaluate(limit, statistics);
  }

  /** Logits of the first `limit` test images from our inference kernels, with what they read. */
  inference(limit: number): Promise<TestLogits> {
    return this.tests.logits(limit);
  }

  /** The state after all submitted steps. Rejects if the device is lost meanwhile. */
  async save(): Promise<TrainerState> {
    const step = this.submitted;
    const { weights, momenta, running } = this.plan;
    // The copies are submitted before anything else is: all are of the same step.
    const copies = await Promise.all(
      [weights, momenta, running].map((buffer) => this.submitter.read(buffer)),
    );
    const [w, m, r] = copies.map((copy) => new Float32Array(copy));
    return { step, weights: w!, momenta: m!, running: r!, axes: this.axes };
  }

  /** Goes on from a saved state: same weights, same batches to come. */
  restore(state: TrainerState): void {
    this.write(state);
    this.setAxes(state.axes);
    this.submitted = state.step;
    this.hasNoBuffer = state.step === 0 && state.momenta.every((value) => value === 0);
    this.sampler.seek(state.step);
    this.finisher.skip();
  }

  /** Multiplies the scale-invariant weights, and what belongs to them, behind all submitted steps. */
  async rescale(factors: RescaleFactors): Promise<void> {
    const state = await this.save();
    // Every step before must have been judged: the identity knows of the change only from here on.
    await this.settled();
    this.write(rescale(state, this.plan.layout, factors));
    this.finisher.rescale(factors.weights);
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

  private write({ weights, momenta, running }: TrainerState): void {
    const { queue } = this.device;
    queue.writeBuffer(this.plan.weights, 0, weights);
    queue.writeBuffer(this.plan.momenta, 0, momenta);
    queue.writeBuffer(this.plan.running, 0, running);
  }

  /** A step's hyper-parameters as the GPU gets them. */
  private inFloat32(
    { learningRate, weightDecay, momentum }: HyperParameterValues,
    isFirst: boolean,
  ): StepHyperParameters {
    return {
      learningRate: Math.fround(learningRate),
      weightDecay: Math.fround(weightDecay),
      momentum: Math.fround(momentum),
      intake: Math.fround(intakeShare(momentum, this.rule, isFirst)),
    };
  }

  private setAxes(axes: Float32Array<ArrayBuffer>): void {
    this.axes = axes;
    this.device.queue.writeBuffer(this.plan.axes, 0, axes);
  }
}
