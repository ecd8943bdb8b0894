/** A run's checkpoint as a file, and a trainer that goes on from one. */
import { LabError } from '../config/lab-error';
import { MAX_EVENTS, type RunConfig } from '../config/run-config';
import {
  type Checkpoint,
  checkpointState,
  checkSampler,
  type Rescale,
  samplerStateAt,
  writeCheckpoint,
} from '../engine/checkpoint';
import type { AdapterReport } from '../engine/gpu/device';
import { type RescaleFactors, rescale } from '../engine/rescale';
import type { Trainer, TrainerState } from '../engine/trainer';

/** The file of a state. @param config with the moves of the controls as its events */
export function checkpointOf(
  { plan, dataSet }: Trainer,
  state: TrainerState,
  config: RunConfig,
  { vendor, architecture, description, software }: AdapterReport,
  rescales: readonly Rescale[],
): Uint8Array<ArrayBuffer> {
  if (config.events.length > MAX_EVENTS)
    throw new LabError({
      code: 'EVENTS_FULL',
      message: `A checkpoint names at most ${MAX_EVENTS} moves of the controls; this run has ${config.events.length}.`,
      fix: 'Reset the run, or start a new one with the present values.',
      where: 'events',
    });
  return writeCheckpoint(state, plan.layout, {
    config,
    step: state.step,
    sampler: samplerStateAt(state.step, dataSet.train.count, config.batchSize),
    rescales,
    adapter: { vendor, architecture, description, software: String(software) },
    variants: {},
  });
}

/**
 * Puts a trainer where a checkpoint stands, its weights multiplied if asked. Throws a LabError, with the trainer as it
 * was, where the checkpoint is of another network or another number of images.
 * @returns all that the weights were multiplied with on the way
 */
export function restoreCheckpoint(
  trainer: Trainer,
  checkpoint: Checkpoint,
  seed: number,
  factors: RescaleFactors | null = null,
): readonly Rescale[] {
  checkSampler(checkpoint, trainer.dataSet.train.count);
  const { layout } = trainer.plan;
  const state = checkpointState(checkpoint, layout, seed);
  trainer.restore(factors ? rescale(state, layout, factors) : state);
  const rescales = checkpoint.run?.rescales ?? [];
  return factors ? [...rescales, { step: state.step, ...factors }] : rescales;
}
