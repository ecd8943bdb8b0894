/** Finding 4's fork on the GPU, short enough for every test run: the first step agrees, and without a cut it does not. */
import { expect, it } from 'vitest';
import { rescaleFactors } from '../theory/step-decay';
import { firstStepChecks } from './cut-checks';
import { smallRun } from './small-run';
import { testContext } from './testing/finding-run';

const FORK = 60;
const hyper = { learningRate: 0.2, weightDecay: 1e-2, momentum: 0.9 };
const config = (learningRate: number) =>
  smallRun({ seed: 1, dataSource: 'glyphs', sabotage: false }, { optimizer: { ...hyper, learningRate } });

it('falls to 1/k at once, and to 1/√k with weights and buffer rescaled', async () => {
  const { train } = await testContext();
  const name = 'test';
  const before = await train({ name, config: config(0.2), steps: FORK, keepStateAt: [FORK] });
  const from = before.states.get(FORK)!;
  const { weight, buffer, runningMean } = rescaleFactors(10);
  const rescale = { weights: weight, momenta: buffer, runningStatistics: runningMean };
  const uncut = await train({ name, config: config(0.2), steps: 1, from });
  const cut = await train({ name, config: config(0.02), steps: 1, from });
  const rescaled = await train({ name, config: config(0.02), steps: 1, from, rescale });
  const agree = (checks: ReturnType<typeof firstStepChecks>) => checks.map((check) => check.agrees);
  expect(agree(firstStepChecks([{ uncut, cut, rescaled }]))).toEqual([true, true]);
  // The engine cuts later than the prediction, or forgets to rescale.
  expect(agree(firstStepChecks([{ uncut, cut: uncut, rescaled: cut }]))).toEqual([false, false]);
});
