/**
 * The coordinator between the page and the worker that trains: turns what the user does into commands; what comes
 * back, report-keeper.ts keeps. It lives outside React; components subscribe to its store.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FieldValue } from '../config/field-kinds';
import { changedFields, changeField, hyperParameterOf } from '../config/field-values';
import type { FieldPath } from '../config/fields';
import { errorData, type LabErrorData } from '../config/lab-error';
import {
  HYPER_PARAMETER_RANGES,
  type HyperParameterName,
  MAX_EVENTS,
  type RunConfig,
} from '../config/run-config';
import { configToHash } from '../config/share-link';
import { openBrowserStorage } from '../data/storage';
import type { StepProfile } from '../engine/profile/step-profile';
import { Exchange } from './exchange';
import { KeptRuns } from './kept-runs';
import { INITIAL_LAB_STATE, type LabState, NO_ERROR, withError } from './lab-state';
import type { CountReport, InferenceReport, KernelTiming, LabCommand, RunDescription } from './protocol';
import { ReportKeeper } from './report-keeper';
import { SliderMoves } from './slider-moves';
import { storedTimesKernels, storeTimesKernels } from './timing-setting';
import { type Answer, type WorkerLike, WorkerLink } from './worker-link';

export class Lab {
  /** Read it with `getState`, follow it with `subscribe` or zustand's `useStore`. Only `Lab` writes to it. */
  readonly store: StoreApi<LabState> = createStore<LabState>(() => ({
    ...INITIAL_LAB_STATE,
    timesKernels: storedTimesKernels(),
  }));
  /** Checkpoints and exports. */
  readonly exchange = new Exchange({
    store: this.store,
    ask: (command) => this.ask(command),
    askForRun: (command) => this.askForRun(command),
  });
  /** The runs that were kept, and those of them that lie over the present one. */
  readonly runs = new KeptRuns({
    store: this.store,
    ask: (command) => this.ask(command),
    openStorage: () => openBrowserStorage('kept-runs'),
    channel: new BroadcastChannel('smd-lab.kept-runs'),
  });
  private readonly link: WorkerLink;
  private readonly moves = new SliderMoves(
    (field, value) => this.link.send({ type: 'set', field, value }),
    () => this.store.getState().record?.events.length ?? 0,
  );
  private readonly reports: ReportKeeper;
  private files: readonly File[] | undefined;
  /** Requests for a run that are not answered yet. */
  private pendingRuns = 0;

  constructor(createWorker: () => WorkerLike) {
    this.link = new WorkerLink({
      createWorker,
      onReport: (report) => this.reports.receive(report),
      onDeath: (error) => {
        this.moves.drop();
        this.giveUp(error);
      },
    });
    this.reports = new ReportKeeper({
      store: this.store,
      answer: (request, answer) => this.link.answer(request, answer),
      moves: this.moves,
    });
    this.link.revive();
  }

  /** Stops the worker for good. */
  dispose(): void {
    this.moves.drop();
    this.reports.dispose();
    this.runs.dispose();
    this.link.dispose();
  }

  /**
   * Makes the run of a config ready. If that fails, the present run goes on and `error` says why.
   * @param timing how its kernels are chosen, if not as the setting says
   */
  async open(
    config: RunConfig,
    files?: readonly File[],
    timing: KernelTiming = this.store.getState().timesKernels ? 'remembered' : 'off',
  ): Promise<Answer<RunDescription>> {
    if (!this.link.isAlive) this.store.setState({ ...NO_ERROR, runState: 'preparing' });
    this.link.revive();
    this.store.setState({ staged: config });
    const answer = await this.askForRun((request) => ({
      type: 'open',
      request,
      config,
      timing,
      ...(files && { files }),
    }));
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
      return errorData('VALUE_OUT_OF_RANGE', `optimizer.${name}`, { name, minimum, maximum, value });
    }
    const { hyperParameters } = this.store.getState();
    if (hyperParameters[name] === value) return null;
    this.store.setState({ hyperParameters: { ...hyperParameters, [name]: value } });
    // Without a run there is nothing to act on: theory alone follows the slider.
    if (!this.store.getState().run) return null;
    this.moves.add(name, value);
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

  /**
   * Has new runs choose their kernels by timing them, or by the kind of adapter, on this visit and the next. The present
   * run keeps its kernels.
   */
  setTimesKernels(timesKernels: boolean): void {
    storeTimesKernels(timesKernels);
    this.store.setState({ timesKernels });
  }

  /** The rest of the kernels under timing is chosen by the kind of adapter. */
  skipTiming(): void {
    this.send({ type: 'skipTiming' });
  }

  /** Times the kernels of the present run again, and starts it anew with those that win. */
  timeAnew(): Promise<Answer<RunDescription>> {
    const { run, staged } = this.store.getState();
    return this.open(this.withSliders(run?.config ?? staged), this.files, 'anew');
  }

  /** Stages a form for a case, or for all of an operation; null leaves the choice to the lab again. Waits for `apply`. */
  pin(name: string, form: string | null): void {
    const { staged } = this.store.getState();
    const { [name]: _, ...others } = staged.variants;
    this.store.setState({
      staged: { ...staged, variants: form === null ? others : { ...others, [name]: form } },
    });
  }

  /** From now on the sphere's reference is the present weight. */
  setReference(): void {
    this.send({ type: 'setReference' });
  }

  /** Runs test images through our kernels and exports the same weights as ONNX. */
  infer(images: number): Promise<Answer<InferenceReport>> {
    return this.ask((request) => ({ type: 'infer', request, images }));
  }

  /** Times every kernel of the run's step, into `profile`; training waits and goes on. null if it was cancelled. */
  async profile(): Promise<Answer<StepProfile | null>> {
    this.store.setState({ profiling: { phase: 'rates', done: 0, total: 1 } });
    const answer = await this.ask<StepProfile | null>((request) => ({ type: 'profile', request }));
    this.store.setState({ profiling: null });
    return answer;
  }

  cancelProfile(): void {
    this.send({ type: 'cancelProfile' });
  }

  /** What was sent to the GPU so far. Asked again and again: neither it nor its failure touches the state. */
  count(): Promise<Answer<CountReport>> {
    return this.link.ask((request) => ({ type: 'count', request }));
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
    return {
      error: errorData('TOO_MANY_EVENTS', 'events', { limit: MAX_EVENTS, moves: config.events.length }),
    };
  }

  /** Shows a tensor and some of its filters; no filters leaves their choice to each view. */
  select(tensor: number, filters: readonly number[] = []): void {
    this.store.setState({ selection: { tensor, filters } });
  }

  setCursor(step: number | null): void {
    this.store.setState({ cursorStep: step });
  }

  /** Takes away the last error; the failure behind it is left to be read, and goes the next time. */
  dismissError(): void {
    this.store.setState(({ error }) => (error ? { error: null } : NO_ERROR));
  }

  /** Shows an error that arose on the page, e.g. of a link. */
  reportError(error: LabErrorData): void {
    this.store.setState((state) => withError(state, error));
  }

  /** Says that no run is possible here at all, e.g. for want of WebGPU, and why. */
  giveUp(error: LabErrorData): void {
    this.store.setState((state) => ({
      ...withError(state, error, true),
      progress: null,
      runState: 'failed',
    }));
  }

  /** A slider's move that still waits goes first: commands act in the order in which they were given. */
  private send(command: LabCommand): void {
    this.moves.flush();
    this.link.send(command);
  }

  private async ask<Value>(command: (request: number) => LabCommand): Promise<Answer<Value>> {
    this.moves.flush();
    this.store.setState({ error: null });
    const answer = await this.link.ask<Value>(command);
    if ('error' in answer)
      this.store.setState((state) => ({ ...withError(state, answer.error), progress: null }));
    return answer;
  }

  private async askForRun(command: (request: number) => LabCommand): Promise<Answer<RunDescription>> {
    this.pendingRuns++;
    this.store.setState({ opening: true, notices: [] });
    const answer = await this.ask<RunDescription>(command);
    this.pendingRuns--;
    this.store.setState({ opening: this.pendingRuns > 0 });
    return answer;
  }

  private withSliders(config: RunConfig): RunConfig {
    const { hyperParameters } = this.store.getState();
    return { ...config, optimizer: { ...config.optimizer, ...hyperParameters }, events: [] };
  }
}

/** The settings that wait for `apply`: those, sliders aside, in which the staged config differs from the running one. */
export function stagedChanges({ run, staged }: Pick<LabState, 'run' | 'staged'>): readonly FieldPath[] {
  return run ? changedFields(run.config, staged).filter((path) => hyperParameterOf(path) === null) : [];
}
