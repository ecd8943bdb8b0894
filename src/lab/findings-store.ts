/**
 * The findings that were run since the page was opened, and the one that runs: outside React, so that leaving the gallery
 * stops and loses nothing.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { errorData, type LabErrorData } from '../config/lab-error';
import type { Chart, FindingId, FindingOptions, FindingResult } from '../findings/finding';
import { places } from '../messages';
import type { FindingProgress, FindingReport, FindingRequest } from './finding-run';

/** What is known of a finding's last run. */
export interface FindingRun {
  readonly options: FindingOptions;
  readonly progress: FindingProgress | null;
  readonly charts: readonly Chart[];
  readonly result: FindingResult | null;
  readonly error: LabErrorData | null;
}

export interface FindingsState {
  /** One at a time: each has the adapter to itself as far as the lab's run leaves it. */
  readonly running: FindingId | null;
  readonly runs: Partial<Readonly<Record<FindingId, FindingRun>>>;
}

/** What is needed of a Worker; a test hands in a double. */
export interface FindingWorker {
  postMessage(request: FindingRequest): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<FindingReport>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  terminate(): void;
}

export class Findings {
  /** Read it with `getState` or `useStore`. Only `Findings` writes to it. */
  readonly store: StoreApi<FindingsState> = createStore<FindingsState>(() => ({ running: null, runs: {} }));
  private readonly createWorker: () => FindingWorker;
  private worker: FindingWorker | undefined;

  constructor(createWorker: () => FindingWorker) {
    this.createWorker = createWorker;
  }

  /** Runs a finding in a worker of its own, which ends with it; another one that runs is stopped. */
  run(id: FindingId, options: FindingOptions): void {
    this.stop();
    const worker = this.createWorker();
    this.worker = worker;
    this.store.setState(({ runs }) => ({
      running: id,
      runs: { ...runs, [id]: { options, progress: null, charts: [], result: null, error: null } },
    }));
    const whileItRuns = (act: () => void) => {
      if (this.worker === worker) act();
    };
    worker.addEventListener('message', ({ data }) => whileItRuns(() => this.receive(id, data)));
    worker.addEventListener('error', ({ message }) =>
      whileItRuns(() => {
        const error = errorData('FINDING_WORKER', places.finding, { reason: message ?? '' });
        this.receive(id, { type: 'failed', error });
      }),
    );
    worker.postMessage({ id, options });
  }

  /** Stops what runs; its charts stay as they are. */
  stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.store.setState({ running: null });
  }

  private receive(id: FindingId, report: FindingReport): void {
    switch (report.type) {
      case 'progress':
        this.change(id, { progress: report.progress });
        break;
      case 'charts':
        this.change(id, { charts: report.charts });
        break;
      case 'result':
        this.change(id, { result: report.result, charts: report.result.charts });
        this.stop();
        break;
      case 'failed':
        this.change(id, { error: report.error });
        this.stop();
        break;
    }
  }

  private change(id: FindingId, changes: Partial<FindingRun>): void {
    this.store.setState(({ runs }) => {
      const run = runs[id];
      return run ? { runs: { ...runs, [id]: { ...run, ...changes } } } : {};
    });
  }
}
