/** What the predictions of finding 2 say, without a training. */
import { expect, it } from 'vitest';
import { equilibriumAngularUpdate, equilibriumNorm } from '../theory/equilibrium';
import { recursionAngles } from './norm-measurement';

it('comes to AU* from any norm', () => {
  const hyper = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
  for (const scale of [0.5, 3]) {
    const angles = recursionAngles(scale * equilibriumNorm(hyper, 2), hyper, new Float64Array(1000).fill(2));
    expect(angles.at(-1)! / equilibriumAngularUpdate(hyper)).toBeCloseTo(1, 3);
  }
});
