/**
 * Finding 8: where there is no equilibrium, or another one, and why. Each failure is held against what the theory says
 * of it: a verdict that this lab would also give of a theory that holds everywhere were none.
 */
import { findings } from '../messages';
import { chartsOf } from './failure-charts';
import { checksOf } from './failure-checks';
import { type FailureName, failureConfigs, STEPS } from './failure-runs';
import { type Finding, resultOf } from './finding';
import type { TrainingRecord } from './training-record';

const text = findings.failures;

export const failures: Finding = {
  id: 'failures',
  number: 8,
  runs: 'gpu',
  async run({ train, expectSteps, draw }, options) {
    expectSteps(Object.values(STEPS).reduce((sum, steps) => sum + steps, 0));
    const configs = failureConfigs(options);
    const records: Partial<Record<FailureName, TrainingRecord>> = {};
    const run = async (name: FailureName): Promise<TrainingRecord> => {
      records[name] = await train({
        name: text.runs[name],
        config: configs[name],
        steps: STEPS[name],
        onSteps: (record) => draw(() => chartsOf({ ...records, [name]: record })),
      });
      return records[name];
    };
    const all = {
      fullBatch: await run('fullBatch'),
      largeEpsilon: await run('largeEpsilon'),
      deadFilters: await run('deadFilters'),
    };
    return resultOf(checksOf(all), chartsOf(records));
  },
};
