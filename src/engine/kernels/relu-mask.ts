/** Where the backward pass finds out what a ReLU let through. */

/**
 * `output`: where the activation's output is positive. `computed`: where BN alone stands before the ReLU, from BN's input,
 * which the backward pass reads anyway; a third of its loads is saved. `none`: there is no ReLU.
 */
export type ReluMask = 'none' | 'output' | 'computed';

interface Activation {
  readonly norm: boolean;
  readonly branch: boolean;
  readonly relu: boolean;
}

export function reluMask({ norm, branch, relu }: Activation): ReluMask {
  if (!relu) return 'none';
  return norm && !branch ? 'computed' : 'output';
}

/** The mask as the kernels' sources know it. */
export function maskConstants(mask: ReluMask) {
  return { MASK_READ: Number(mask === 'output'), MASK_COMPUTED: Number(mask === 'computed') };
}
