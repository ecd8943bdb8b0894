/**
 * A network as the list of dispatches of one training step (and one of inference), with all its buffers.
 * Everything is decided here, once; training only replays the list.
 */
import type { OptimizerConfig } from '../../config/run-config';
import type { BufferArena } from '../gpu/buffers';
import { type CaseVariants, formOf } from '../kernels/choose-variants';
import { gatherImages } from '../kernels/gather-images';
import type { Dispatch } from '../kernels/kernel';
import { encodeUnits, sgd, sgdCase } from '../kernels/sgd';
import { softmaxCrossEntropy } from '../kernels/softmax-cross-entropy';
import { backwardPass } from './backward-pass';
import { forwardPasses } from './forward-pass';
import { fuse } from './fusion';
import type { GpuImages } from './gpu-images';
import { GradientBuffers } from './gradient-buffers';
import { gradientShares, updateShape } from './kernel-cases';
import { KernelShapes } from './kernel-shapes';
import type { Network, Shape } from './network';
import { layOutParameters, type ParameterLayout, updateUnits } from './parameter-layout';
import { PlanBuffers } from './plan-buffers';
import { dispatch, type PlanParts } from './plan-parts';

export interface PlanOptions {
  readonly network: Network;
  readonly optimizer: OptimizerConfig;
  readonly batch: number;
  /** Rows of the telemetry ring: steps that one submit can hold. */
  readonly slots: number;
  /** Of images of bytes; null for those of float32 values, which are taken as they are. */
  readonly normalisation: { readonly mean: number; readonly deviation: number } | null;
  readonly train: GpuImages;
  readonly test: GpuImages;
  readonly variants: CaseVariants;
  /** Off: the same step without the measurements, to know what they cost. */
  readonly telemetry: boolean;
}

export interface Plan
  extends Pick<
    PlanBuffers,
    'indices' | 'weights' | 'momenta' | 'gradients' | 'running' | 'axes' | 'telemetry' | 'outputs'
  > {
  /** The form of each case that runs. */
  readonly variants: CaseVariants;
  readonly layout: ParameterLayout;
  readonly train: readonly Dispatch[];
  /** Forward pass on test images with running statistics. */
  readonly infer: readonly Dispatch[];
  /** The same with the statistics of the batch itself, as in training; leaves the running ones alone. */
  readonly test: readonly Dispatch[];
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Multiplications and additions of a training step's convolutions and dense layers. */
  readonly flopPerStep: number;
}

/** Makes the plan; its buffers come from the arena, which frees them. */
export function createPlan(arena: BufferArena, options: PlanOptions): Plan {
  const { network, optimizer, batch, slots, variants, telemetry } = options;
  const stages = fuse(network);
  const shapes = new KernelShapes(network, batch);
  const layout = layOutParameters(network, optimizer, batch, gradientShares(variants));
  const buffers = new PlanBuffers(arena, stages, shapes, layout, slots);
  const parts: PlanParts = { shapes, layout, buffers, variants, telemetry };
  const activationGradients = new GradientBuffers(arena, (tensor) => shapes.length(tensor));

  const forward = forwardPasses(stages, parts);
  const gatherTest = gatherDispatch(options.test, options.normalisation, parts);
  const loss = lossDispatch(parts, activationGradients);
  const train = [
    gatherDispatch(options.train, options.normalisation, parts),
    ...forward.training,
    loss,
    ...backwardPass(stages, parts, activationGradients),
    updateDispatch(arena, optimizer, parts),
  ];
  const { indices, weights, momenta, gradients, running, axes, outputs } = buffers;
  return {
    variants,
    layout,
    train,
    infer: [gatherTest, ...forward.running, loss],
    test: [gatherTest, ...forward.batch, loss],
    indices,
    weights,
    momenta,
    gradients,
    running,
    axes,
    telemetry: buffers.telemetry,
    outputs,
    shapes: shapes.outputs,
    flopPerStep: train
      .filter(({ kernel }) => kernel.label.startsWith('convolution'))
      .reduce((sum, { kernel }) => sum + kernel.flop, 0),
  };
}

/** The batch's images and labels out of the data set. */
function gatherDispatch(
  { pixels, labels }: GpuImages,
  normalisation: PlanOptions['normalisation'],
  { shapes, buffers }: PlanParts,
): Dispatch {
  const { channels, height, width } = shapes.output(shapes.imageName);
  const kernel = gatherImages({ batch: shapes.batch, channels, pixels: height * width, normalisation });
  const images = buffers.output(shapes.imageName);
  return dispatch(kernel, pixels, labels, buffers.indices, images, buffers.labels);
}

/** Loss and hits of the batch, and the gradient of the logits. */
function lossDispatch({ shapes, layout, buffers }: PlanParts, gradients: GradientBuffers): Dispatch {
  const { batch, logitsName } = shapes;
  const classes = shapes.output(logitsName).channels;
  const kernel = softmaxCrossEntropy({ batch, classes, telemetryRow: layout.telemetryRow });
  const { buffer } = gradients.write(logitsName);
  return dispatch(kernel, buffers.output(logitsName), buffers.labels, buffer, buffers.telemetry);
}

/** All parameters at once. */
function updateDispatch(
  arena: BufferArena,
  optimizer: OptimizerConfig,
  { layout, buffers, variants, telemetry }: PlanParts,
): Dispatch {
  const units = updateUnits(layout);
  const shape = updateShape(layout, units, optimizer, telemetry);
  const kernel = sgd({ ...shape, ...formOf('sgd', sgdCase(shape), variants) });
  const table = arena.storageOf('update units', encodeUnits(units));
  const { gradients, weights, momenta, differences, axes } = buffers;
  const measurements = telemetry ? [differences, axes, buffers.telemetry] : [];
  return dispatch(kernel, table, gradients, weights, momenta, ...measurements);
}
