/** The mean step's angle is AU* where the norm jumps, and the root mean square of the angles is not. */
import { expect, it } from 'vitest';
import { RandomStream } from '../data/random';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { stateWithEmptyBuffer, step } from '../theory/norm-recursion';
import { filterAngles, filterMeanStep, layerAngle, layerMeanStep } from './layer-angle';
import { madeRecord } from './testing/made-record';

it('of heavy-tailed gradients', () => {
  const hyper = { learningRate: 0.1, weightDecay: 1e-2, momentum: 0.9 };
  const random = new RandomStream(1, 2, 3);
  let state = stateWithEmptyBuffer(1);
  const rows = Array.from({ length: 20_000 }, () => {
    const norm = Math.sqrt(state.normSquared);
    const next = step(state, hyper, Math.exp(2 * random.gaussian()));
    state = next.state;
    return { norm, angle: next.angle };
  });
  const layers = {
    norm: (at: number) => rows[at]!.norm,
    angularUpdate: (at: number) => rows[at]!.angle,
    gradientNorm: () => 1,
  };
  const record = madeRecord({ steps: rows.length, layers });
  const window = { from: 1000, to: rows.length };
  const target = equilibriumAngularUpdate(hyper);
  expect(Math.abs(filterMeanStep(record, 'conv1.weight', 0, window) / target - 1)).toBeLessThan(0.005);
  expect(filterAngles(record, 'conv1.weight', window).live[0]! / target).toBeGreaterThan(1.02);
  expect(Math.abs(layerMeanStep(record, 'conv1.weight', window).angle / target - 1)).toBeLessThan(0.005);
  expect(layerAngle(record, 'conv1.weight', window).angle / target).toBeGreaterThan(1.02);
});
