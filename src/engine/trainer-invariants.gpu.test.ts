/** The exact identity for every tensor and step, what it sees when something is wrong, and ⟨w,g⟩ = 0 under BN. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HyperParameterValues } from '../config/run-config';
import { IdentityAccumulator, type IdentityRecord } from '../theory/identity';
import type { TensorColumn } from './telemetry/step-batch';
import { advanceTo, columnOf, createSmallTrainer } from './testing/small-trainer';
import type { StepsReport, Trainer } from './trainer';

const STEPS = 60;
const hyper = (step: number): HyperParameterValues => ({
  learningRate: Math.fround(step < 30 ? 0.1 : 0.01),
  weightDecay: Math.fround(step < 45 ? 5e-3 : 0),
  momentum: Math.fround(0.9),
});
let trainer: Trainer;
let reports: StepsReport[];

beforeAll(async () => {
  trainer = await createSmallTrainer();
  reports = await advanceTo(trainer, STEPS, 20, hyper);
});
afterAll(() => trainer.destroy());

const valuesOf = (tensor: number, name: TensorColumn) => columnOf(trainer, reports, tensor, name);

test('the exact identity holds to 5e-7·‖w‖² for every tensor and step', () => {
  trainer.plan.layout.tensors.forEach(({ description: { name } }, tensor) => {
    const norms = valuesOf(tensor, 'norm');
    const lefts = valuesOf(tensor, 'identityLeft');
    const rights = valuesOf(tensor, 'identityRight');
    expect(lefts[0]).toBeNaN();
    for (let step = 1; step < STEPS; step++) {
      // The identity of the step before, whose two norms carry the rounding: a bias has just left zero.
      const size = Math.max(norms[step - 1]!, norms[step]!) ** 2;
      const residual = Math.abs(lefts[step]! - rights[step]!) / size;
      expect(residual, `${name} at step ${step - 1}`).toBeLessThanOrEqual(5e-7);
    }
  });
});

/** The largest residual, relative to ‖w‖², when the records are changed before the identity sees them. */
function worstResidual(
  tensor: number,
  change: (record: IdentityRecord, step: number) => IdentityRecord,
): number {
  const { decays } = trainer.plan.layout.tensors[tensor]!.description;
  const accumulator = new IdentityAccumulator(STEPS);
  const [norms, products, deltas] = (['norm', 'weightGradient', 'deltaSquared'] as const).map((name) =>
    valuesOf(tensor, name),
  );
  for (let step = 0; step < STEPS; step++) {
    const { learningRate, weightDecay, momentum } = hyper(step);
    const record: IdentityRecord = {
      normSquared: norms![step]! ** 2,
      // Only the identity's implied form reads it.
      dot: 0,
      deltaSquared: deltas![step]!,
      weightDotGradient: products![step]!,
      learningRate,
      weightDecay: decays ? weightDecay : 0,
      momentum,
      intake: 1,
    };
    accumulator.push(change(record, step));
  }
  return accumulator.worstResidual();
}

test.each<{ name: string; change: (record: IdentityRecord, step: number) => IdentityRecord }>([
  { name: 'a momentum of 0.89', change: (record) => ({ ...record, momentum: 0.89 }) },
  { name: 'a dropped decay', change: (record) => ({ ...record, weightDecay: 0 }) },
  { name: 'a decay that goes on', change: (record) => ({ ...record, weightDecay: Math.fround(5e-3) }) },
  {
    name: 'a learning rate that comes one step late',
    change: (record, step) => ({ ...record, learningRate: hyper(step - 1).learningRate }),
  },
  {
    name: 'a momentum buffer emptied at the cut',
    change: (record, step) => (step === 30 ? { ...record, momentum: 0 } : record),
  },
  {
    name: 'one weight vector scaled by 1 + 1e-6 between two steps',
    change: (record, step) =>
      step === 20 ? { ...record, normSquared: record.normSquared * (1 + 1e-6) ** 2 } : record,
  },
])('the identity sees $name', ({ change }) => {
  const convolution = trainer.plan.layout.tensors.findIndex(
    ({ description }) => description.name === 'conv2.weight',
  );
  expect(worstResidual(convolution, (record) => record)).toBeLessThanOrEqual(5e-7);
  expect(worstResidual(convolution, change)).toBeGreaterThan(5e-7);
});

test('the gradient of a convolution before BN has no part along the weight: median |cos(w,g)| ≤ 1e-5', () => {
  trainer.plan.layout.tensors.forEach(({ description: { name, scaleInvariant } }, tensor) => {
    const [products, norms, gradients] = (['weightGradient', 'norm', 'gradientNorm'] as const).map((column) =>
      valuesOf(tensor, column),
    );
    const cosines = products!.map((value, step) => Math.abs(value / (norms![step]! * gradients![step]!)));
    const median = cosines.sort((a, b) => a - b)[STEPS / 2]!;
    if (scaleInvariant) expect(median, name).toBeLessThanOrEqual(1e-5);
    // The dense layer is the control.
    else if (name === 'fc.weight') expect(median, name).toBeGreaterThan(1e-2);
  });
});
