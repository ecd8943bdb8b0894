/**
 * Finding 2: the norm at equilibrium (Wan et al. 2020, theorem 2, with h̃), the time constant 1/(4ηλ/(1−α)) of the way
 * there, and what must break both: ringing under fast decay, and no decay at all.
 */
import { type Finding, resultOf } from './finding';
import { chartsOf } from './norm-charts';
import { checksOf } from './norm-checks';
import { ALL_STEPS, trainAll } from './norm-trainings';

export const equilibriumNorm: Finding = {
  id: 'equilibrium-norm',
  number: 2,
  runs: 'gpu',
  async run(context, options) {
    context.expectSteps(ALL_STEPS);
    const records = await trainAll(context, options, (partial) => context.draw(() => chartsOf(partial)));
    return resultOf(checksOf(records), chartsOf(records));
  },
};
