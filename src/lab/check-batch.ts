/** Whether a report of steps can be taken into a run's record. */
import { LabError } from '../config/lab-error';
import { FILTER_COLUMNS, type StepBatch, TENSOR_COLUMNS } from '../engine/telemetry/step-batch';
import type { RunDescription } from './protocol';

/**
 * Throws a LabError `TELEMETRY_GAP` if steps are missing before the batch, `TELEMETRY_SHAPE` if it is not of this run.
 * @param steps that are known already
 */
export function checkBatch(batch: StepBatch, run: RunDescription, steps: number): void {
  const { firstStep, count } = batch;
  const where = `steps from ${firstStep}`;
  const fix = 'Reset the run; if it happens again, please report it.';
  if (firstStep > steps) {
    const message = `Steps ${steps} to ${firstStep - 1} were not reported.`;
    throw new LabError({ code: 'TELEMETRY_GAP', message, fix, where });
  }
  const tensorValues = count * run.tensors.length * TENSOR_COLUMNS.length;
  const filterValues = count * run.filterCount * FILTER_COLUMNS.length;
  if (batch.tensors.length !== tensorValues || batch.filters.length !== filterValues) {
    const message = `${count} steps should bring ${tensorValues} tensor and ${filterValues} filter values, not ${batch.tensors.length} and ${batch.filters.length}.`;
    throw new LabError({ code: 'TELEMETRY_SHAPE', message, fix, where });
  }
}
