/**
 * BatchNorm in training mode (batch statistics, gradient through them, running statistics) and in inference mode,
 * as reductions to per-channel coefficients; `activation.ts` applies them. PyTorch's conventions: biased variance
 * normalises, unbiased variance enters the running one, momentum 0.1.
 *
 * x and dy are [rows][channel groups].
 */
import backwardCoefficientsSource from './batch-norm-backward-coefficients.wgsl?raw';
import backwardSumsSource from './batch-norm-backward-sums.wgsl?raw';
import forwardCoefficientsSource from './batch-norm-forward-coefficients.wgsl?raw';
import inferenceCoefficientsSource from './batch-norm-inference-coefficients.wgsl?raw';
import statisticsSource from './batch-norm-statistics.wgsl?raw';
import { ceilDivide, channelGroups, type Kernel, workgroupGrid } from './kernel';
import { instantiate } from './template';
import totalSource from './workgroup-total.wgsl?raw';

export interface BatchNormShape {
  /** Batch × height × width: the values of a channel. */
  readonly rows: number;
  readonly channels: number;
  readonly epsilon: number;
}

const THREADS = 64;
const RUNNING_MOMENTUM = 0.1;

/** Threads per channel group: enough for parallelism and accuracy, few enough to keep the second pass small. */
const chunksOf = (rows: number): number =>
  ceilDivide(rows, Math.max(8, Math.min(128, ceilDivide(rows, 256))));

function constantsOf({ rows, channels }: BatchNormShape) {
  return { ROWS: rows, GROUPS: channelGroups(channels), CHUNKS: chunksOf(rows) };
}

/** vec4f elements of the buffer between a reduction's two stages. */
export function partialSumsLength(shape: BatchNormShape): number {
  const { GROUPS, CHUNKS } = constantsOf(shape);
  return 2 * GROUPS * CHUNKS;
}

const describe = (operation: string, { rows, channels }: BatchNormShape) =>
  `${operation} ${rows}×${channels}`;

function chunkKernel(operation: string, source: string, shape: BatchNormShape, relu: boolean): Kernel {
  const constants = constantsOf(shape);
  const workgroups = workgroupGrid(ceilDivide(constants.CHUNKS * constants.GROUPS, THREADS));
  return {
    label: describe(operation, shape),
    code: instantiate(source, { ...constants, RELU: relu ? 1 : 0, GRID_WIDTH: workgroups[0] }),
    bindings: [],
    workgroups,
    readsStep: false,
    flop: 4 * shape.rows * shape.channels,
  };
}

/** Bindings: x, moments. */
export function batchNormStatistics(shape: BatchNormShape): Kernel {
  return {
    ...chunkKernel('batch-norm-statistics', statisticsSource, shape, false),
    bindings: ['read', 'write'],
  };
}

/** Bindings: moments, γ, β, coefficients, running statistics. */
export function batchNormForwardCoefficients(shape: BatchNormShape): Kernel {
  const constants = constantsOf(shape);
  const floats = { EPSILON: shape.epsilon, RUNNING_MOMENTUM };
  return {
    label: describe('batch-norm-forward-coefficients', shape),
    code: instantiate(forwardCoefficientsSource, constants, floats) + totalSource,
    bindings: ['read', 'read', 'read', 'write', 'write'],
    workgroups: [constants.GROUPS, 1, 1],
    readsStep: false,
    flop: 0,
  };
}

/** Bindings: running statistics, γ, β, coefficients. */
export function batchNormInferenceCoefficients(shape: BatchNormShape): Kernel {
  const constants = constantsOf(shape);
  return {
    label: describe('batch-norm-inference-coefficients', shape),
    code: instantiate(inferenceCoefficientsSource, constants, { EPSILON: shape.epsilon }),
    bindings: ['read', 'read', 'read', 'write'],
    workgroups: [ceilDivide(constants.GROUPS, THREADS), 1, 1],
    readsStep: false,
    flop: 0,
  };
}

/** Bindings: x, dy, coefficients, sums (and y with `relu`). */
export function batchNormBackwardSums(shape: BatchNormShape, relu: boolean): Kernel {
  return {
    ...chunkKernel('batch-norm-backward-sums', backwardSumsSource, shape, relu),
    bindings: relu ? ['read', 'read', 'read', 'write', 'read'] : ['read', 'read', 'read', 'write'],
  };
}

/** Bindings: sums, coefficients, backward coefficients, gradient of γ, gradient of β. */
export function batchNormBackwardCoefficients(shape: BatchNormShape): Kernel {
  const constants = constantsOf(shape);
  return {
    label: describe('batch-norm-backward-coefficients', shape),
    code: instantiate(backwardCoefficientsSource, constants) + totalSource,
    bindings: ['read', 'read', 'write', 'write', 'write'],
    workgroups: [constants.GROUPS, 1, 1],
    readsStep: false,
    flop: 0,
  };
}
