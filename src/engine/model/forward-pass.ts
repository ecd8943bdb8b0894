/** The forward passes through the stages, in training and in tests. */
import { activationForward } from '../kernels/activation';
import {
  batchNormForwardCoefficients,
  batchNormInferenceCoefficients,
  batchNormStatistics,
} from '../kernels/batch-norm';
import { convolutionForward } from '../kernels/convolution';
import type { Dispatch } from '../kernels/kernel';
import { globalPoolingForward, poolingForward } from '../kernels/pooling';
import type { LayerOf, Stage, StageOf } from './fusion';
import { convolutionForm, normForm } from './kernel-cases';
import { dispatch, type PlanParts } from './plan-parts';

/**
 * The statistics that BN applies, the only thing in which forward passes differ: those of the batch, which enter the
 * running ones in training and leave them alone in tests, or the running ones.
 */
export type NormStatistics = 'training' | 'batch' | 'running';

/** From the images to the logits, with each kind of statistics. */
export function forwardPasses(
  stages: readonly Stage[],
  parts: PlanParts,
): Readonly<Record<NormStatistics, readonly Dispatch[]>> {
  const shared = stages.map((stage) => ({ stage, output: outputDispatch(stage, parts) }));
  const pass = (statistics: NormStatistics) =>
    shared.flatMap(({ stage, output }) =>
      stage.kind === 'activation' && stage.norm
        ? [...normDispatches(stage.norm, parts, statistics), output]
        : [output],
    );
  return { training: pass('training'), batch: pass('batch'), running: pass('running') };
}

/** Computes a stage's output; BN's coefficients are there by then. */
function outputDispatch(stage: Stage, parts: PlanParts): Dispatch {
  const { shapes, buffers } = parts;
  switch (stage.kind) {
    case 'convolution':
      return convolution(stage.layer, parts);
    case 'activation':
      return activation(stage, parts);
    case 'pooling': {
      const { name, input } = stage.layer;
      const kernel = poolingForward(shapes.pooling(stage.layer));
      return dispatch(kernel, buffers.output(input), buffers.output(name));
    }
    case 'globalPooling': {
      const { name, input } = stage.layer;
      const kernel = globalPoolingForward(shapes.globalPooling(stage.layer));
      return dispatch(kernel, buffers.output(input), buffers.output(name));
    }
  }
}

function convolution(
  layer: LayerOf<'convolution' | 'dense'>,
  { shapes, buffers, variants }: PlanParts,
): Dispatch {
  const { name, input } = layer;
  const shape = shapes.convolution(layer);
  const form = convolutionForm('convolution-forward', shape, variants);
  const hasBias = layer.kind === 'dense';
  const bias = hasBias ? [buffers.parameter(`${name}.bias`)] : [];
  const weight = buffers.parameter(`${name}.weight`);
  const kernel = convolutionForward(shape, form, hasBias);
  return dispatch(kernel, buffers.output(input), weight, buffers.output(name), ...bias);
}

function activation(stage: StageOf<'activation'>, { shapes, buffers }: PlanParts): Dispatch {
  const { x, norm, branch, output } = stage;
  const operands = [buffers.output(x), buffers.output(output)];
  if (norm) operands.push(buffers.coefficientsOf(norm.name));
  if (branch !== null) operands.push(buffers.output(branch));
  return dispatch(activationForward(shapes.activation(stage)), ...operands);
}

/** Statistics to coefficients, which the activation applies. */
function normDispatches(
  norm: LayerOf<'batchNorm'>,
  { shapes, buffers, variants }: PlanParts,
  statistics: NormStatistics,
): Dispatch[] {
  const shape = shapes.norm(norm);
  const { partialSums } = buffers;
  const gamma = buffers.parameter(`${norm.name}.weight`);
  const beta = buffers.parameter(`${norm.name}.bias`);
  const coefficients = buffers.coefficientsOf(norm.name);
  const running = buffers.runningStatistics(norm.name, statistics === 'batch' ? 'unused' : 'kept');
  if (statistics === 'running')
    return [dispatch(batchNormInferenceCoefficients(shape), running, gamma, beta, coefficients)];
  const form = normForm('batch-norm-forward-coefficients', shape, variants);
  return [
    dispatch(batchNormStatistics(shape), buffers.output(norm.input), partialSums),
    dispatch(batchNormForwardCoefficients(shape, form), partialSums, gamma, beta, coefficients, running),
  ];
}
