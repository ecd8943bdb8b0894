/** Whether a report of steps can be taken into a run's record. */
import { labError } from '../config/lab-error';
import { FILTER_COLUMNS, type StepBatch, TENSOR_COLUMNS } from '../engine/telemetry/step-batch';
import { places } from '../messages';
import type { RunDescription } from './protocol';

/**
 * Throws a LabError `TELEMETRY_GAP` if steps are missing before the batch, `TELEMETRY_SHAPE` if it is not of this run.
 * @param steps that are known already
 */
export function checkBatch(batch: StepBatch, run: RunDescription, steps: number): void {
  const { firstStep, count } = batch;
  const where = places.stepsFrom(firstStep);
  if (firstStep > steps) throw labError('TELEMETRY_GAP', where, { first: steps, last: firstStep - 1 });
  const tensorValues = count * run.tensors.length * TENSOR_COLUMNS.length;
  const filterValues = count * run.filterCount * FILTER_COLUMNS.length;
  if (batch.tensors.length !== tensorValues || batch.filters.length !== filterValues) {
    throw labError('TELEMETRY_SHAPE', where, {
      count,
      expected: { tensors: tensorValues, filters: filterValues },
      tensors: batch.tensors.length,
      filters: batch.filters.length,
    });
  }
}
