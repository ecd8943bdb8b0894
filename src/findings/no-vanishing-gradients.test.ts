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
const records = (angle: number, gradient: number, control: number): StartRecords => ({
  starts: STARTS.map(() => started(angle, gradient)),
  withoutBatchNorm: madeRecord({ steps: 600, layers: { angularUpdate: () => control * target } }),
});
const agrees = (made: StartRecords) => checksOf(made).every((check) => check.agrees);

test('the theory itself agrees', () => {
  expect(agrees(records(1, 1, 0.01))).toBe(true);
});

describe('what must not agree', () => {
  test.each<[string, StartRecords]>([
    ['another angle', records(1.2, 1, 0.01)],
    ['gradients that vanish', records(1, 0.05, 0.01)],
    ['a control that comes to the angle, too', records(1, 1, 1)],
    [
      'a run that diverged',
      { ...records(1, 1, 0.01), starts: STARTS.map(() => madeRecord({ steps: 100, layers: {} })) },
    ],
  ])('%s', (_, made) => {
    expect(agrees(made)).toBe(false);
  });
});
