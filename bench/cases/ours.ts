/** Our engine in the comparison: the trainer as the page uses it, with telemetry of every step. */
import { MAX_STEPS_PER_SUBMIT } from '../../src/engine/gpu/step-submitter';
import { Trainer } from '../../src/engine/trainer';
import type { BenchDevice } from '../device';
import { OURS } from '../results';
import type { Contestant } from './contestant';
import type { InitialWeights, TrainingCase } from './training-case';

/** Submits `count` steps, in as few submits as possible, and waits until they are done and read. */
export async function advance(trainer: Trainer, count: number): Promise<void> {
  for (let left = count; left > 0; left -= MAX_STEPS_PER_SUBMIT)
    await trainer.advance(Math.min(left, MAX_STEPS_PER_SUBMIT));
  await trainer.settled();
}

/** @returns the contestant and the weights that all others start from */
export async function createOurs(
  { device, software }: BenchDevice,
  { config, dataSet }: TrainingCase,
): Promise<{ ours: Contestant; weights: InitialWeights }> {
  const trainer = await Trainer.create({ device, config, dataSet, software });
  const weights = trainer.tensorsOf(await trainer.save());
  let loss = Number.NaN;
  trainer.onSteps = ({ batch }) => {
    loss = batch.loss.at(-1) ?? Number.NaN;
  };
  const ours: Contestant = {
    name: OURS,
    train: async (count) => {
      await advance(trainer, count);
      return loss;
    },
    destroy: () => trainer.destroy(),
  };
  return { ours, weights };
}
