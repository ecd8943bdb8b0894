/** Trainings that never were: what is made of one that diverges. */
import { expect, test } from 'vitest';
import { madeRecord } from './testing/made-record';
import { constant, distancesInFloat32, FORK_STEPS, SINGLE_STEPS } from './twin-trainings';

const side = constant({ learningRate: 0.1, weightDecay: 0, momentum: 0 });
const empty = () => new Float32Array(0);

test.each([
  { name: 'a fork that diverges is not together', diverges: FORK_STEPS },
  { name: 'nor are forks of a training that does', diverges: SINGLE_STEPS },
])('$name', async ({ diverges }) => {
  const context = {
    expectSteps: () => {},
    progress: () => {},
    draw: () => {},
    signal: new AbortController().signal,
    train: ({ steps }: { readonly steps: number }) => {
      const record = madeRecord({ steps, layers: {} });
      record.states.set(0, { step: 0, weights: empty(), momenta: empty(), running: empty(), axes: empty() });
      if (steps === diverges) record.divergence = { step: steps, where: 'conv1.weight' };
      return Promise.resolve(record);
    },
  };
  const options = { seed: 1, dataSource: 'glyphs', sabotage: false } as const;
  const names = { pair: 'pair', copy: 'copy' };
  const { forks } = await distancesInFloat32(context, options, [side, side], names, () => {});
  expect(forks.length).toBeGreaterThan(0);
  for (const { loss } of forks) expect(Math.max(...loss)).toBeNaN();
});
