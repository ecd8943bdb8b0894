/**
 * The two self-checks of a run, on right engines and on broken ones: the exact identity sees a wrong update, ⟨w,g⟩ against
 * BN's ε a wrong gradient. They are read off the telemetry, as the page does it.
 */
import { describe, expect, test } from 'vitest';
import type { HyperParameterValues, RunConfigInput } from '../config/run-config';
import { noteComparison } from './testing/oracle-table';
import { type Sabotage, sabotagedDevice } from './testing/sabotage';
import { advanceTo, columnOf, createSmallTrainer } from './testing/small-trainer';
import type { StepsReport, Trainer } from './trainer';

const STEPS = 30;
/** Of the exact identity, relative to ‖w‖²: what float32 leaves of it. */
const IDENTITY_NOISE = 5e-7;

const hyper = (step: number): HyperParameterValues => ({
  learningRate: step < 20 ? 0.1 : 0.01,
  weightDecay: 5e-3,
  momentum: 0.9,
});

const SELF_CHECKS = 'Self-checks of a run, worst of 30 steps';
const SABOTAGE = 'Sabotaged engines, as the self-checks see them: above 1 is noticed';

const worst = (values: readonly number[]) =>
  values.reduce((largest, value) => (value > largest ? value : largest), 0);

/** The largest residual of the identity and the largest ratio to its bound of ⟨w,g⟩, over all steps and tensors. */
function selfChecks(trainer: Trainer, reports: readonly StepsReport[]) {
  const tensors = trainer.plan.layout.tensors;
  const residuals = tensors.map((_, tensor) => {
    const [norms, lefts, rights] = (['norm', 'identityLeft', 'identityRight'] as const).map((name) =>
      columnOf(trainer, reports, tensor, name),
    );
    return lefts!.map((left, step) => {
      const size = Math.max(norms![step]!, norms![step - 1] ?? 0) ** 2;
      return Math.abs(left - rights![step]!) / size;
    });
  });
  const ratios = tensors.map((_, tensor) => columnOf(trainer, reports, tensor, 'scaleRatio'));
  return { identity: worst(residuals.flat()), scale: worst(ratios.flat()), ratios };
}

async function run(input: RunConfigInput = {}, sabotage?: Sabotage) {
  const trainer = await createSmallTrainer(input, sabotage && (await sabotagedDevice(sabotage)));
  const reports = await advanceTo(trainer, STEPS, 10, hyper);
  const checks = selfChecks(trainer, reports);
  trainer.destroy();
  return { ...checks, tensors: trainer.plan.layout.tensors };
}

describe('a right engine passes both', () => {
  test.each<{ name: string; input: RunConfigInput }>([
    { name: 'conv3', input: {} },
    { name: 'no ε', input: { network: { batchNormEpsilon: 0 } } },
    { name: 'a large ε', input: { network: { batchNormEpsilon: 0.1 } } },
    { name: 'tiny weights, so that ε is felt', input: { network: { initialScale: 0.01 } } },
    { name: 'max pooling', input: { network: { downsampling: 'max-pool' } } },
    { name: 'average pooling', input: { network: { downsampling: 'average-pool' } } },
    { name: 'resnet8', input: { network: { kind: 'resnet8' } } },
  ])('$name', async ({ name, input }) => {
    const { identity, scale, ratios, tensors } = await run(input);
    noteComparison(
      'Self-checks of a run, worst of 30 steps',
      `exact identity, ${name}`,
      identity / IDENTITY_NOISE,
    );
    noteComparison(SELF_CHECKS, `⟨w,g⟩ and BN's ε, ${name}`, scale);
    expect(identity).toBeLessThanOrEqual(IDENTITY_NOISE);
    expect(scale).toBeLessThanOrEqual(1);
    // Every convolution under BN is judged at every step, and nothing else.
    tensors.forEach(({ description }, tensor) => {
      const judged = ratios[tensor]!.filter((ratio) => !Number.isNaN(ratio));
      expect(judged, description.name).toHaveLength(description.scaleInvariant ? STEPS : 0);
    });
  });

  test('without BN there is nothing to judge', async () => {
    const { ratios } = await run({ network: { batchNorm: false } });
    expect(ratios.flat().every(Number.isNaN)).toBe(true);
  });
});

describe('a wrong update breaks the identity', () => {
  test.each<{ name: string; sabotage: Sabotage }>([
    {
      name: 'momentum × 0.99',
      sabotage: {
        kernel: 'sgd',
        original: 'parameters.momentum * momentum',
        replacement: '0.99 * parameters.momentum * momentum',
      },
    },
    {
      name: 'decay dropped',
      sabotage: {
        kernel: 'sgd',
        original: 'gradient + decay * weight',
        replacement: 'gradient + 0.0 * decay * weight',
      },
    },
    {
      name: '99.9 % of gradient and decay reach the buffer',
      sabotage: {
        kernel: 'sgd',
        original: 'let descent = slope',
        replacement: 'let descent = 0.999 * slope',
      },
    },
  ])('$name', async ({ name, sabotage }) => {
    const { identity } = await run({}, sabotage);
    noteComparison(SABOTAGE, `${name}: exact identity`, identity / IDENTITY_NOISE);
    expect(identity).toBeGreaterThan(2 * IDENTITY_NOISE);
  });
});

describe("a wrong gradient breaks ⟨w,g⟩ = what BN's ε makes it, and not the identity", () => {
  test.each<{ name: string; sabotage: Sabotage }>([
    {
      name: "BN's gradient without the mean's part",
      sabotage: {
        kernel: 'batch-norm-backward-coefficients',
        original: 'backward[channel] = sum / f32(ROWS)',
        replacement: 'backward[channel] = 0.0 * sum / f32(ROWS)',
      },
    },
    {
      name: "BN's gradient without the variance's part",
      sabotage: {
        kernel: 'batch-norm-backward-coefficients',
        original: 'inverse * inverse * product / f32(ROWS)',
        replacement: '0.0 * inverse * inverse * product / f32(ROWS)',
      },
    },
    {
      name: "BN's gradient with 1 % too little of the variance's part",
      sabotage: {
        kernel: 'batch-norm-backward-coefficients',
        original: 'inverse * inverse * product / f32(ROWS)',
        replacement: '0.99 * inverse * inverse * product / f32(ROWS)',
      },
    },
  ])('$name', async ({ name, sabotage }) => {
    const { identity, scale } = await run({}, sabotage);
    noteComparison(SABOTAGE, `${name}: ⟨w,g⟩ and BN's ε`, scale);
    expect(scale).toBeGreaterThan(2);
    expect(identity).toBeLessThanOrEqual(IDENTITY_NOISE);
  });
});
