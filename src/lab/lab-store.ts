/**
 * The coordinator between the page and the worker that trains: turns what the user does into commands, and keeps
 * what the worker reports. It lives outside React; components subscribe to its store.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  changedFields,
  changeField,
  type FieldPath,
  type FieldValue,
  hyperParameterOf,
} from '../config/fields';
import { type LabErrorData, toLabErrorData } from '../config/lab-error';
import {
  HYPER_PARAMETER_RANGES,
  type HyperParameterName,
  MAX_EVENTS,
  type RunConfig,
  type RunEvent,
} from '../config/run-config';
import { configToHash } from '../config/share-link';
import { hyperParametersOf, INITIAL_LAB_STATE, type LabState, type Selection } from './lab-state';
import type { InferenceReport, LabCommand, LabReport, RunDescription } from './protocol';
import { RunRecord } from './run-record';
import { SpeedMeter } from './speed-meter';
import { Throttle } from './throttle';
import { type Answer, type WorkerLike, WorkerLink } from './worker-link';

/** Milliseconds between two messages of a dragged slider: about three frames. */
const SLIDER_INTERVAL = 50;
/** Milliseconds between two rises of `revision`: charts are redrawn at most four times a second. */
const REVISION_INTERVAL = 250;

export class Lab {
  /** Read it with `getState`, follow it with `subscribe` or zustand's `useStore`. Only `Lab` writes to it. */
  readonly store: StoreApi<LabState> = createStore<LabState>(() => INITIAL_LAB_STATE);
  private readonly link: WorkerLink;
  private readonly moves = new Map<HyperParameterName, number>();
  private readonly slider = new Throttle(SLIDER_INTERVAL, () => this.sendMoves());
  private readonly publisher = new Throttle(REVISION_INTERVAL, () => this.publish());
  private readonly speed = new SpeedMeter();
  private finishedSteps = 0;
  private files: readonly File[] | undefined;

  constructor(createWorker: () => WorkerLike) {
    this.link = new WorkerLink({
      createWorker,
      onReport: (report) => this.receive(report),
      onDeath: (error) => this.store.setState({ error, progress: null, runState: 'failed' }),
    });
    this.link.revive();
  }

  /** Stops the worker for good. */
  dispose(): void {
    this.slider.cancel();
    this.publisher.cancel();
    this.link.dispose();
  }

  /** Makes the run of a config ready. If that fails, the present run goes on and `error` says why. */
  async open(config: RunConfig, files?: readonly File[]): Promise<Answer<RunDescription>> {
    if (!this.link.isAlive) this.store.setState({ runState: 'preparing' });
    this.link.revive();
    this.store.setState({ staged: config });
    const answer = await this.ask<RunDescription>((request) =>
      files ? { type: 'open', request, config, files } : { type: 'open', request, config },
    );
    if (!('error' in answer)) this.files = files;
    return answer;
  }

  train(): void {
    this.send({ type: 'train' });
  }

  pause(): void {
    this.send({ type: 'pause' });
  }

  /** Computes some steps, then pauses. */
  step(count = 1): void {
    this.send({ type: 'step', count });
  }

  /** Back to step 0, with the hyper-parameters that the sliders stand at and no events; revives a dead worker. */
  reset(): Promise<Answer<RunDescription>> {
    if (this.link.isAlive) return this.ask((request) => ({ type: 'reset', request }));
    const { run, staged } = this.store.getState();
    return this.open(this.withSliders(run?.config ?? staged), this.files);
  }

  /**
   * Moves a slider. The state shows it at once; the worker gets the latest value at most every 50 ms.
   * @returns the error, naming the range, of a value outside of it: then nothing is changed.
   */
  setHyperParameter(name: HyperParameterName, value: number): LabErrorData | null {
    const { minimum, maximum } = HYPER_PARAMETER_RANGES[name];
    if (!(value >= minimum && value <= maximum)) {
      return {
        code: 'VALUE_OUT_OF_RANGE',
        message: `${name} must lie between ${minimum} and ${maximum}, not ${value}.`,
        fix: `Choose a value from ${minimum} to ${maximum}.`,
        where: `optimizer.${name}`,
      };
    }
    const { hyperParameters } = this.store.getState();
    if (hyperParameters[name] === value) return null;
    this.store.setState({ hyperParameters: { ...hyperParameters, [name]: value } });
    this.moves.set(name, value);
    this.slider.request();
    return null;
  }

  /**
   * Changes a setting: a slider acts on the run, everything else is staged until `apply`.
   * @returns the error of a value that the schema refuses: then nothing is changed.
   */
  change(path: FieldPath, value: FieldValue): LabErrorData | null {
    const name = hyperParameterOf(path);
    if (name !== null && typeof value === 'number') return this.setHyperParameter(name, value);
    const result = changeField(this.store.getState().staged, path, value);
    if ('error' in result) return result.error;
    this.store.setState({ staged: result.config });
    return null;
  }

  /** Starts the staged run, with the hyper-parameters that the sliders stand at and no events. */
  apply(files?: readonly File[]): Promise<Answer<RunDescription>> {
    const config = this.withSliders(this.store.getState().staged);
    return this.open(config, files ?? (config.data.source === 'files' ? this.files : undefined));
  }

  /** Takes back what is staged. */
  discardStaged(): void {
    const { run, staged } = this.store.getState();
    this.store.setState({ staged: run?.config ?? staged });
  }

  /** From now on the sphere's reference is the present weight. */
  setReference(): void {
    this.send({ type: 'setReference' });
  }

  /** Runs test images through our kernels and exports the same weights as ONNX. */
  infer(images: number): Promise<Answer<InferenceReport>> {
    return this.ask((request) => ({ type: 'infer', request, images }));
  }

  /** Fetches Fashion-MNIST into the browser's storage. */
  download(): Promise<Answer<null>> {
    return this.ask((request) => ({ type: 'download', request }));
  }

  cancelDownload(): void {
    this.send({ type: 'cancelDownload' });
  }

  /** Destroys the GPU device as a driver's reset would. */
  loseDevice(): void {
    this.send({ type: 'loseDevice' });
  }

  /** The present run, moves of its sliders included, as a URL hash. */
  shareLink(): Answer<string> {
    const { record, staged } = this.store.getState();
    const config = record?.config ?? staged;
    if (config.events.length <= MAX_EVENTS) return { value: configToHash(config) };
    const error: LabErrorData = {
      code: 'TOO_MANY_EVENTS',
      message: `The sliders were moved ${config.events.length} times; a link holds ${MAX_EVENTS} moves.`,
      fix: 'Reset the run; it then starts with the present values and no moves.',
      where: 'events',
    };
    return { error };
  }

  /** Shows a tensor and some of its filters; no filters leaves their choice to each view. */
  select(tensor: number, filters: readonly number[] = []): void {
    this.store.setState({ selection: { tensor, filters } });
  }

  setCursor(step: number | null): void {
    this.store.setState({ cursorStep: step });
  }

  dismissError(): void {
    this.store.setState({ error: null });
  }

  /** Shows an error that arose on the page, e.g. of a link. */
  reportError(error: LabErrorData): void {
    this.store.setState({ error });
  }

  /** A slider's move that still waits goes first: commands act in the order in which they were given. */
  private send(command: LabCommand): void {
    this.slider.flush();
    this.link.send(command);
  }

  private async ask<Value>(command: (request: number) => LabCommand): Promise<Answer<Value>> {
    this.slider.flush();
    this.store.setState({ error: null });
    const answer = await this.link.ask<Value>(command);
    if ('error' in answer) this.store.setState({ error: answer.error, progress: null });
    return answer;
  }

  private sendMoves(): void {
    for (const [field, value] of this.moves) this.link.send({ type: 'set', field, value });
    this.moves.clear();
  }

  private withSliders(config: RunConfig): RunConfig {
    const { hyperParameters } = this.store.getState();
    return { ...config, optimizer: { ...config.optimizer, ...hyperParameters }, events: [] };
  }

  private receive(report: LabReport): void {
    switch (report.type) {
      case 'adapter':
        this.store.setState({ adapter: report.adapter });
        return;
      case 'opened':
        this.startRun(report.run);
        this.link.answer(report.request, { value: report.run });
        return;
      case 'state':
        if (report.state !== 'training') this.speed.clear();
        this.finishedSteps = report.step;
        this.store.setState({ runState: report.state });
        this.publisher.request();
        return;
      case 'inference':
        this.link.answer(report.request, { value: report.inference });
        return;
      case 'progress':
        this.store.setState({ progress: { task: report.task, done: report.done, total: report.total } });
        return;
      case 'downloaded':
        this.store.setState({ progress: null });
        this.link.answer(report.request, { value: null });
        return;
      case 'error':
        this.store.setState({ error: report.error, progress: null });
        if (report.fatal) this.store.setState({ runState: 'failed' });
        if (report.request !== null) this.link.answer(report.request, { error: report.error });
        return;
      default:
        this.keep(report);
    }
  }

  /** Takes a report into the record; a failure there is shown and never takes the page down. */
  private keep(
    report: Extract<LabReport, { type: 'steps' | 'event' | 'rewind' | 'reference' | 'evaluation' }>,
  ) {
    const { record } = this.store.getState();
    if (!record) return;
    try {
      switch (report.type) {
        case 'steps':
          record.append(report.batch);
          this.finishedSteps = report.batch.firstStep + report.batch.count;
          this.speed.add(report.batch.count, performance.now());
          break;
        case 'event':
          record.addEvent(report.event);
          this.followReplay(report.event, record.run.config);
          break;
        case 'rewind':
          record.rewind(report.step);
          this.finishedSteps = report.step;
          this.speed.clear();
          break;
        case 'reference':
          record.setReference(report.step);
          break;
        case 'evaluation':
          record.addEvaluation(report.evaluation);
      }
    } catch (error) {
      this.store.setState({ error: toLabErrorData(error, 'run record') });
    }
    this.publisher.request();
  }

  /** The sliders follow a replayed link. Their own moves come back later than they were made and move nothing. */
  private followReplay({ step, field, value }: RunEvent, config: RunConfig): void {
    const isReplayed = config.events.some(
      (event) => event.step === step && event.field === field && event.value === value,
    );
    if (!isReplayed || this.moves.has(field)) return;
    const { hyperParameters } = this.store.getState();
    this.store.setState({ hyperParameters: { ...hyperParameters, [field]: value } });
  }

  private startRun(run: RunDescription): void {
    const before = this.store.getState();
    this.speed.clear();
    this.finishedSteps = 0;
    this.store.setState({
      run,
      record: new RunRecord(run),
      staged: run.config,
      hyperParameters: hyperParametersOf(run.config),
      error: null,
      progress: null,
      cursorStep: null,
      selection: fittingSelection(before, run),
    });
    this.publisher.request();
  }

  private publish(): void {
    const { record, revision } = this.store.getState();
    this.store.setState({
      revision: revision + 1,
      step: this.finishedSteps,
      stepsPerSecond: this.speed.speed,
      loss: record?.recentLoss ?? null,
      accuracy: record?.recentAccuracy ?? null,
    });
  }
}

/** The settings that wait for `apply`: those, sliders aside, in which the staged config differs from the running one. */
export function stagedChanges({ run, staged }: Pick<LabState, 'run' | 'staged'>): readonly FieldPath[] {
  return run ? changedFields(run.config, staged).filter((path) => hyperParameterOf(path) === null) : [];
}

/** The same layer if the new run has it, else its last layer that theory applies to. */
function fittingSelection({ selection, run: before }: LabState, run: RunDescription): Selection {
  const tensor = run.tensors[selection.tensor];
  if (tensor && tensor.name === before?.tensors[selection.tensor]?.name) {
    return { ...selection, filters: selection.filters.filter((filter) => filter < tensor.filterCount) };
  }
  const last = run.tensors.findLastIndex(({ scaleInvariant }) => scaleInvariant);
  return { tensor: Math.max(0, last), filters: [] };
}
