/** A run's checkpoint as a file, and a trainer that goes on from one. */
import { labError } from '../config/lab-error';
import type { RescaleFactors } from '../config/rescale';
import { MAX_EVENTS, type RunConfig } from '../config/run-config';
import {
  type Checkpoint,
  checkpointState,
  checkSampler,
  samplerStateAt,
  writeCheckpoint,
} from '../engine/checkpoint';
import type { AdapterReport } from '../engine/gpu/device';
import type { Trainer } from '../engine/trainer';
import type { TrainerState } from '../engine/trainer-state';
import { places } from '../messages';

/** The file of a state. @param config with the moves of the controls as its events */
export function checkpointOf(
  { plan, dataSet }: Trainer,
  state: TrainerState,
  config: RunConfig,
  { vendor, architecture, description, software }: AdapterReport,
): Uint8Array<ArrayBuffer> {
  if (config.events.length > MAX_EVENTS)
    throw labError('EVENTS_FULL.checkpoint', 'events', { limit: MAX_EVENTS, moves: config.events.length });
  return writeCheckpoint(state, plan.layout, {
    config,
    step: state.step,
    sampler: samplerStateAt(state.step, dataSet.train.count, config.batchSize),
    adapter: { vendor, architecture, description, software: String(software) },
    variants: plan.variants,
  });
}

/**
 * Puts a trainer where a checkpoint stands. Throws a LabError, with the trainer as it was, where the checkpoint is of
 * another network or another number of images.
 */
export function restoreCheckpoint(trainer: Trainer, checkpoint: Checkpoint, seed: number): void {
  checkSampler(checkpoint, trainer.dataSet.train.count);
  trainer.restore(checkpointState(checkpoint, trainer.plan.layout, seed));
}

/** The config of a future that parts from a run at a step with its weights multiplied: a further event of that step. */
export function withRescale(config: RunConfig, step: number, value: RescaleFactors): RunConfig {
  const { events } = config;
  if (events.length >= MAX_EVENTS)
    throw labError('EVENTS_FULL.run', places.step(step), { limit: MAX_EVENTS });
  const later = events.findIndex((event) => event.step > step);
  const place = later < 0 ? events.length : later;
  return { ...config, events: events.toSpliced(place, 0, { step, field: 'rescale', value }) };
}
