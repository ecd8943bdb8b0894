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
import { type Access, ceilDivide, channelGroups, type Kernel, workgroupGrid } from './kernel';
import { maskConstants, type ReluMask } from './relu-mask';
import { STEP_PARAMETERS_WGSL } from './step-parameters';
import { type Constants, instantiate } from './template';
import type { ReductionForm } from './variants';
import { additionsPerTotal, instantiateWithTotal } from './workgroup-total';

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
  ceilDivide(rows, Math.max(16, Math.min(128, ceilDivide(rows, 256))));

function constantsOf({ rows, channels }: BatchNormShape) {
  return { ROWS: rows, GROUPS: channelGroups(channels), CHUNKS: chunksOf(rows) };
}

/** Rows that one thread sums in a reduction's first stage, at most. */
export function rowsPerChunk({ rows }: BatchNormShape): number {
  return ceilDivide(rows, chunksOf(rows));
}

/** Additions that a value goes through in both stages of a reduction, at most. @param form of the second */
export function additionsPerSum(shape: BatchNormShape, form: ReductionForm): number {
  return rowsPerChunk(shape) + ceilDivide(chunksOf(shape.rows), form.threads) + additionsPerTotal(form);
}

/** vec4f elements of the buffer between a reduction's two stages. */
export function partialSumsLength(shape: BatchNormShape): number {
  const { GROUPS, CHUNKS } = constantsOf(shape);
  return 3 * GROUPS * CHUNKS;
}

/** Operation and rows × channels: the label of a kernel, and the case that it is where it has several forms. */
export function batchNormCase(operation: string, { rows, channels }: BatchNormShape): string {
  return `${operation} ${rows}×${channels}`;
}

function chunkKernel(
  operation: string,
  source: string,
  shape: BatchNormShape,
  flags: Constants = {},
): Kernel {
  const constants = constantsOf(shape);
  const workgroups = workgroupGrid(ceilDivide(constants.CHUNKS * constants.GROUPS, THREADS));
  return {
    label: batchNormCase(operation, shape),
    code: instantiate(source, { ...constants, ...flags, GRID_WIDTH: workgroups[0] }),
    bindings: [],
    workgroups,
    readsStep: false,
    flop: 4 * shape.rows * shape.channels,
  };
}

/** Bindings: x, moments. */
export function batchNormStatistics(shape: BatchNormShape): Kernel {
  return {
    ...chunkKernel('batch-norm-statistics', statisticsSource, shape),
    bindings: ['read', 'write'],
  };
}

/** Bindings: moments, γ, β, coefficients, running statistics. */
export function batchNormForwardCoefficients(shape: BatchNormShape, form: ReductionForm): Kernel {
  const constants = constantsOf(shape);
  const floats = { EPSILON: shape.epsilon, RUNNING_MOMENTUM };
  return {
    label: batchNormCase('batch-norm-forward-coefficients', shape),
    code: instantiateWithTotal(forwardCoefficientsSource, 3, form, constants, floats),
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
    label: batchNormCase('batch-norm-inference-coefficients', shape),
    code: instantiate(inferenceCoefficientsSource, constants, { EPSILON: shape.epsilon }),
    bindings: ['read', 'read', 'read', 'write'],
    workgroups: [ceilDivide(constants.GROUPS, THREADS), 1, 1],
    readsStep: false,
    flop: 0,
  };
}

/**
 * Bindings: x, dy, coefficients, sums (and the activation's output where the ReLU's mask is read from it). With `telemetry`
 * it sums what the measurements need, too.
 */
export function batchNormBackwardSums(shape: BatchNormShape, mask: ReluMask, telemetry: boolean): Kernel {
  const flags = { ...maskConstants(mask), TELEMETRY: Number(telemetry) };
  const bindings: Access[] = ['read', 'read', 'read', 'write'];
  if (mask === 'output') bindings.push('read');
  return { ...chunkKernel('batch-norm-backward-sums', backwardSumsSource, shape, flags), bindings };
}

/** Floats that the backward pass leaves in the step's telemetry row for each channel, in this order. */
export const NORM_SUMS = [
  'mean',
  'inverseDeviation',
  'scale',
  'gammaGradient',
  'betaGradient',
  'gradientSquared',
] as const;

/** Floats of a step's telemetry row, and where in it a BN's sums begin. */
export interface NormTelemetry {
  readonly row: number;
  readonly record: number;
}

/** Bindings: sums, coefficients, backward coefficients, gradient of γ, gradient of β (and telemetry). */
export function batchNormBackwardCoefficients(
  shape: BatchNormShape,
  form: ReductionForm,
  telemetry: NormTelemetry | null,
): Kernel {
  const constants = constantsOf(shape);
  return {
    label: batchNormCase('batch-norm-backward-coefficients', shape),
    code:
      instantiateWithTotal(backwardCoefficientsSource, telemetry ? 3 : 2, form, {
        ...constants,
        CHANNELS: shape.channels,
        TELEMETRY: Number(telemetry !== null),
        ROW: telemetry?.row ?? 0,
        RECORD: telemetry?.record ?? 0,
        SUMS: NORM_SUMS.length,
      }) + (telemetry ? STEP_PARAMETERS_WGSL : ''),
    bindings: telemetry
      ? ['read', 'read', 'write', 'write', 'write', 'write']
      : ['read', 'read', 'write', 'write', 'write'],
    workgroups: [constants.GROUPS, 1, 1],
    readsStep: telemetry !== null,
    flop: 0,
  };
}
