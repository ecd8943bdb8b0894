/** In which of a few states a layer is: what its row says in a word. */
import type { TensorReadout } from '../../../lab/tensor-readout';

export type LayerState =
  | { readonly kind: 'moving'; readonly steps: number }
  | {
      readonly kind:
        | 'settled'
        /** No step yet. */
        | 'waiting'
        /** Near theory, with too wide an error to call it settled. */
        | 'collecting'
        /** Theory tells no time until equilibrium. */
        | 'unpredicted'
        /** The update is wrong. */
        | 'broken'
        /** The gradient is wrong. */
        | 'notInvariant'
        | 'control'
        | 'noEquilibrium'
        | 'still';
    };

/**
 * Largest |left − right|/‖w‖² of the exact identity that is no defect: twice the 5e-7 that float32 leaves of it. At
 * the lab's step lengths a momentum or a decay that is wrong by 1 % shows.
 */
export const IDENTITY_TOLERANCE = 1e-6;

/** Whether the exact identity holds; null while unknown or where it does not apply. */
export function identityHolds({ identityWorst }: TensorReadout): boolean | null {
  return identityWorst === null ? null : identityWorst <= IDENTITY_TOLERANCE;
}

/** Whether ⟨w,g⟩ is what BN's ε makes it, within its error bound; null while unknown or where no BN follows. */
export function scaleInvarianceHolds({ scaleRatio }: TensorReadout): boolean | null {
  return scaleRatio === null ? null : scaleRatio <= 1;
}

export function layerState(readout: TensorReadout): LayerState {
  if (identityHolds(readout) === false) return { kind: 'broken' };
  if (scaleInvarianceHolds(readout) === false) return { kind: 'notInvariant' };
  switch (readout.theoryStatus) {
    case 'notScaleInvariant':
      return { kind: 'control' };
    case 'noDecay':
      return { kind: 'noEquilibrium' };
    case 'noStep':
      return { kind: 'still' };
    case 'applies':
      if (readout.measured === null) return { kind: 'waiting' };
      if (readout.settled) return { kind: 'settled' };
      if (readout.stepsExpected === null) return { kind: 'unpredicted' };
      return readout.stepsExpected > 0
        ? { kind: 'moving', steps: readout.stepsExpected }
        : { kind: 'collecting' };
  }
}
