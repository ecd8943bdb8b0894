/**
 * Finding 1: the angular update of every layer under BatchNorm settles at AU* = √(2ηλ/(1+α)) (Wan et al. 2020,
 * theorem 3), whatever its width, depth, data or initial norm.
 */
import { angleChart, chartsOf } from './equilibrium-charts';
import { checksOf } from './equilibrium-checks';
import { EQUILIBRIUM_RUNS, nameOf, specOf, type Trained } from './equilibrium-runs';
import { type Finding, resultOf } from './finding';
import type { TrainingRecord } from './training-record';

export const equilibrium: Finding = {
  id: 'equilibrium',
  number: 1,
  runs: 'gpu',
  async run({ expectSteps, train, draw }, options) {
    expectSteps(EQUILIBRIUM_RUNS.reduce((sum, { steps }) => sum + steps, 0));
    const trained: Trained[] = [];
    for (const run of EQUILIBRIUM_RUNS) {
      const name = nameOf(run);
      const before = [...trained];
      const onSteps = (record: TrainingRecord) =>
        draw(() => [...chartsOf(before), angleChart({ run, record })]);
      trained.push({ run, record: await train({ name, ...specOf(run, options), onSteps }) });
    }
    return resultOf(checksOf(trained), chartsOf(trained));
  },
};
