/** One run in the worker: its trainer, the events that have moved its sliders, and the last state known to be good. */
import { labError } from '../config/lab-error';
import {
  type HyperParameterName,
  type HyperParameterValues,
  hyperParametersAt,
  MAX_EVENTS,
  type MoveEvent,
  type RunConfig,
  type RunEvent,
} from '../config/run-config';
import { nextRescale, rescalesAt, scheduledAt } from '../config/schedule';
import { MAX_STEPS_PER_SUBMIT } from '../engine/gpu/step-submitter';
import { Pacing } from '../engine/pacing';
import type { StepsReport, Trainer } from '../engine/trainer';
import type { TrainerState } from '../engine/trainer-state';
import { places } from '../messages';
import { onnxModel } from '../onnx/onnx-model';
import type { Evaluation, InferenceReport, RunDescription } from './protocol';

/** Test images that a measurement reads: enough for ±2 % at 80 %, few enough to be quick without a GPU. */
const EVALUATION_IMAGES = 512;
/** A checkpoint costs a readback of all weights: not oftener than this, in ms. */
const CHECKPOINT_INTERVAL = 5000;

export class ActiveRun {
  readonly config: RunConfig;
  readonly trainer: Trainer;
  /** Past moves of the sliders, and those of a shared session that are still to come. */
  events: readonly RunEvent[];
  /** The newest state of which all steps before were finite. */
  good: TrainerState;
  readonly pacing = new Pacing(MAX_STEPS_PER_SUBMIT);
  private checkpointTime = performance.now();
  private evaluatedAt = -1;

  private constructor(config: RunConfig, trainer: Trainer, good: TrainerState) {
    this.config = config;
    this.events = config.events;
    this.trainer = trainer;
    this.good = good;
  }

  static async create(config: RunConfig, trainer: Trainer): Promise<ActiveRun> {
    return new ActiveRun(config, trainer, await trainer.save());
  }

  get step(): number {
    return this.trainer.step;
  }

  /** Where the run pauses by itself: at the config's number of steps, unless it is there already. */
  get nextStop(): number {
    const { steps } = this.config;
    return steps !== null && this.step < steps ? steps : Number.POSITIVE_INFINITY;
  }

  /** The config with the moves of the sliders. */
  get configNow(): RunConfig {
    return { ...this.config, events: [...this.events] };
  }

  /** The config of the same run from step 0, with the hyper-parameters that are in force now and no moves. */
  restarted(): RunConfig {
    const values: HyperParameterValues = hyperParametersAt(this.configNow, this.step);
    return { ...this.config, optimizer: { ...this.config.optimizer, ...values }, events: [] };
  }

  /** A slider was moved: acts from the next step on, and ends the replay of a shared session. */
  set(field: HyperParameterName, value: number): MoveEvent {
    const event = { step: this.step, field, value };
    const kept = this.events.filter(
      (other) => other.step <= event.step && !(other.step === event.step && other.field === field),
    );
    if (kept.length >= MAX_EVENTS)
      throw labError('EVENTS_FULL.run', places.step(event.step), { limit: MAX_EVENTS });
    this.events = [...kept, event];
    return event;
  }

  /** Those events of the shared session that act in steps from `first` to before `end`. */
  replayed(first: number, end: number): RunEvent[] {
    return this.events.filter(
      (event) => event.step >= first && event.step < end && this.config.events.includes(event),
    );
  }

  /**
   * Submits as many steps as fit before the next measurement or the given end (beyond the present step). Where weights
   * are to be multiplied before the first of them, that comes first; before another, the submit ends there.
   */
  async advance(end: number): Promise<void> {
    for (const factors of rescalesAt(this.events, this.step)) await this.trainer.rescale(factors);
    const { testInterval } = this.config;
    const nextTest = (Math.floor(this.step / testInterval) + 1) * testInterval;
    const stop = Math.min(nextTest, end, nextRescale(this.events, this.step + 1));
    const count = Math.min(this.pacing.steps, stop - this.step);
    // Asked when the submit goes out: a slider may move while it waits for its turn.
    await this.trainer.advance(count, (step) => scheduledAt(this.configNow, step));
  }

  /** Test accuracy, if it is due at this step. */
  async evaluateIfDue(): Promise<Evaluation | null> {
    const { step, trainer } = this;
    if (step % this.config.testInterval !== 0 || step === 0 || step === this.evaluatedAt) return null;
    this.evaluatedAt = step;
    const { loss, accuracy, images } = await trainer.evaluate(EVALUATION_IMAGES, 'batch');
    const running = await trainer.evaluate(EVALUATION_IMAGES, 'running');
    this.pacing.interrupt();
    return { step, loss, accuracy, runningLoss: running.loss, runningAccuracy: running.accuracy, images };
  }

  /** Keeps the present state to fall back on, if the last one is old enough; `diverged` tells whether it is bad. */
  async checkpointIfDue(diverged: () => boolean, now = performance.now()): Promise<void> {
    if (now - this.checkpointTime < CHECKPOINT_INTERVAL) return;
    const state = await this.trainer.save();
    await this.trainer.settled();
    if (!diverged()) this.good = state;
    this.checkpointTime = performance.now();
    this.pacing.interrupt();
  }

  /** Back to the last good state. */
  fallBack(): void {
    this.trainer.restore(this.good);
    this.evaluatedAt = -1;
  }

  /** From here on the sphere's reference is the present weight, also after falling back. Resolves with the step. */
  async setReference(): Promise<number> {
    const step = await this.trainer.setReference();
    this.good = { ...this.good, axes: this.trainer.frame };
    return step;
  }

  /** Logits of a test batch and the same network as an ONNX model. */
  async infer(images: number): Promise<InferenceReport> {
    const { trainer } = this;
    const { classNames, test } = trainer.dataSet;
    const { channels, height, width } = test;
    const result = await trainer.inference(images);
    const weights = trainer.tensorsOf(await trainer.save());
    const { step } = trainer;
    const metadata = { config: JSON.stringify(this.configNow), step: String(step) };
    const model = onnxModel({ network: trainer.network, weights, metadata });
    const shape = { classes: classNames.length, channels, height, width };
    return { step, count: result.labels.length, ...shape, ...result, model };
  }

  describe(): RunDescription {
    const { trainer, config } = this;
    const { dataSet, plan } = trainer;
    const { channels, height, width } = dataSet.train;
    const tensors = plan.layout.tensors.map(({ description }) => description);
    const elements = ({ shape }: { readonly shape: readonly number[] }) => shape.reduce((a, b) => a * b, 1);
    return {
      config,
      dataSet: {
        name: dataSet.name,
        classNames: dataSet.classNames,
        trainCount: dataSet.train.count,
        testCount: dataSet.test.count,
        channels,
        height,
        width,
      },
      tensors,
      filterCount: plan.layout.filterCount,
      parameterCount: tensors.reduce((sum, tensor) => sum + elements(tensor), 0),
      flopPerStep: plan.flopPerStep,
      gpuBytes: trainer.gpuBytes,
      dispatchesPerStep: trainer.dispatchesPerStep,
      variants: plan.variants,
    };
  }

  onSteps(listener: (report: StepsReport) => void): void {
    this.trainer.onSteps = (report) => {
      this.pacing.report(report.batch.count, performance.now());
      listener(report);
    };
  }
}
