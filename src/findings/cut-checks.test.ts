/** The verdict on made-up branches: agrees with what the theory says, and with nothing else. */
import { describe, expect, test } from 'vitest';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { ratioAfterCut, ratioAfterRescale } from '../theory/step-decay';
import { type CutRecords, FORK_STEPS, type Fork, SETTLED } from './cut-branches';
import { checksOf } from './cut-checks';
import { madeRecord } from './testing/made-record';
import type { TrainingRecord } from './training-record';

const k = 10;
const before = { learningRate: 0.2, weightDecay: 1e-2, momentum: 0.9 };
const after = { ...before, learningRate: 0.02 };
const old = equilibriumAngularUpdate(before);
const target = equilibriumAngularUpdate(after);

function made(
  steps: number,
  angle: (step: number) => number,
  loss?: (step: number) => number,
  norm: (step: number) => number = () => 2,
): TrainingRecord {
  const layers = { angularUpdate: angle, norm, gradientNorm: (step: number) => 1 / norm(step) };
  return madeRecord({ steps, layers, ...(loss && { loss }) });
}

/** As many forks as there are, each of the angles that theory has for it times its own factor. */
function forked(
  change: Partial<Record<keyof Fork, (step: number) => number>> = {},
  factor: (fork: number) => number = () => 1,
): Fork[] {
  const angles = {
    uncut: () => old,
    cut: (step: number) => target * ratioAfterCut(after, k, step),
    rescaled: () => target,
    bufferKept: (step: number) => target * ratioAfterRescale(0.9, k, step + 1, 1),
    ...change,
  };
  const branch = (angle: (step: number) => number, fork: number) =>
    made(240, (step) => angle(step) * factor(fork));
  return FORK_STEPS.map((_, fork) => ({
    uncut: branch(angles.uncut, fork),
    cut: branch(angles.cut, fork),
    rescaled: branch(angles.rescaled, fork),
    bufferKept: branch(angles.bufferKept, fork),
  }));
}

const ideal: CutRecords = {
  before: made(SETTLED, () => old),
  uncut: made(
    60,
    () => old,
    (step) => 1 + 0.1 * Math.sin(step),
  ),
  cut: made(
    700,
    (step) => target * ratioAfterCut(after, k, step),
    (step) => 0.9 + 0.11 * Math.sin(step),
  ),
  rescaled: made(300, () => target),
  bufferKept: made(30, () => target),
  forks: forked(),
  decayFollows: made(400, () => old / k),
};

const agrees = (records: CutRecords) => checksOf(records).every((check) => check.agrees);

test('the theory itself agrees', () => {
  expect(agrees(ideal)).toBe(true);
});

/** Half of the forks too large, half too small, so that the mean square stays: no one of them would agree. */
const scattered = forked({}, (fork) => Math.sqrt(fork % 2 ? 0.3 : 1.7));

test('short stretches are judged by the mean over the forks, and their scatter is told', () => {
  expect(agrees({ ...ideal, forks: scattered })).toBe(true);
  const rescaled = checksOf({ ...ideal, forks: scattered }).find(({ name }) => name.includes('steps 0–30'));
  // r·se/(2·mean) of 8 squares that are 0.7 off the mean: 0.7/√7/2.
  expect(rescaled?.uncertainty).toBeCloseTo(0.1323, 4);
});

test('a norm that was short at the cut turns further, as it must', () => {
  const short = made(
    400,
    () => old / k / 0.8 ** 2,
    undefined,
    () => 2 * 0.8,
  );
  expect(agrees({ ...ideal, decayFollows: short })).toBe(true);
});

describe('what must not agree', () => {
  test.each<[string, Partial<CutRecords>]>([
    ['no cut', { cut: ideal.uncut }],
    ['a drop by √k', { cut: made(700, () => target) }],
    [
      'an angle that stays down',
      {
        cut: made(
          700,
          () => old / k,
          () => 0.9,
        ),
      },
    ],
    [
      'a loss that stays',
      {
        cut: made(
          700,
          (step) => target * ratioAfterCut(after, k, step),
          (step) => 1 + 0.1 * Math.sin(step),
        ),
      },
    ],
    ['rescaling without effect', { rescaled: made(300, (step) => target * ratioAfterCut(after, k, step)) }],
    ['forks without a cut', { forks: forked({ cut: () => old }) }],
    ['forks rescaled without effect', { forks: forked({ rescaled: () => old / k }) }],
    ['a buffer that does not matter', { forks: forked({ bufferKept: () => target }) }],
    ['a buffer that is never forgotten', { forks: forked({ bufferKept: () => 0.668 * target }) }],
    [
      'a norm that falls with λ cut too',
      {
        decayFollows: made(
          400,
          () => old / k,
          undefined,
          (step) => 2 * Math.exp(-step / 500),
        ),
      },
    ],
    [
      'an angle that climbs with λ cut too',
      { decayFollows: made(400, (step) => target * ratioAfterCut(after, k, step)) },
    ],
  ])('%s', (_, change) => {
    expect(agrees({ ...ideal, ...change })).toBe(false);
  });
});
