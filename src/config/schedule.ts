/**
 * The hyper-parameters of each step: what the sliders stand at, moved by events, times what the schedule says.
 *
 *   warm-up      (t+1)/warmUp while t < warmUp, else 1: the first step is not lost on a learning rate of 0
 *   step         factor^(number of milestones ≤ t)
 *   cosine       factor + (1 − factor)·(1 + cos πs)/2, s = min(1, (t − warmUp)/length) (Loshchilov & Hutter 2017)
 *   exponential  factor^((t − warmUp)/length)
 *
 * Steps t count from 0. A milestone m acts from the step of index m on, as an event does.
 */

import type { RescaleFactors } from './rescale';
import {
  type HyperParameterValues,
  hyperParametersAt,
  type RescaleEvent,
  type RunConfig,
  type RunEvent,
  type ScheduleConfig,
} from './run-config';

/** The part of a schedule's factor that moves little by little: warm-up, cosine, exponential. In [0, 1]. */
export function gradualFactor({ kind, warmUp, factor, length }: ScheduleConfig, step: number): number {
  if (step < warmUp) return (step + 1) / warmUp;
  const passed = (step - warmUp) / length;
  switch (kind) {
    case 'cosine':
      return factor + ((1 - factor) * (1 + Math.cos(Math.PI * Math.min(1, passed)))) / 2;
    case 'exponential':
      return factor ** passed;
    default:
      return 1;
  }
}

/** What the learning rate of a step is multiplied with, in [0, 1]. */
export function scheduleFactor(schedule: ScheduleConfig, step: number): number {
  const gradual = gradualFactor(schedule, step);
  if (schedule.kind !== 'step') return gradual;
  return gradual * schedule.factor ** schedule.milestones.filter((milestone) => milestone <= step).length;
}

/** η_t, λ_t and α of a step, given what the sliders stand at. */
export function scheduled(
  { schedule }: Pick<RunConfig, 'schedule'>,
  values: HyperParameterValues,
  step: number,
): HyperParameterValues {
  const factor = scheduleFactor(schedule, step);
  const { learningRate, weightDecay, momentum } = values;
  return {
    learningRate: learningRate * factor,
    weightDecay: schedule.decayFollowsLearningRate ? weightDecay * factor : weightDecay,
    momentum,
  };
}

/** η_t, λ_t and α with which a step is computed. */
export function scheduledAt(config: RunConfig, step: number): HyperParameterValues {
  return scheduled(config, hyperParametersAt(config, step), step);
}

/** What the weights are multiplied with before a step is computed, in order. */
export function rescalesAt(events: readonly RunEvent[], step: number): RescaleFactors[] {
  return rescalesOf(events).flatMap((event) => (event.step === step ? [event.value] : []));
}

/** The first step from `step` on before which weights are multiplied, Infinity without any. */
export function nextRescale(events: readonly RunEvent[], step: number): number {
  return rescalesOf(events).find((event) => event.step >= step)?.step ?? Number.POSITIVE_INFINITY;
}

function rescalesOf(events: readonly RunEvent[]): RescaleEvent[] {
  return events.filter((event) => event.field === 'rescale');
}
