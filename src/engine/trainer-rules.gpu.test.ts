/** Every form of the optimizer under a schedule: the exact identity holds at every step but the one behind a rescale. */
import { expect, test } from 'vitest';
import type { RunConfigInput } from '../config/run-config';
import { advanceTo, columnOf, createSmallTrainer } from './testing/small-trainer';

const STEPS = 40;
const RESCALED = 20;
const FACTORS = { weights: 0.5, momenta: 3, runningStatistics: 0.5 };

test.each<{ name: string; optimizer: RunConfigInput['optimizer'] }>([
  { name: 'heavy ball', optimizer: {} },
  { name: 'dampening', optimizer: { dampening: 0.3 } },
  { name: 'decoupled decay', optimizer: { decayForm: 'decoupled' } },
  { name: 'learning rate in the buffer', optimizer: { learningRateIn: 'buffer' } },
  { name: 'all three', optimizer: { dampening: 0.3, decayForm: 'decoupled', learningRateIn: 'buffer' } },
])('$name', async ({ optimizer }) => {
  const trainer = await createSmallTrainer({
    optimizer: {
      ...optimizer,
      weightDecay: 0.05,
      learningRateFactor: { convolution: 1.3, dense: 0.7, batchNorm: 1.1, bias: 0.3 },
    },
    schedule: { kind: 'exponential', warmUp: 5, length: 20, factor: 0.3, decayFollowsLearningRate: true },
  });
  const before = await advanceTo(trainer, RESCALED, 7);
  await trainer.rescale(FACTORS);
  const reports = [...before, ...(await advanceTo(trainer, STEPS, 7))];
  trainer.plan.layout.tensors.forEach(({ description: { name, scaleInvariant } }, tensor) => {
    const [norms, lefts, rights] = (['norm', 'identityLeft', 'identityRight'] as const).map((column) =>
      columnOf(trainer, reports, tensor, column),
    );
    const unjudged = lefts!.flatMap((left, row) => (Number.isNaN(left) ? [row] : []));
    // A row holds the identity of the step before it.
    expect(unjudged, name).toEqual(scaleInvariant ? [0, RESCALED + 1] : [0]);
    for (let row = 1; row < STEPS; row++) {
      if (unjudged.includes(row)) continue;
      const scale = row === RESCALED && scaleInvariant ? FACTORS.weights : 1;
      const size = Math.max(norms![row - 1]!, norms![row]! / scale) ** 2;
      expect(Math.abs(lefts![row]! - rights![row]!), `${name}, step ${row - 1}`).toBeLessThanOrEqual(
        5e-7 * size,
      );
    }
    const ratio = norms![RESCALED]! / norms![RESCALED - 1]!;
    expect(Math.abs(Math.log2(ratio) + (scaleInvariant ? 1 : 0)), name).toBeLessThan(0.3);
  });
  trainer.destroy();
});

test('Nesterov momentum has no such identity', async () => {
  const trainer = await createSmallTrainer({ optimizer: { nesterov: true } });
  const reports = await advanceTo(trainer, 3, 3);
  expect(columnOf(trainer, reports, 0, 'identityLeft').every(Number.isNaN)).toBe(true);
  trainer.destroy();
});
