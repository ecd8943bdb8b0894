/** A whole trainer in the forms that a GPU takes: the identity, ⟨w,g⟩ = 0 under BN, the same bits each time. */
import { expect, test } from 'vitest';
import { advanceTo, bitsOf, columnOf, createSmallTrainer } from './testing/small-trainer';

const STEPS = 20;

test.each(['tile-32', 'tile-64', 'tile-128'])('%s in all convolutions', async (form) => {
  const pinned = {
    'convolution-forward': form,
    'convolution-backward-data': form,
    'convolution-backward-filter': form,
  };
  const trainer = await createSmallTrainer({ variants: pinned });
  const direct = await createSmallTrainer();
  const forms = Object.entries(trainer.plan.variants).filter(([name]) => name.startsWith('convolution'));
  expect(forms.every(([, chosen]) => chosen === form)).toBe(true);
  const reports = await advanceTo(trainer, STEPS, 5);
  trainer.plan.layout.tensors.forEach(({ description: { name, scaleInvariant } }, tensor) => {
    const [norms, lefts, rights, products, gradients] = (
      ['norm', 'identityLeft', 'identityRight', 'weightGradient', 'gradientNorm'] as const
    ).map((column) => columnOf(trainer, reports, tensor, column));
    for (let step = 1; step < STEPS; step++) {
      // The bounds are those of the invariants' own test.
      const size = Math.max(norms![step - 1]!, norms![step]!) ** 2;
      const residual = Math.abs(lefts![step]! - rights![step]!) / size;
      expect(residual, `${name} at step ${step - 1}`).toBeLessThanOrEqual(5e-7);
    }
    const cosines = products!.map((value, step) => Math.abs(value / (norms![step]! * gradients![step]!)));
    const median = cosines.sort((a, b) => a - b)[STEPS / 2]!;
    if (scaleInvariant) expect(median, name).toBeLessThanOrEqual(1e-5);
  });
  const bits = bitsOf(await trainer.save());
  trainer.initialise();
  await advanceTo(trainer, STEPS, 7);
  expect(bitsOf(await trainer.save())).toEqual(bits);
  // Other forms round differently: the pin has reached the kernels.
  await advanceTo(direct, STEPS, STEPS);
  expect(bitsOf(await direct.save())).not.toEqual(bits);
  trainer.destroy();
  direct.destroy();
});
