/** What the predictions of finding 2 say, without a training. */
import { expect, it } from 'vitest';
import { equilibriumAngularUpdate, equilibriumNorm } from '../theory/equilibrium';
import { slowestNormMode } from '../theory/ringing';
import { perturbedLogNorms, recursionAngles } from './norm-measurement';

const gentle = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
const fast = { ...gentle, weightDecay: 0.1 };

it('rings beyond the threshold, with the period of the slowest mode, and not below it', () => {
  const crossings = [...perturbedLogNorms(fast, 1.02, 60)].flatMap((value, step, all) =>
    step > 0 && value * all[step - 1]! < 0 ? [step] : [],
  );
  const { period } = slowestNormMode(fast);
  expect(crossings.length).toBeGreaterThanOrEqual(2);
  expect(Math.abs(crossings[1]! - crossings[0]! - period / 2)).toBeLessThanOrEqual(2);
  expect(Math.min(...perturbedLogNorms(gentle, 1.02, 400))).toBeGreaterThan(0);
});

it('comes to AU* from any norm', () => {
  for (const scale of [0.5, 3]) {
    const angles = recursionAngles(
      scale * equilibriumNorm(gentle, 2),
      gentle,
      new Float64Array(1000).fill(2),
    );
    expect(angles.at(-1)! / equilibriumAngularUpdate(gentle)).toBeCloseTo(1, 3);
  }
});
