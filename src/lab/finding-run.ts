/** One finding, run from what the page asks to its verdict: the pure part of the findings' worker. */
import { type LabErrorData, labError, toLabErrorData } from '../config/lab-error';
import type { RunConfig } from '../config/run-config';
import { describeAdapter, requestAdapter, requestDevice } from '../engine/gpu/device';
import type { Chart, Finding, FindingId, FindingOptions, FindingResult } from '../findings/finding';
import { findings } from '../findings/findings';
import { type FindingView, findingContext } from '../findings/training';
import { places } from '../messages';
import { DataSources } from './data-sources';
import { Throttle } from './throttle';

export interface FindingRequest {
  readonly id: FindingId;
  readonly options: FindingOptions;
}

export interface FindingProgress {
  /** Out of `total` parts of the work. */
  readonly done: number;
  readonly total: number;
  /** What is under way. */
  readonly what: string;
}

export type FindingReport =
  | { readonly type: 'progress'; readonly progress: FindingProgress }
  | { readonly type: 'charts'; readonly charts: readonly Chart[] }
  | { readonly type: 'result'; readonly result: FindingResult }
  | { readonly type: 'failed'; readonly error: LabErrorData };

/** Milliseconds between two reports of a kind: more are not seen, and each is copied. Charts are also made and drawn. */
const REPORT_INTERVAL = { progress: 150, charts: 500 };

/** Runs a finding and reports on it; ends with a result or a failure. Never rejects. */
export async function runFinding(
  { id, options }: FindingRequest,
  gpu: GPU | undefined,
  post: (report: FindingReport) => void,
): Promise<void> {
  const latest: { progress?: FindingProgress; charts?: () => readonly Chart[] } = {};
  const progress = new Throttle(REPORT_INTERVAL.progress, () => {
    if (latest.progress) post({ type: 'progress', progress: latest.progress });
  });
  const charts = new Throttle(REPORT_INTERVAL.charts, () => {
    if (latest.charts) post({ type: 'charts', charts: latest.charts() });
  });
  const view: FindingView = {
    // Who wants it stopped ends the worker.
    signal: new AbortController().signal,
    progress: (done, total, what) => {
      latest.progress = { done, total, what };
      progress.request();
    },
    draw: (drawn) => {
      latest.charts = drawn;
      charts.request();
    },
  };
  let last: FindingReport;
  try {
    last = { type: 'result', result: await runOn(gpu, findingOf(id), options, view) };
  } catch (error) {
    last = { type: 'failed', error: toLabErrorData(error, places.finding) };
  }
  progress.cancel();
  charts.cancel();
  post(last);
}

function findingOf(id: FindingId): Finding {
  const finding = findings.find((candidate) => candidate.id === id);
  if (!finding) throw labError('FINDING_UNKNOWN', places.finding, { id });
  return finding;
}

/** With a device of its own for what trains, so that the lab's run is left alone. */
async function runOn(
  gpu: GPU | undefined,
  finding: Finding,
  options: FindingOptions,
  view: FindingView,
): Promise<FindingResult> {
  if (finding.runs === 'anywhere') return finding.run(findingContext(view, null), options);
  const adapter = await requestAdapter(gpu);
  const device = await requestDevice(adapter);
  const data = new DataSources((done, total) => view.progress(done, total ?? 0, places.trainingData));
  const host = {
    device,
    software: describeAdapter(adapter).software,
    openData: (config: RunConfig) => data.load(config),
  };
  try {
    return await Promise.race([finding.run(findingContext(view, host), options), loss(device)]);
  } finally {
    device.destroy();
  }
}

/** Rejects when the device is lost: what was submitted to it is never answered. */
async function loss(device: GPUDevice): Promise<never> {
  const { message, reason } = await device.lost;
  throw labError('DEVICE_LOST.finding', places.gpuDevice, { reason: message || reason });
}
