/** The worker and its mail: commands down, reports up, each answer to the command that asked for it. */
import { errorData, type LabErrorData, toLabErrorData } from '../config/lab-error';
import { places } from '../messages';
import type { LabCommand, LabReport } from './protocol';

/** What is needed of a Worker; a test hands in a double. */
export interface WorkerLike {
  postMessage(command: LabCommand): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<LabReport>) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void;
  terminate(): void;
}

/** What a command that expects an answer comes to; ask with `'error' in answer`. */
export type Answer<Value> = { readonly value: Value } | { readonly error: LabErrorData };

export interface WorkerLinkOptions {
  readonly createWorker: () => WorkerLike;
  readonly onReport: (report: LabReport) => void;
  /** The worker has ended by itself; whoever waited has been told, the next `revive` makes a new one. */
  readonly onDeath: (error: LabErrorData) => void;
}

export class WorkerLink {
  private readonly options: WorkerLinkOptions;
  private worker: WorkerLike | undefined;
  private lastRequest = 0;
  private readonly waiting = new Map<number, (answer: Answer<unknown>) => void>();

  constructor(options: WorkerLinkOptions) {
    this.options = options;
  }

  get isAlive(): boolean {
    return this.worker !== undefined;
  }

  /** Starts a worker unless one is alive. */
  revive(): void {
    if (this.worker) return;
    const worker = this.options.createWorker();
    this.worker = worker;
    // A worker that was replaced has nothing to say any more.
    worker.addEventListener('message', ({ data }) => {
      if (worker === this.worker) this.options.onReport(data);
    });
    const onError = (event: Event) => {
      if (worker === this.worker) this.bury(event);
    };
    worker.addEventListener('error', onError);
    worker.addEventListener('messageerror', onError);
  }

  /** Sends a command; without a living worker it is lost. */
  send(command: LabCommand): void {
    this.worker?.postMessage(command);
  }

  /** Sends a command that is answered. The value is of the kind that the protocol names for it. */
  ask<Value>(command: (request: number) => LabCommand): Promise<Answer<Value>> {
    const request = ++this.lastRequest;
    return new Promise((resolve) => {
      if (!this.worker) {
        resolve({ error: workerDied('') });
        return;
      }
      this.waiting.set(request, (answer) => resolve(answer as Answer<Value>));
      try {
        this.worker.postMessage(command(request));
      } catch (error) {
        this.answer(request, { error: toLabErrorData(error, places.worker) });
      }
    });
  }

  /** Hands an answer to whoever asked; a number that nobody waits for is passed over. */
  answer(request: number, answer: Answer<unknown>): void {
    const resolve = this.waiting.get(request);
    this.waiting.delete(request);
    resolve?.(answer);
  }

  /** Ends the worker. */
  dispose(): void {
    this.worker?.terminate();
    this.worker = undefined;
  }

  private bury(event: Event): void {
    const detail = 'message' in event && typeof event.message === 'string' ? event.message : '';
    const error = workerDied(detail);
    this.dispose();
    for (const request of [...this.waiting.keys()]) this.answer(request, { error });
    this.options.onDeath(error);
  }
}

function workerDied(detail: string): LabErrorData {
  return errorData('WORKER_DIED', places.worker, { detail });
}
