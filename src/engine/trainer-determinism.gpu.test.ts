/** Same config, same adapter, same bits: whatever the steps per submit, stopped and resumed or not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunConfigInput } from '../config/run-config';
import { advanceTo, bitsOf, createSmallTrainer } from './testing/small-trainer';
import type { StepsReport, Trainer } from './trainer';
import type { TrainerState } from './trainer-state';

/** All that was reported, step after step. */
const numbersOf = (reports: readonly StepsReport[]) =>
  (['loss', 'accuracy', 'tensors', 'filters'] as const).map((key) =>
    reports.flatMap(({ batch }) => Array.from(batch[key])),
  );

const events: RunConfigInput['events'] = [{ step: 16, field: 'learningRate', value: 0.03 }];
let trainer: Trainer;
let other: Trainer;
let oneByOne: { state: TrainerState; reports: StepsReport[] };

beforeAll(async () => {
  trainer = await createSmallTrainer({ events });
  other = await createSmallTrainer({ events });
  const reports = await advanceTo(trainer, 30, 1);
  oneByOne = { state: await trainer.save(), reports };
});
afterAll(() => {
  trainer.destroy();
  other.destroy();
});

test('whatever the steps per submit: weights, momenta, statistics and every number reported', async () => {
  for (const [candidate, stepsPerSubmit] of [
    [other, 7],
    [trainer, 30],
  ] as const) {
    candidate.initialise();
    const reports = await advanceTo(candidate, 30, stepsPerSubmit);
    expect(bitsOf(await candidate.save())).toEqual(bitsOf(oneByOne.state));
    expect(numbersOf(reports)).toEqual(numbersOf(oneByOne.reports));
  }
});

test.each([
  { at: 11, why: 'in mid-epoch' },
  { at: 17, why: 'one step after the learning rate changed' },
])('a run resumed $why is the run that was not stopped', async ({ at }) => {
  trainer.initialise();
  await advanceTo(trainer, at, 4);
  const saved = await trainer.save();
  // The other trainer has a past of its own, of which nothing may be left.
  other.initialise();
  await advanceTo(other, 3, 3);
  other.restore(saved);
  expect(other.step).toBe(at);
  const reports = await advanceTo(other, 30, 5);
  expect(bitsOf(await other.save())).toEqual(bitsOf(oneByOne.state));
  const losses = (all: StepsReport[]) => all.flatMap(({ batch }) => [...batch.loss]);
  expect(losses(reports)).toEqual(losses(oneByOne.reports).slice(at));
});

test('measuring changes nothing: without telemetry the same bits', async () => {
  const unmeasured = await createSmallTrainer({ events }, undefined, false);
  const measures = ({ plan }: Trainer) =>
    plan.train.some(({ kernel }) => /with telemetry/.test(kernel.label));
  expect([measures(trainer), measures(unmeasured)]).toEqual([true, false]);
  await advanceTo(unmeasured, 30, 7);
  expect(bitsOf(await unmeasured.save())).toEqual(bitsOf(oneByOne.state));
  unmeasured.destroy();
});

test('another seed, other bits', async () => {
  const another = await createSmallTrainer({ events, seed: 6 });
  await advanceTo(another, 2, 2);
  trainer.initialise();
  await advanceTo(trainer, 2, 2);
  expect(bitsOf(await another.save())[0]).not.toEqual(bitsOf(await trainer.save())[0]);
  another.destroy();
});
