/** What it costs to measure every filter at every step: the same step with and without the measurements, in turn. */

import { Trainer } from '../../src/engine/trainer';
import { median, medianInterval } from '../../src/engine/tuning/statistics';
import type { BenchDevice } from '../device';
import type { TelemetryOverhead } from '../results';
import { advance } from './ours';
import { type CaseDefinition, trainingCase } from './training-case';

/** @param windowMs length of one measurement */
export async function telemetryOverhead(
  { device, software }: BenchDevice,
  definition: CaseDefinition,
  { pairs, windowMs }: { readonly pairs: number; readonly windowMs: number },
): Promise<TelemetryOverhead> {
  const { config, dataSet } = trainingCase(definition);
  const create = (telemetry: boolean) => Trainer.create({ device, config, dataSet, software, telemetry });
  const trainers = { with: await create(true), without: await create(false) };
  const time = async (trainer: Trainer, steps: number) => {
    const begin = performance.now();
    await advance(trainer, steps);
    return (performance.now() - begin) / steps;
  };
  let steps = 1;
  for (const trainer of [trainers.with, trainers.without]) {
    await time(trainer, 2);
    steps = Math.max(steps, Math.round(windowMs / (await time(trainer, 2))));
  }
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    // Who comes first changes from pair to pair.
    const first = pair % 2 === 0 ? trainers.with : trainers.without;
    const second = first === trainers.with ? trainers.without : trainers.with;
    const times = [await time(first, steps), await time(second, steps)] as const;
    const [measured, plain] = first === trainers.with ? times : times.toReversed();
    ratios.push(measured! / plain! - 1);
  }
  trainers.with.destroy();
  trainers.without.destroy();
  const { low, high, coverage } = medianInterval(ratios);
  return {
    case: definition.name,
    fraction: median(ratios),
    interval: [low, high],
    coverage,
    pairs,
    steps_per_window: steps,
  };
}
