/** Runs the update kernel on the tensors of a layout, with the gradient in shares as backward-filter leaves it. */
import { heavyBall, type UpdateRule } from '../../theory/hyper-parameters';
import { encodeUnits, sgd } from '../kernels/sgd';
import type { StepParameters } from '../kernels/step-parameters';
import { KERNEL_VARIANTS, type KernelVariants } from '../kernels/variants';
import {
  type ParameterLayout,
  type ParameterTensor,
  packTensor,
  updateUnits,
} from '../model/parameter-layout';
import { sphereFrame } from '../model/sphere-frame';
import { float32, unwritten } from './operands';
import { noteVariant } from './oracle-table';
import { runKernel } from './run-kernel';

/** One step's operands, each tensor in PyTorch's order. */
export interface UpdateOperands {
  readonly weights: Map<ParameterTensor, Float64Array>;
  readonly momenta: Map<ParameterTensor, Float64Array>;
  /** The gradient's shares. */
  readonly shares: Map<ParameterTensor, Float64Array[]>;
}

/** Number of a tensor's values. */
export const lengthOf = ({ description }: ParameterTensor) =>
  description.shape.reduce((product, side) => product * side, 1);

/** Tensors as the buffer of all parameters, zero between them. */
export function packed(layout: ParameterLayout, tensors: ReadonlyMap<ParameterTensor, Float64Array>) {
  const buffer = new Float32Array(4 * layout.length);
  for (const [tensor, values] of tensors) packTensor(tensor, float32(values), buffer);
  return buffer;
}

function packedShares(layout: ParameterLayout, shares: UpdateOperands['shares']) {
  const buffer = new Float32Array(4 * layout.gradientLength);
  for (const [tensor, parts] of shares)
    parts.forEach((values, share) => {
      const start = tensor.gradient + share * tensor.rows * tensor.groups;
      packTensor({ ...tensor, start }, float32(values), buffer);
    });
  return buffer;
}

/** Runs the kernel on all tensors of a layout; `telemetry` has two slots, or is undefined where nothing is measured. */
export async function runUpdate(
  layout: ParameterLayout,
  { weights, momenta, shares }: UpdateOperands,
  {
    form = 'threads-64',
    ...options
  }: { rule?: UpdateRule; telemetry: boolean; form?: KernelVariants['sgd'] },
  step: StepParameters,
) {
  noteVariant('sgd', form);
  const units = updateUnits(layout);
  const { length, telemetryRow } = layout;
  const kernel = sgd({
    units: units.length,
    parameters: length,
    telemetryRow,
    rule: heavyBall,
    ...KERNEL_VARIANTS.sgd[form],
    ...options,
  });
  const [w, v] = [packed(layout, weights), packed(layout, momenta)];
  const axes = sphereFrame(layout, w, v, 1);
  const measured = options.telemetry ? [unwritten(4 * length), axes, unwritten(2 * telemetryRow)] : [];
  const buffers = [encodeUnits(units), packedShares(layout, shares), w, v, ...measured];
  const results = await runKernel(kernel, buffers, step);
  return { weights: results[2]!, momenta: results[3]!, telemetry: results[6], axes };
}

/** The vectors that are measured: the filters of a matrix, or a whole tensor. */
export function vectorsOf(tensor: ParameterTensor, values: Float64Array): Float64Array[] {
  const length = values.length / tensor.vectors;
  return Array.from({ length: tensor.vectors }, (_, c) => values.subarray(c * length, (c + 1) * length));
}
