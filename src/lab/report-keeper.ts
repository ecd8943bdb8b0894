/** What comes up from the worker: taken into the run's record and the state that the page shows. */
import type { StoreApi } from 'zustand/vanilla';
import { toLabErrorData } from '../config/lab-error';
import { hyperParametersAt, type MoveEvent } from '../config/run-config';
import { places } from '../messages';
import { type LabState, NO_ERROR, type Selection, withError } from './lab-state';
import type { LabReport, RunDescription } from './protocol';
import { RunRecord } from './run-record';
import type { SliderMoves } from './slider-moves';
import { SpeedMeter } from './speed-meter';
import { Throttle } from './throttle';
import type { Answer } from './worker-link';

/** Milliseconds between two rises of `revision`: charts are redrawn at most four times a second. */
const REVISION_INTERVAL = 250;

export interface ReportKeeperOptions {
  readonly store: StoreApi<LabState>;
  /** Hands an answer to whoever sent the request. */
  readonly answer: (request: number, answer: Answer<unknown>) => void;
  readonly moves: SliderMoves;
}

export class ReportKeeper {
  private readonly options: ReportKeeperOptions;
  private readonly store: StoreApi<LabState>;
  private readonly publisher = new Throttle(REVISION_INTERVAL, () => this.publish());
  private readonly speed = new SpeedMeter();
  private finishedSteps = 0;

  constructor(options: ReportKeeperOptions) {
    this.options = options;
    this.store = options.store;
  }

  dispose(): void {
    this.publisher.cancel();
  }

  receive(report: LabReport): void {
    switch (report.type) {
      case 'adapter':
        this.store.setState({ adapter: report.adapter });
        return;
      case 'opened':
        this.startRun(report.run, report.firstStep ?? 0);
        this.options.answer(report.request, { value: report.run });
        return;
      case 'checkpoint':
        this.options.answer(report.request, { value: report.checkpoint });
        return;
      case 'exported':
        this.options.answer(report.request, { value: report.exported });
        return;
      case 'table':
        this.options.answer(report.request, { value: report.table });
        return;
      case 'state':
        if (report.state !== 'training') this.speed.clear();
        this.store.setState({ runState: report.state });
        this.publisher.request();
        // The numbers beside the new state are those at which it began.
        this.publisher.flush();
        return;
      case 'inference':
        this.options.answer(report.request, { value: report.inference });
        return;
      case 'profiling':
        this.store.setState({ profiling: report.progress });
        return;
      case 'profiled':
        // What was known stays where a new one was not finished.
        if (report.profile) this.store.setState({ profile: report.profile });
        this.options.answer(report.request, { value: report.profile });
        return;
      case 'counted':
        this.options.answer(report.request, { value: report.counts });
        return;
      case 'kernelChoices':
        this.store.setState({ kernelChoices: report.choices });
        return;
      case 'notice':
        this.store.setState({ notices: report.notices });
        return;
      case 'progress':
        this.store.setState({ progress: { task: report.task, done: report.done, total: report.total } });
        return;
      case 'downloaded':
        this.store.setState({ progress: null });
        this.options.answer(report.request, { value: null });
        return;
      case 'error':
        this.store.setState((state) => ({ ...withError(state, report.error, report.fatal), progress: null }));
        if (report.fatal) this.store.setState({ runState: 'failed' });
        // With a request it is a checkpoint that is refused, not a move.
        if (report.error.code === 'EVENTS_FULL' && report.request === null) this.takeBackMoves();
        if (report.request !== null) this.options.answer(report.request, { error: report.error });
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
          if (report.event.field !== 'rescale') this.moveSlider(report.event, record.isReplay(report.event));
          record.addEvent(report.event);
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
      this.store.setState((state) => withError(state, toLabErrorData(error, places.runRecord)));
    }
    this.publisher.request();
  }

  /** The sliders follow a replayed link; their own moves come back late, and only the newest may set them. */
  private moveSlider(event: MoveEvent, isReplay: boolean): void {
    const { moves } = this.options;
    const follows = isReplay ? !moves.isUnderWay(event.field) : moves.report(event);
    if (!follows) return;
    const { hyperParameters } = this.store.getState();
    this.store.setState({ hyperParameters: { ...hyperParameters, [event.field]: event.value } });
  }

  /** The worker refused a move: the sliders return to what acts. */
  private takeBackMoves(): void {
    const { record } = this.store.getState();
    this.options.moves.drop();
    if (record) this.store.setState({ hyperParameters: record.hyperParametersInForce });
  }

  private startRun(run: RunDescription, firstStep: number): void {
    const before = this.store.getState();
    this.speed.clear();
    this.finishedSteps = firstStep;
    this.store.setState({
      run,
      record: new RunRecord(run, firstStep),
      earlier: [],
      staged: run.config,
      hyperParameters: hyperParametersAt(run.config, firstStep),
      ...NO_ERROR,
      progress: null,
      profile: null,
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

/** The same layer if the new run has it, else its last layer that theory applies to. */
function fittingSelection({ selection, run: before }: LabState, run: RunDescription): Selection {
  const tensor = run.tensors[selection.tensor];
  if (tensor && tensor.name === before?.tensors[selection.tensor]?.name) {
    return { ...selection, filters: selection.filters.filter((filter) => filter < tensor.filterCount) };
  }
  const last = run.tensors.findLastIndex(({ scaleInvariant }) => scaleInvariant);
  return { tensor: Math.max(0, last), filters: [] };
}
