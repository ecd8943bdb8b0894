/** What leaves the lab as files and comes back: checkpoints, kept or loaded, futures that part from them, exports. */
import type { StoreApi } from 'zustand/vanilla';
import { errorData, type LabErrorData, reasonOf } from '../config/lab-error';
import type { RescaleFactors } from '../config/rescale';
import { hyperParametersAt } from '../config/run-config';
import { exportJson } from './export-json';
import { type KeptCheckpoint, type LabState, withError } from './lab-state';
import type { CheckpointReport, ExportReport, LabCommand, RunDescription } from './protocol';
import type { Answer } from './worker-link';

/** Larger files are not read; a ResNet with 512 channels has checkpoints of about 100 MB. */
const MAX_CHECKPOINT_BYTES = 256 * 2 ** 20;
/** Kept in memory; the oldest gives way. */
const MAX_KEPT = 12;
/** Futures that are left stay on the charts; more cannot be told apart. */
const MAX_EARLIER = 3;

export interface ExchangeOptions {
  readonly store: StoreApi<LabState>;
  readonly ask: <Value>(command: (request: number) => LabCommand) => Promise<Answer<Value>>;
  /** Asks for a run; the state says meanwhile that one is being opened. */
  readonly askForRun: (command: (request: number) => LabCommand) => Promise<Answer<RunDescription>>;
}

/** A file to hand out. */
export interface ExportedFile {
  readonly name: string;
  readonly content: Blob;
}

export class Exchange {
  private readonly options: ExchangeOptions;
  private lastId = 0;

  constructor(options: ExchangeOptions) {
    this.options = options;
  }

  /** The present state as a file. */
  async save(): Promise<Answer<ExportedFile>> {
    const answer = await this.askForCheckpoint();
    return 'error' in answer ? answer : { value: checkpointFile(answer.value) };
  }

  /** Goes on from a file: of this lab where it stands, from plain weights at step 0. */
  async load(file: File): Promise<Answer<RunDescription>> {
    if (file.size > MAX_CHECKPOINT_BYTES) return this.refuse(tooLarge(file));
    try {
      return await this.resume(file.name, new Uint8Array(await file.arrayBuffer()), null);
    } catch (error) {
      return this.refuse(unreadable(file, error));
    }
  }

  /** Keeps the present state to be returned to. */
  async keep(): Promise<Answer<KeptCheckpoint>> {
    const answer = await this.askForCheckpoint();
    if ('error' in answer) return answer;
    const { step, bytes } = answer.value;
    const { record, checkpoints, staged } = this.options.store.getState();
    const config = record?.config ?? staged;
    const kept: KeptCheckpoint = {
      id: ++this.lastId,
      step,
      hyperParameters: hyperParametersAt(config, step),
      network: config.network,
      bytes,
    };
    this.options.store.setState({ checkpoints: [...checkpoints, kept].slice(-MAX_KEPT) });
    return { value: kept };
  }

  /**
   * Back to a kept state, on the batches that followed it; the future that is left stays on the charts.
   * @param rescale what the weights under BatchNorm are multiplied with first
   */
  async returnTo(id: number, rescale: RescaleFactors | null = null): Promise<Answer<RunDescription> | null> {
    const { store } = this.options;
    const { checkpoints, record, earlier } = store.getState();
    const kept = checkpoints.find((checkpoint) => checkpoint.id === id);
    if (!kept) return null;
    const isSameNetwork = JSON.stringify(record?.run.config.network) === JSON.stringify(kept.network);
    const left = record && isSameNetwork && record.steps > record.firstStep ? [record] : [];
    const answer = await this.resume(`step ${kept.step}`, kept.bytes, rescale);
    if (!('error' in answer) && isSameNetwork)
      store.setState({ earlier: [...left, ...earlier].slice(0, MAX_EARLIER) });
    return answer;
  }

  forget(id: number): void {
    const { store } = this.options;
    const { checkpoints } = store.getState();
    store.setState({ checkpoints: checkpoints.filter((checkpoint) => checkpoint.id !== id) });
  }

  /** Every step of the run, from its first or from the checkpoint that it goes on from. */
  async exportCsv(): Promise<Answer<ExportedFile>> {
    const answer = await this.askForExport(true);
    if ('error' in answer) return answer;
    return { value: { name: 'smd-lab-run.csv', content: answer.value.csv ?? new Blob() } };
  }

  /** The run's config, surroundings and last readouts. @param browser as it names itself */
  async exportJson(browser: string): Promise<Answer<ExportedFile>> {
    const answer = await this.askForExport(false);
    if ('error' in answer) return answer;
    const { csv: _, ...facts } = answer.value;
    const { record, adapter } = this.options.store.getState();
    const text = record ? exportJson(record, { adapter, browser, ...facts }) : '';
    return {
      value: { name: 'smd-lab-run.json', content: new Blob([text], { type: 'application/json' }) },
    };
  }

  private askForCheckpoint(): Promise<Answer<CheckpointReport>> {
    return this.options.ask((request) => ({ type: 'save', request }));
  }

  private askForExport(rows: boolean): Promise<Answer<ExportReport>> {
    return this.options.ask((request) => ({ type: 'export', request, rows }));
  }

  private resume(
    name: string,
    bytes: Uint8Array,
    rescale: RescaleFactors | null,
  ): Promise<Answer<RunDescription>> {
    return this.options.askForRun((request) => ({ type: 'resume', request, name, bytes, rescale }));
  }

  private refuse(error: LabErrorData): { readonly error: LabErrorData } {
    this.options.store.setState((state) => withError(state, error));
    return { error };
  }
}

function tooLarge({ name, size }: File): LabErrorData {
  return errorData('FILE_TOO_LARGE.checkpoint', name, { bytes: size, limit: MAX_CHECKPOINT_BYTES });
}

/** The browser reads a file when it is asked for: by then it may be moved, changed or out of reach. */
function unreadable({ name }: File, cause: unknown): LabErrorData {
  return errorData('FILE_UNREADABLE', name, { reason: reasonOf(cause) });
}

/** A checkpoint under the name it is saved by. */
export function checkpointFile({ step, bytes }: Pick<CheckpointReport, 'step' | 'bytes'>): ExportedFile {
  return {
    name: `smd-lab-step-${step}.safetensors`,
    content: new Blob([bytes], { type: 'application/octet-stream' }),
  };
}
