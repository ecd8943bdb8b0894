/** The backward pass through the stages: each hands the gradient of its output on to its inputs and parameters. */
import { activationBackward } from '../kernels/activation';
import { batchNormBackwardCoefficients, batchNormBackwardSums } from '../kernels/batch-norm';
import { biasGradient } from '../kernels/bias-gradient';
import { convolutionBackwardData, convolutionBackwardFilter } from '../kernels/convolution';
import type { Dispatch } from '../kernels/kernel';
import { globalPoolingBackward, poolingBackward } from '../kernels/pooling';
import { reluMask } from '../kernels/relu-mask';
import type { LayerOf, Stage, StageOf } from './fusion';
import type { GradientBuffers } from './gradient-buffers';
import { convolutionForm, normForm } from './kernel-cases';
import { dispatch, type PlanParts } from './plan-parts';

/**
 * From the gradient of the logits, which the loss leaves in `gradients`, to those of all parameters.
 * @param gradients of activations: handed from stage to stage, so that their buffers are used again
 */
export function backwardPass(
  stages: readonly Stage[],
  parts: PlanParts,
  gradients: GradientBuffers,
): readonly Dispatch[] {
  return stages.toReversed().flatMap((stage) => backward(stage, parts, gradients));
}

function backward(stage: Stage, parts: PlanParts, gradients: GradientBuffers): Dispatch[] {
  switch (stage.kind) {
    case 'convolution':
      return convolution(stage.layer, parts, gradients);
    case 'activation':
      return activation(stage, parts, gradients);
    case 'pooling':
      return [pooling(stage.layer, parts, gradients)];
    case 'globalPooling':
      return [globalPooling(stage.layer, parts, gradients)];
  }
}

function convolution(
  layer: LayerOf<'convolution' | 'dense'>,
  { shapes, layout, buffers, variants }: PlanParts,
  gradients: GradientBuffers,
): Dispatch[] {
  const { name, input } = layer;
  const shape = shapes.convolution(layer);
  const dy = gradients.get(name);
  const { shares } = layout.byName.get(`${name}.weight`)!;
  const filterForm = convolutionForm('convolution-backward-filter', shape, variants);
  const filter = convolutionBackwardFilter(shape, filterForm, shares);
  const dispatches = [dispatch(filter, buffers.output(input), dy, buffers.gradient(`${name}.weight`))];
  if (layer.kind === 'dense') {
    const kernel = biasGradient(shapes.batch, layer.features);
    dispatches.push(dispatch(kernel, dy, buffers.gradient(`${name}.bias`)));
  }
  if (!shapes.readsImages(layer)) {
    const dx = gradients.write(input);
    const form = convolutionForm('convolution-backward-data', shape, variants);
    const kernel = convolutionBackwardData(shape, form, dx.accumulate);
    dispatches.push(dispatch(kernel, dy, buffers.parameter(`${name}.weight`), dx.buffer));
  }
  gradients.release(name);
  return dispatches;
}

/** The gradient of x takes the place of that of the output. */
function activation(stage: StageOf<'activation'>, parts: PlanParts, gradients: GradientBuffers): Dispatch[] {
  const { shapes, buffers } = parts;
  const { x, norm, branch, output } = stage;
  const operands = [gradients.get(output)];
  if (reluMask(shapes.activation(stage)) === 'output') operands.push(buffers.output(output));
  if (norm) operands.push(buffers.output(x), buffers.coefficientsOf(norm.name), buffers.backwardCoefficients);
  const branchGradient = branch === null ? null : gradients.write(branch);
  if (branchGradient) operands.push(branchGradient.buffer);
  const kernel = activationBackward(shapes.activation(stage), branchGradient?.accumulate ?? false);
  const sums = norm ? normSums(norm, stage, parts, gradients) : [];
  gradients.rename(output, x);
  return [...sums, dispatch(kernel, ...operands)];
}

/** The gradients of γ and β, and the coefficients with which the activation's kernel computes that of x. */
function normSums(
  norm: LayerOf<'batchNorm'>,
  stage: StageOf<'activation'>,
  { shapes, layout, buffers, variants, telemetry }: PlanParts,
  gradients: GradientBuffers,
): Dispatch[] {
  const { x, output } = stage;
  const shape = shapes.norm(norm);
  const mask = reluMask(shapes.activation(stage));
  const { partialSums, backwardCoefficients } = buffers;
  const coefficients = buffers.coefficientsOf(norm.name);
  const { record } = layout.running.get(norm.name)!;
  const form = normForm('batch-norm-backward-coefficients', shape, variants);
  const measured = telemetry ? { row: layout.telemetryRow, record } : null;
  return [
    dispatch(
      batchNormBackwardSums(shape, mask, telemetry),
      buffers.output(x),
      gradients.get(output),
      coefficients,
      partialSums,
      ...(mask === 'output' ? [buffers.output(output)] : []),
    ),
    dispatch(
      batchNormBackwardCoefficients(shape, form, measured),
      partialSums,
      coefficients,
      backwardCoefficients,
      buffers.gradient(`${norm.name}.weight`),
      buffers.gradient(`${norm.name}.bias`),
      ...(measured ? [buffers.telemetry] : []),
    ),
  ];
}

function pooling(
  layer: LayerOf<'maxPool' | 'averagePool'>,
  { shapes, buffers }: PlanParts,
  gradients: GradientBuffers,
): Dispatch {
  const { name, input, kind } = layer;
  const dy = gradients.get(name);
  const dx = gradients.write(input);
  gradients.release(name);
  const kernel = poolingBackward(shapes.pooling(layer), dx.accumulate);
  const inputs = kind === 'maxPool' ? [buffers.output(input)] : [];
  return dispatch(kernel, dy, dx.buffer, ...inputs);
}

function globalPooling(
  layer: LayerOf<'globalAveragePool'>,
  { shapes }: PlanParts,
  gradients: GradientBuffers,
): Dispatch {
  const { name, input } = layer;
  const dy = gradients.get(name);
  const dx = gradients.write(input);
  gradients.release(name);
  const kernel = globalPoolingBackward(shapes.globalPooling(layer), dx.accumulate);
  return dispatch(kernel, dy, dx.buffer);
}
