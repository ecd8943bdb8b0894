/** A schedule's values at the steps that matter, by hand; and what it makes of the sliders. */
import { describe, expect, it } from 'vitest';
import { type RunConfigInput, runConfigSchema } from './run-config';
import { gradualFactor, nextRescale, rescalesAt, scheduledAt, scheduleFactor } from './schedule';

const scheduleOf = (schedule: RunConfigInput['schedule']) => runConfigSchema.parse({ schedule }).schedule;
const factors = (schedule: RunConfigInput['schedule'], steps: readonly number[]) =>
  steps.map((step) => scheduleFactor(scheduleOf(schedule), step));

const close = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 14);
};

describe('schedules', () => {
  it('constant: 1', () => {
    expect(factors({}, [0, 1, 1e9])).toEqual([1, 1, 1]);
  });

  it('steps: the factor at each milestone, from the step of its index on', () => {
    const schedule: RunConfigInput['schedule'] = { kind: 'step', milestones: [5, 8], factor: 0.1 };
    close(factors(schedule, [0, 4, 5, 7, 8, 1000]), [1, 1, 0.1, 0.1, 0.01, 0.01]);
  });

  it('cosine: from 1 over the middle to the factor, where it stays', () => {
    const schedule = { kind: 'cosine', factor: 0.2, length: 100 } as const;
    close(factors(schedule, [0, 50, 100, 101, 1e6]), [1, 0.6, 0.2, 0.2, 0.2]);
    close(factors(schedule, [25]), [0.2 + 0.4 * (1 + Math.SQRT1_2)]);
  });

  it('exponential: the factor over each length', () => {
    close(factors({ kind: 'exponential', factor: 0.25, length: 10 }, [0, 5, 10, 20]), [1, 0.5, 0.25, 0.0625]);
    expect(factors({ kind: 'exponential', factor: 0, length: 10 }, [0, 1])).toEqual([1, 0]);
  });

  it('warm-up: rises to 1, and the others begin behind it', () => {
    close(factors({ warmUp: 4 }, [0, 1, 2, 3, 4]), [0.25, 0.5, 0.75, 1, 1]);
    close(
      factors({ kind: 'cosine', warmUp: 4, factor: 0, length: 2 }, [0, 3, 4, 5, 6]),
      [0.25, 1, 1, 0.5, 0],
    );
    close(
      factors({ kind: 'step', warmUp: 4, milestones: [2], factor: 0.5 }, [1, 2, 3, 4]),
      [0.5, 0.375, 0.5, 0.5],
    );
  });

  it('a milestone is no gradual change', () => {
    const schedule = scheduleOf({ kind: 'step', milestones: [5], factor: 0.5, warmUp: 2 });
    expect([0, 1, 4, 5].map((step) => gradualFactor(schedule, step))).toEqual([0.5, 1, 1, 1]);
  });
});

it('multiplies what the slider stands at, and the decay if it follows', () => {
  const input: RunConfigInput = {
    optimizer: { learningRate: 0.4, weightDecay: 0.01 },
    schedule: { kind: 'step', milestones: [10], factor: 0.5 },
    events: [{ step: 20, field: 'learningRate', value: 0.1 }],
  };
  const values = (config: RunConfigInput, step: number) => scheduledAt(runConfigSchema.parse(config), step);
  expect(values(input, 9)).toEqual({ learningRate: 0.4, weightDecay: 0.01, momentum: 0.9 });
  expect(values(input, 10)).toEqual({ learningRate: 0.2, weightDecay: 0.01, momentum: 0.9 });
  expect(values(input, 20).learningRate).toBe(0.05);
  const following = { ...input, schedule: { ...input.schedule, decayFollowsLearningRate: true } };
  expect(values(following, 20)).toEqual({ learningRate: 0.05, weightDecay: 0.005, momentum: 0.9 });
});

it('finds the steps before which weights are multiplied', () => {
  const { events } = runConfigSchema.parse({
    events: [
      { step: 3, field: 'rescale', value: { weights: 2 } },
      { step: 3, field: 'momentum', value: 0 },
      { step: 3, field: 'rescale', value: { momenta: 0 } },
      { step: 9, field: 'rescale', value: {} },
    ],
  });
  expect(rescalesAt(events, 3)).toEqual([
    { weights: 2, momenta: 1, runningStatistics: 1 },
    { weights: 1, momenta: 0, runningStatistics: 1 },
  ]);
  expect(rescalesAt(events, 4)).toEqual([]);
  expect([0, 3, 4, 10].map((step) => nextRescale(events, step))).toEqual([3, 3, 9, Number.POSITIVE_INFINITY]);
});
