/** The predicted oscillation has the slowest mode's period, and its errors are those of random draws. */
import { expect, it } from 'vitest';
import { RandomStream } from '../data/random';
import { slowestNormMode } from '../theory/ringing';
import { mean } from './averages';
import { perturbedLogNorms, predictedRing, ringOf } from './ring-prediction';

const gentle = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
const fast = { ...gentle, weightDecay: 0.1 };
const constant = (steps: number) => new Float64Array(steps).fill(1);

it('rings beyond the threshold, with the period of the slowest mode, and not below it', () => {
  const crossings = [...perturbedLogNorms(fast, 1.02, constant(60), 0)].flatMap((value, step, all) =>
    step > 0 && value * all[step - 1]! < 0 ? [step] : [],
  );
  const { period } = slowestNormMode(fast);
  expect(crossings.length).toBeGreaterThanOrEqual(2);
  expect(Math.abs(crossings[1]! - crossings[0]! - period / 2)).toBeLessThanOrEqual(2);
  expect(Math.min(...perturbedLogNorms(gentle, 1.02, constant(400), 0))).toBeGreaterThan(0);
});

it('the numbers of an oscillation of half the size, and without momentum', () => {
  const { logNorms, ring } = predictedRing(fast, 2, 60);
  expect(ring.amplitude).toBe(1);
  expect(
    ringOf(
      logNorms.map((value) => value / 2),
      logNorms,
    ),
  ).toEqual({ ...ring, amplitude: 0.5 });
  // As much decay without momentum, η/(1−α) for η.
  const withoutMomentum = { ...fast, learningRate: 1, momentum: 0 };
  const none = ringOf(perturbedLogNorms(withoutMomentum, 2, constant(60), 0), logNorms);
  expect(none.crossing).toBeNaN();
  expect(Math.abs(none.amplitude)).toBeLessThan(0.01);
});

it('standard errors are the scatter that log-normal h̃ makes of it', () => {
  const draws = 400;
  // Small enough for the first order.
  const scatter = 0.3;
  const random = new RandomStream(1, 2, 3);
  const width = Math.sqrt(Math.log(1 + scatter ** 2));
  const { logNorms, ring, standardErrors } = predictedRing(fast, 2, 60);
  const rings = Array.from({ length: draws }, () => {
    const drives = constant(120).map(() => Math.exp(width * random.gaussian() - width ** 2 / 2));
    return ringOf(perturbedLogNorms(fast, 2, drives, 60), logNorms);
  });
  for (const name of ['crossing', 'amplitude'] as const) {
    const values = rings.map((one) => one[name]);
    const deviation = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    // Three errors of a standard deviation from so many draws, 1/√(2·draws) each.
    expect(Math.abs(deviation / (scatter * standardErrors[name]) - 1)).toBeLessThan(3 / Math.sqrt(2 * draws));
    expect(Math.abs(mean(values) - ring[name])).toBeLessThan((3 * deviation) / Math.sqrt(draws));
  }
});
