/**
 * Finding 4: what a cut of the learning rate does to the angle, with and without its remedies (Wan et al. 2020,
 * section 4.1). One settled run is forked: all branches of a fork start from the same weights, see the same batches and
 * differ in the cut alone. The branches of its last step are drawn; with those of earlier steps the first steps after
 * the cut are averaged.
 */
import type { RunConfigInput } from '../config/run-config';
import type { TrainerState } from '../engine/trainer-state';
import { findings } from '../messages';
import type { HyperParameters } from '../theory/hyper-parameters';
import {
  BEFORE,
  type Branch,
  FORK_STEPS,
  FORKED_BRANCHES,
  type Fork,
  type ForkedBranch,
  forkSteps,
  LENGTHS,
  SETTINGS,
  SETTLED,
} from './cut-branches';
import { chartsOf } from './cut-charts';
import { checksOf } from './cut-checks';
import { type Finding, resultOf } from './finding';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';

const text = findings['learning-rate-cut'];

/** Steps by which the sabotaged engine cuts too late. */
const DELAY = 20;

export const learningRateCut: Finding = {
  id: 'learning-rate-cut',
  number: 4,
  runs: 'gpu',
  async run({ train, expectSteps, draw }, options) {
    const sum = (steps: readonly number[]) => steps.reduce((total, one) => total + one, 0);
    const stepsOfFork = sum(FORKED_BRANCHES.map(forkSteps));
    expectSteps(SETTLED + sum(Object.values(LENGTHS)) + (FORK_STEPS.length - 1) * stepsOfFork);
    const config = (hyper: HyperParameters): RunConfigInput =>
      smallRun(options, { data: { labelNoise: 0.2 }, optimizer: hyper });
    const before = await train({
      name: text.branches.before,
      config: config(BEFORE),
      steps: SETTLED,
      keepStateAt: FORK_STEPS,
      withoutFilters: true,
      onSteps: (record) => draw(() => chartsOf(record, {})),
    });
    const from = before.states.get(SETTLED);
    if (!from) return resultOf([], []);
    const branch = (
      name: Branch,
      from: TrainerState,
      steps: number,
      onSteps: (record: TrainingRecord) => void = () => {},
    ) => {
      const { hyper, rescale } = SETTINGS[name];
      const isLate = options.sabotage && hyper !== BEFORE;
      return train({
        name: text.branches[name],
        config: { ...config(hyper), ...(isLate && late(hyper, from.step)) },
        steps,
        from,
        ...(rescale && { rescale }),
        withoutFilters: true,
        onSteps,
      });
    };
    const records: Partial<Record<Branch, TrainingRecord>> = {};
    const drawn = async (name: Branch) => {
      const onSteps = (record: TrainingRecord) =>
        draw(() => chartsOf(before, { ...records, [name]: record }));
      records[name] = await branch(name, from, LENGTHS[name], onSteps);
      return records[name];
    };
    const branches = {
      uncut: await drawn('uncut'),
      cut: await drawn('cut'),
      rescaled: await drawn('rescaled'),
      bufferKept: await drawn('bufferKept'),
      decayFollows: await drawn('decayFollows'),
    };
    const forks: Fork[] = [branches];
    for (const state of before.states.values()) {
      const short = (name: ForkedBranch) => branch(name, state, forkSteps(name));
      if (state !== from)
        forks.push({
          uncut: await short('uncut'),
          cut: await short('cut'),
          rescaled: await short('rescaled'),
          bufferKept: await short('bufferKept'),
        });
    }
    return resultOf(checksOf({ before, ...branches, forks }), chartsOf(before, branches));
  },
};

/** The cut, later than the branch's start; rescaling keeps its step. */
function late({ learningRate, weightDecay }: HyperParameters, start: number): RunConfigInput {
  const step = start + DELAY;
  return {
    optimizer: { ...BEFORE },
    events: [
      { step, field: 'learningRate', value: learningRate },
      { step, field: 'weightDecay', value: weightDecay },
    ],
  };
}
