/** What a run was and what came of it, as JSON: enough to repeat it, and the numbers that the page ends with. */
import type { RunConfig } from '../config/run-config';
import type { AdapterReport } from '../engine/gpu/device';
import type { Evaluation, RunDescription } from './protocol';
import type { RunRecord } from './run-record';
import type { TensorReadout } from './tensor-readout';
import { LAB_VERSION } from './version';

export interface RunSummary {
  readonly version: string;
  readonly config: RunConfig;
  /** Moves of the controls and multiplied weights, those of the config included. */
  readonly events: RunConfig['events'];
  readonly dataSet: RunDescription['dataSet'];
  readonly adapter: AdapterReport | null;
  /** The browser or runtime, as it names itself. */
  readonly browser: string;
  /** The form of the kernel in each case that ran. */
  readonly variants: Readonly<Record<string, string>>;
  /** The first step known, and the updates applied at the end. */
  readonly firstStep: number;
  readonly steps: number;
  /** Per tensor the readout after the last step; null for a number that does not exist. */
  readonly layers: Readonly<Record<string, TensorReadout>>;
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly evaluations: readonly Evaluation[];
  /** Of the CSV export: 1 where it has every step. */
  readonly stepsPerRow: number;
}

export interface RunSurroundings {
  readonly adapter: AdapterReport | null;
  readonly browser: string;
  readonly variants: Readonly<Record<string, string>>;
  readonly stepsPerRow: number;
}

export function summaryOf(record: RunRecord, surroundings: RunSurroundings): RunSummary {
  const { config, run } = record;
  return {
    version: LAB_VERSION,
    config,
    events: config.events,
    dataSet: run.dataSet,
    ...surroundings,
    firstStep: record.firstStep,
    steps: record.steps,
    layers: Object.fromEntries(run.tensors.map(({ name }, tensor) => [name, record.readout(tensor)])),
    loss: record.recentLoss,
    accuracy: record.recentAccuracy,
    evaluations: record.evaluations,
  };
}

/** The summary as a file's text. */
export function exportJson(record: RunRecord, surroundings: RunSurroundings): string {
  return `${JSON.stringify(summaryOf(record, surroundings), null, 2)}\n`;
}
