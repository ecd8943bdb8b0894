/** The forks of finding 4: what averaging over them rests on. */
import { describe, expect, it } from 'vitest';
import { timeConstant } from '../theory/equilibrium';
import {
  BEFORE,
  FORK_STEPS,
  FORK_WINDOWS,
  FORKED_BRANCHES,
  forkSteps,
  LENGTHS,
  SETTLED,
} from './cut-branches';

describe('forks', () => {
  it('start from a settled run, several τ apart, and end with the one that is drawn', () => {
    const tau = timeConstant(BEFORE);
    expect(FORK_STEPS[0]).toBeGreaterThan(10 * tau);
    expect(FORK_STEPS[1]! - FORK_STEPS[0]!).toBeGreaterThan(4 * tau);
    expect(FORK_STEPS.at(-1)).toBe(SETTLED);
  });

  it.each(FORKED_BRANCHES)(
    '%s: no window sees a batch twice, and the drawn branch has them all',
    (branch) => {
      for (const { from, to } of FORK_WINDOWS[branch]) {
        const batches = FORK_STEPS.flatMap((start) =>
          Array.from({ length: to - from }, (_, step) => start + from + step),
        );
        expect(new Set(batches).size).toBe(batches.length);
      }
      expect(LENGTHS[branch]).toBeGreaterThanOrEqual(forkSteps(branch));
    },
  );
});
