/** The verdict on made-up runs whose layers start at different norms: agrees where all come to AU*, and only there. */
import { describe, expect, test } from 'vitest';
import { equilibriumAngularUpdate, equilibriumGradientToWeight } from '../theory/equilibrium';
import { checksOf, STARTS, type StartRecords } from './no-vanishing-gradients';
import { madeRecord } from './testing/made-record';

const hyper = { learningRate: 0.1, weightDecay: 1e-2, momentum: 0.9 };
const target = equilibriumAngularUpdate(hyper);

/** @param gradient ‖g‖/‖w‖ over theory */
const started = (angle: number, gradient: number) =>
  madeRecord({
    steps: 1500,
    layers: {
      angularUpdate: (step) => (step < 480 ? 0.01 : 1) * angle * target,
      norm: () => 2,
      gradientNorm: () => 2 * gradient * equilibriumGradientToWeight(hyper),
    },
  });
/** Without BatchNorm, of a start s times as large. @param power of s that the gradient goes with */
const control = (scale: number, power: number) =>
  madeRecord({
    steps: 20,
    layers: { angularUpdate: () => target * scale ** (power - 1), gradientNorm: () => scale ** power },
  });
/** @param power of the control */
const records = (angle: number, gradient: number, power: number): StartRecords => ({
  starts: STARTS.map(() => started(angle, gradient)),
  withoutBatchNorm: {
    usual: control(1, power),
    small: control(0.05, power),
    smaller: control(0.025, power),
  },
});
const agrees = (made: StartRecords) => checksOf(made).every((check) => check.agrees);

test('the theory itself agrees', () => {
  expect(agrees(records(1, 1, 2))).toBe(true);
});

describe('what must not agree', () => {
  test.each<[string, StartRecords]>([
    ['another angle', records(1.2, 1, 2)],
    ['gradients that vanish', records(1, 0.05, 2)],
    ['a control whose angle does not depend on the start', records(1, 1, 1)],
    ['a control whose gradient grows as with BatchNorm', records(1, 1, -1)],
    [
      'a control in which only the first step is small',
      {
        ...records(1, 1, 2),
        withoutBatchNorm: { ...records(1, 1, 2).withoutBatchNorm, usual: control(0.05, 2) },
      },
    ],
    [
      'a run that diverged',
      { ...records(1, 1, 2), starts: STARTS.map(() => madeRecord({ steps: 100, layers: {} })) },
    ],
  ])('%s', (_, made) => {
    expect(agrees(made)).toBe(false);
  });
});
