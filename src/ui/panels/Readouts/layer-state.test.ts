/** The word for a layer's state. */
import { describe, expect, it } from 'vitest';
import type { TensorReadout } from '../../../lab/tensor-readout';
import { IDENTITY_TOLERANCE, identityHolds, layerState, scaleInvarianceHolds } from './layer-state';

const AT_REST: TensorReadout = {
  theoryStatus: 'applies',
  windowSteps: 200,
  measured: 0.0229,
  theory: 0.0229,
  ratio: 1,
  standardError: 0.01,
  settled: true,
  stepsExpected: 0,
  norm: 1,
  equilibriumNorm: 1,
  identityRatio: 1,
  identityWorst: 1e-7,
  scaleDeviation: 1e-7,
  scaleRatio: 0.01,
  medianAbsCosine: 1e-6,
};

describe('layerState', () => {
  it('follows the verdict of the statistics', () => {
    expect(layerState(AT_REST)).toEqual({ kind: 'settled' });
    expect(layerState({ ...AT_REST, settled: false, stepsExpected: 120 })).toEqual({
      kind: 'moving',
      steps: 120,
    });
    expect(layerState({ ...AT_REST, settled: false })).toEqual({ kind: 'collecting' });
    expect(layerState({ ...AT_REST, settled: false, stepsExpected: null })).toEqual({ kind: 'unpredicted' });
  });

  it('says first of all that the identity is broken, for controls too', () => {
    const broken = { ...AT_REST, identityWorst: 2 * IDENTITY_TOLERANCE };
    expect(identityHolds(broken)).toBe(false);
    expect(layerState(broken)).toEqual({ kind: 'broken' });
    expect(layerState({ ...broken, theoryStatus: 'notScaleInvariant' })).toEqual({ kind: 'broken' });
  });

  it('says that the gradient is not what scale invariance makes it, unless the update itself is wrong', () => {
    const broken = { ...AT_REST, scaleRatio: 1.1 };
    expect(scaleInvarianceHolds(broken)).toBe(false);
    expect(layerState(broken)).toEqual({ kind: 'notInvariant' });
    expect(layerState({ ...broken, identityWorst: 1 })).toEqual({ kind: 'broken' });
    expect(scaleInvarianceHolds({ ...AT_REST, scaleRatio: null })).toBeNull();
  });

  it('has no verdict where there is no theory, no step, or no identity', () => {
    expect(layerState({ ...AT_REST, theoryStatus: 'notScaleInvariant' })).toEqual({ kind: 'control' });
    expect(layerState({ ...AT_REST, theoryStatus: 'noDecay' })).toEqual({ kind: 'noEquilibrium' });
    expect(layerState({ ...AT_REST, measured: null, settled: false })).toEqual({ kind: 'waiting' });
    expect(identityHolds({ ...AT_REST, identityWorst: null })).toBeNull();
  });
});
