/** The predicted oscillation: its period, its two numbers, and what a changing h̃ does to its size. */
import { expect, it } from 'vitest';
import { slowestNormMode } from '../theory/ringing';
import { predictedLogNorms, ringOf } from './ring-prediction';

const gentle = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
const fast = { ...gentle, weightDecay: 0.1 };
const constant = (steps: number) => new Float64Array(steps).fill(1);

it('rings beyond the threshold, with the period of the slowest mode, and not below it', () => {
  const crossings = [...predictedLogNorms(fast, 1.02, constant(60))].flatMap((value, step, all) =>
    step > 0 && value * all[step - 1]! < 0 ? [step] : [],
  );
  const { period } = slowestNormMode(fast);
  expect(crossings.length).toBeGreaterThanOrEqual(2);
  expect(Math.abs(crossings[1]! - crossings[0]! - period / 2)).toBeLessThanOrEqual(2);
  expect(Math.min(...predictedLogNorms(gentle, 1.02, constant(400)))).toBeGreaterThan(0);
});

it('the numbers of an oscillation of half the size, and without momentum', () => {
  const logNorms = predictedLogNorms(fast, 2, constant(60));
  const ring = ringOf(logNorms, logNorms);
  expect(ring.amplitude).toBe(1);
  expect(
    ringOf(
      logNorms.map((value) => value / 2),
      logNorms,
    ),
  ).toEqual({ ...ring, amplitude: 0.5 });
  // As much decay without momentum, η/(1−α) for η.
  const withoutMomentum = { ...fast, learningRate: 1, momentum: 0 };
  const none = ringOf(predictedLogNorms(withoutMomentum, 2, constant(60)), logNorms);
  expect(none.crossing).toBeNaN();
  expect(Math.abs(none.amplitude)).toBeLessThan(0.01);
});

it('an h̃ that falls before the norm comes back makes the oscillation larger, one that rises smaller', () => {
  const logNorms = predictedLogNorms(fast, 2, constant(60));
  const amplitudeAt = (drive: number) =>
    ringOf(predictedLogNorms(fast, 2, constant(60).fill(drive, 10, 20)), logNorms).amplitude;
  expect(amplitudeAt(0.6)).toBeGreaterThan(1.05);
  expect(amplitudeAt(1.4)).toBeLessThan(0.95);
});
