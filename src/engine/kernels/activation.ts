/** What stands between two convolutions, in one pass: BN's affine map, the residual branch, ReLU. */
import backwardSource from './activation-backward.wgsl?raw';
import forwardSource from './activation-forward.wgsl?raw';
import { type Access, ceilDivide, channelGroups, type Kernel, workgroupGrid } from './kernel';
import { maskConstants, reluMask } from './relu-mask';
import { instantiate } from './template';

export interface ActivationShape {
  /** Batch × height × width. */
  readonly rows: number;
  readonly channels: number;
  /** BN's coefficients are applied. */
  readonly norm: boolean;
  /** A second tensor is added before the ReLU. */
  readonly branch: boolean;
  readonly relu: boolean;
}

const THREADS = 64;
/** Pixels per thread. */
const BLOCK = 8;

function kernelOf(
  operation: string,
  source: string,
  shape: ActivationShape,
  bindings: readonly Access[],
  accumulate: boolean,
): Kernel {
  const { rows, channels, norm, branch, relu } = shape;
  const groups = channelGroups(channels);
  const blocks = ceilDivide(rows, BLOCK);
  const workgroups = workgroupGrid(ceilDivide(blocks * groups, THREADS));
  const parts = [norm && 'norm', branch && 'add', relu && 'relu'].filter((part) => part !== false);
  return {
    label: `${operation} ${parts.join('+')} ${rows}×${channels}`,
    code: instantiate(source, {
      ROWS: rows,
      GROUPS: groups,
      BLOCKS: blocks,
      NORM: Number(norm),
      BRANCH: Number(branch),
      RELU: Number(relu),
      ...maskConstants(reluMask(shape)),
      ACCUMULATE: Number(accumulate),
      GRID_WIDTH: workgroups[0],
    }),
    bindings,
    workgroups,
    readsStep: false,
    flop: 0,
  };
}

/** Bindings: x, y, then coefficients (norm) and the branch, where there. */
export function activationForward(shape: ActivationShape): Kernel {
  const bindings: Access[] = ['read', 'write'];
  if (shape.norm) bindings.push('read');
  if (shape.branch) bindings.push('read');
  return kernelOf('activation-forward', forwardSource, shape, bindings, false);
}

/**
 * Bindings: dy (overwritten by dx), then y (where the ReLU's mask is read from it); x, coefficients, backward coefficients (norm); the branch's
 * gradient, where there, written or with `accumulate` added to.
 */
export function activationBackward(shape: ActivationShape, accumulate = false): Kernel {
  const bindings: Access[] = ['write'];
  if (reluMask(shape) === 'output') bindings.push('read');
  if (shape.norm) bindings.push('read', 'read', 'read');
  if (shape.branch) bindings.push('write');
  return kernelOf('activation-backward', backwardSource, shape, bindings, accumulate);
}
