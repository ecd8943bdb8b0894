/**
 * A run without a page, in whatever has WebGPU: the same trainer, pacing, evaluations and checkpoints as in the
 * lab's worker. What comes of it goes out in pieces that cross process boundaries, so that no run is too long.
 */
import type { RunConfig } from '../config/run-config';
import type { DataSet } from '../data/data-set';
import { readCheckpoint } from '../engine/checkpoint';
import type { AdapterReport } from '../engine/gpu/device';
import type { Divergence } from '../engine/telemetry/finish-steps';
import { Trainer } from '../engine/trainer';
import type { TrainerState } from '../engine/trainer-state';
import { ActiveRun } from '../lab/active-run';
import { DataSources } from '../lab/data-sources';
import { CsvRows } from '../lab/export-csv';
import { type RunSummary, summaryOf } from '../lab/export-json';
import type { Evaluation, RunDescription } from '../lab/protocol';
import { checkpointOf, restoreCheckpoint } from '../lab/run-checkpoint';
import { RunRecord } from '../lab/run-record';
import { noStorage, TimedKernels } from '../lab/timed-kernels';
import { withDevice } from './with-device';

/** What a run needs besides a GPU. */
export interface HeadlessJob {
  /** With a number of steps. */
  readonly config: RunConfig;
  /** Of the data set; none where it is generated. */
  readonly files: readonly File[];
  /** To go on from; null: from scratch. */
  readonly checkpoint: File | null;
  /** Choose the kernels by timing them, where no checkpoint names them. */
  readonly tune: boolean;
  /** What computes it, as it names itself. */
  readonly runtime: string;
}

export type HeadlessReport =
  | { readonly type: 'timing'; readonly done: number; readonly total: number }
  | { readonly type: 'kernels'; readonly done: number; readonly total: number }
  | {
      readonly type: 'opened';
      readonly firstStep: number;
      readonly adapter: AdapterReport;
      readonly run: RunDescription;
      readonly csvHeader: string;
    }
  /** Finished steps: their lines of metrics.csv, and what a progress bar shows of the last one. */
  | {
      readonly type: 'rows';
      readonly csv: string;
      /** Updates applied after them. */
      readonly step: number;
      readonly loss: number;
      readonly accuracy: number;
    }
  | { readonly type: 'evaluation'; readonly evaluation: Evaluation }
  /** All rows up to its step have been reported before. */
  | { readonly type: 'checkpoint'; readonly step: number; readonly bytes: Uint8Array<ArrayBuffer> };

export interface HeadlessOutcome {
  readonly state: 'finished' | 'stopped' | 'diverged';
  /** Updates applied in the checkpoint. */
  readonly step: number;
  readonly divergence: Divergence | null;
  readonly summary: RunSummary;
}

/** The reports are taken one after the other; computing waits for whoever takes them. */
export type TakeReport = (report: HeadlessReport) => Promise<void>;

/**
 * Computes the run up to its number of steps, until `signal` aborts or a value is not finite any more; the last
 * checkpoint is of the end, or of the last good state. Throws a LabError where it cannot be computed.
 */
export async function runHeadless(
  gpu: GPU | undefined,
  job: HeadlessJob,
  take: TakeReport,
  signal: AbortSignal,
): Promise<HeadlessOutcome> {
  const dataSet = await openDataSet(job);
  return withDevice(gpu, (device, adapter) => computeRun(device, adapter, dataSet, job, take, signal));
}

async function computeRun(
  device: GPUDevice,
  adapter: AdapterReport,
  dataSet: DataSet,
  { config, checkpoint: file, tune, runtime }: HeadlessJob,
  take: TakeReport,
  signal: AbortSignal,
): Promise<HeadlessOutcome> {
  let taken = Promise.resolve();
  const send = (report: HeadlessReport) => {
    taken = taken.then(() => take(report));
    // Whoever waits next hears of a failure.
    taken.catch(() => {});
  };
  const checkpoint = file && readCheckpoint(new Uint8Array(await file.arrayBuffer()), file.name);
  const timed = () =>
    new TimedKernels(runtime, noStorage).choose({
      device,
      adapter,
      config,
      dataSet,
      seconds: Number.POSITIVE_INFINITY,
      onProgress: (done, total) => send({ type: 'timing', done, total }),
    });
  const trainer = await Trainer.create({
    device,
    config,
    dataSet,
    variants: checkpoint?.run?.variants ?? (tune ? await timed() : {}),
    software: adapter.software,
    onProgress: (done, total) => send({ type: 'kernels', done, total }),
  });
  if (checkpoint) restoreCheckpoint(trainer, checkpoint, config.seed);
  const run = await ActiveRun.create(config, trainer);
  const end = config.steps ?? trainer.step;
  const description = run.describe();
  const rows = new CsvRows(description);
  const record = new RunRecord(description, run.step);
  send({ type: 'opened', firstStep: run.step, adapter, run: description, csvHeader: rows.header() });

  const found: { divergence: Divergence | null } = { divergence: null };
  run.onSteps(({ batch, divergence }) => {
    // Steps that were in flight behind the one that diverged are void.
    if (found.divergence) return;
    found.divergence = divergence;
    if (batch.count === 0) return;
    record.append(batch);
    send({
      type: 'rows',
      csv: rows.rows(batch, config.telemetryInterval),
      step: batch.firstStep + batch.count,
      loss: batch.loss.at(-1) ?? Number.NaN,
      accuracy: batch.accuracy.at(-1) ?? Number.NaN,
    });
  });
  const sendCheckpoint = (state: TrainerState) =>
    send({
      type: 'checkpoint',
      step: state.step,
      bytes: checkpointOf(trainer, state, config, adapter),
    });

  while (run.step < end && !found.divergence && !signal.aborted) {
    const before = run.good;
    await run.advance(end);
    const evaluation = await run.evaluateIfDue();
    if (evaluation) {
      await trainer.settled();
      if (!found.divergence) {
        record.addEvaluation(evaluation);
        send({ type: 'evaluation', evaluation });
      }
    }
    await run.checkpointIfDue(() => found.divergence !== null);
    if (run.good !== before) sendCheckpoint(run.good);
    await taken;
  }
  await trainer.settled();
  const last = found.divergence ? run.good : await trainer.save();
  sendCheckpoint(last);
  await taken;
  trainer.destroy();
  const state = found.divergence ? 'diverged' : last.step >= end ? 'finished' : 'stopped';
  const surroundings = {
    adapter,
    browser: runtime,
    variants: trainer.plan.variants,
    stepsPerRow: config.telemetryInterval,
  };
  return { state, step: last.step, divergence: found.divergence, summary: summaryOf(record, surroundings) };
}

/** The data set; files that the runner has fetched or found stand in for those that a page would ask for. */
function openDataSet({ config, files }: HeadlessJob): Promise<DataSet> {
  const source = files.length > 0 ? 'files' : config.data.source;
  const sources = new DataSources(() => {});
  return sources.load({ ...config, data: { ...config.data, source } }, files);
}
