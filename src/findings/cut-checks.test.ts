/** The verdict on made-up branches: agrees with what the theory says, and with nothing else. */
import { describe, expect, test } from 'vitest';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { ratioAfterCut, ratioAfterRescale } from '../theory/step-decay';
import type { CutRecords } from './cut-branches';
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

const ideal: CutRecords = {
  before: made(300, () => old),
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
  bufferForks: [
    {
      kept: made(3, (step) => target * ratioAfterRescale(0.9, k, step + 1, 1)),
      rescaled: made(3, () => target),
    },
  ],
  decayFollows: made(300, () => old / k),
};

const agrees = (records: CutRecords) => checksOf(records).every((check) => check.agrees);

test('the theory itself agrees', () => {
  expect(agrees(ideal)).toBe(true);
});

test('a norm that was short at the cut turns further, as it must', () => {
  const short = made(
    300,
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
    [
      'a buffer that does not matter',
      { bufferForks: [{ kept: made(3, () => target), rescaled: made(3, () => target) }] },
    ],
    [
      'a norm that falls with λ cut too',
      {
        decayFollows: made(
          300,
          () => old / k,
          undefined,
          (step) => 2 * Math.exp(-step / 500),
        ),
      },
    ],
    [
      'an angle that climbs with λ cut too',
      { decayFollows: made(300, (step) => target * ratioAfterCut(after, k, step)) },
    ],
  ])('%s', (_, change) => {
    expect(agrees({ ...ideal, ...change })).toBe(false);
  });
});
