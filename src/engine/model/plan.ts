/**
 * A network as the list of dispatches of one training step (and one of inference), with all its buffers.
 * Everything is decided here, once; training only replays the list.
 */
import type { OptimizerConfig } from '../../config/run-config';
import type { BufferArena } from '../gpu/buffers';
import { activationBackward, activationForward } from '../kernels/activation';
import {
  type BatchNormShape,
  batchNormBackwardCoefficients,
  batchNormBackwardSums,
  batchNormForwardCoefficients,
  batchNormInferenceCoefficients,
  batchNormStatistics,
  partialSumsLength,
} from '../kernels/batch-norm';
import { biasGradient } from '../kernels/bias-gradient';
import { type CaseVariants, formOf } from '../kernels/choose-variants';
import {
  convolutionBackwardData,
  convolutionBackwardFilter,
  convolutionForward,
} from '../kernels/convolution';
import {
  type ConvolutionOperation,
  type ConvolutionShape,
  convolutionCase,
} from '../kernels/convolution-shape';
import { gatherImages } from '../kernels/gather-images';
import { channelGroups, type Dispatch, type Kernel } from '../kernels/kernel';
import {
  globalPoolingBackward,
  globalPoolingForward,
  poolingBackward,
  poolingForward,
} from '../kernels/pooling';
import { encodeUnits, sgd, sgdCase } from '../kernels/sgd';
import { softmaxCrossEntropy } from '../kernels/softmax-cross-entropy';
import { fuse, type Stage } from './fusion';
import type { GpuImages } from './gpu-images';
import { GradientBuffers } from './gradient-buffers';
import { gradientShares, updateShape } from './kernel-cases';
import { inferShapes, type Network, type Shape } from './network';
import { convolutionShapeOf, layOutParameters, type ParameterLayout, updateUnits } from './parameter-layout';

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

export interface Plan {
  /** The form of each case that runs. */
  readonly variants: CaseVariants;
  readonly layout: ParameterLayout;
  readonly train: readonly Dispatch[];
  /** Forward pass on test images with running statistics. */
  readonly infer: readonly Dispatch[];
  /** The same with the statistics of the batch itself, as in training; leaves the running ones alone. */
  readonly test: readonly Dispatch[];
  /** Image indices of a submit's steps, [slot][batch]. */
  readonly indices: GPUBuffer;
  readonly weights: GPUBuffer;
  readonly momenta: GPUBuffer;
  /** Gradient shares of the last step. */
  readonly gradients: GPUBuffer;
  readonly running: GPUBuffer;
  /** [unit reference, first axis, second axis][parameters]: the sphere's frame. */
  readonly axes: GPUBuffer;
  readonly telemetry: GPUBuffer;
  /** Outputs by layer name; the first layer's are the batch's images (N,H,W,C), the last one's the logits. */
  readonly outputs: ReadonlyMap<string, GPUBuffer>;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Multiplications and additions of a training step's convolutions and dense layers. */
  readonly flopPerStep: number;
}

/** Makes the plan; its buffers come from the arena, which frees them. */
export function createPlan(arena: BufferArena, options: PlanOptions): Plan {
  return new PlanBuilder(arena, options).build();
}

class PlanBuilder {
  private readonly arena: BufferArena;
  private readonly options: PlanOptions;
  private readonly stages: readonly Stage[];
  private readonly shapes: Map<string, Shape>;
  private readonly imageName: string;
  private readonly logitsName: string;
  private readonly layout: ParameterLayout;
  private readonly outputs = new Map<string, GPUBuffer>();
  private readonly outputGradients: GradientBuffers;
  private readonly coefficients = new Map<string, GPUBuffer>();
  private readonly buffers;
  private readonly train: Dispatch[] = [];
  private readonly infer: Dispatch[] = [];
  private readonly test: Dispatch[] = [];

  constructor(arena: BufferArena, options: PlanOptions) {
    const { network, optimizer, batch, slots, variants } = options;
    this.arena = arena;
    this.options = options;
    this.stages = fuse(network);
    this.shapes = inferShapes(network);
    this.imageName = network.layers[0]?.name ?? '';
    this.logitsName = network.layers.at(-1)?.name ?? '';
    this.layout = layOutParameters(network, optimizer, batch, gradientShares(variants));
    this.outputGradients = new GradientBuffers(arena);
    const { length, gradientLength, runningLength, telemetryRow } = this.layout;
    const norms = this.stages.flatMap((stage) =>
      stage.kind === 'activation' && stage.norm ? [this.normShape(stage.norm)] : [],
    );
    this.buffers = {
      indices: arena.storage('image indices', slots * batch),
      labels: arena.storage('labels of the batch', batch),
      weights: arena.storage('weights', 4 * length),
      momenta: arena.storage('momenta', 4 * length),
      gradients: arena.storage('gradient shares', 4 * gradientLength),
      differences: arena.storage('weight differences', 4 * length),
      axes: arena.storage('reference and axes', 3 * 4 * length),
      running: arena.storage('running statistics', 4 * Math.max(1, runningLength)),
      unusedRunning: arena.storage('running statistics of tests', 4 * Math.max(1, runningLength)),
      telemetry: arena.storage('telemetry ring', slots * telemetryRow),
      partialSums: arena.storage('partial sums', 4 * Math.max(1, ...norms.map(partialSumsLength))),
      backward: arena.storage(
        'BN backward coefficients',
        8 * Math.max(1, ...norms.map(({ channels }) => channels)),
      ),
    };
  }

  build(): Plan {
    this.gather();
    for (const stage of this.stages) this.forward(stage);
    this.loss();
    for (const stage of this.stages.toReversed()) this.backward(stage);
    this.update();
    const { indices, weights, momenta, gradients, running, axes, telemetry } = this.buffers;
    return {
      variants: this.options.variants,
      layout: this.layout,
      train: this.train,
      infer: this.infer,
      test: this.test,
      indices,
      weights,
      momenta,
      gradients,
      running,
      axes,
      telemetry,
      outputs: this.outputs,
      shapes: this.shapes,
      flopPerStep: this.train
        .filter(({ kernel }) => kernel.label.startsWith('convolution'))
        .reduce((sum, { kernel }) => sum + kernel.flop, 0),
    };
  }

  private gather(): void {
    const { batch, normalisation, train, test } = this.options;
    const { channels, height, width } = this.shape(this.imageName);
    const kernel = gatherImages({ batch, channels, pixels: height * width, normalisation });
    const images = this.arena.storage('images', batch * channels * height * width);
    this.outputs.set(this.imageName, images);
    const { indices, labels } = this.buffers;
    this.train.push(dispatch(kernel, train.pixels, train.labels, indices, images, labels));
    const gatherTest = dispatch(kernel, test.pixels, test.labels, indices, images, labels);
    this.infer.push(gatherTest);
    this.test.push(gatherTest);
  }

  private loss(): void {
    const { batch } = this.options;
    const classes = this.shape(this.logitsName).channels;
    const kernel = softmaxCrossEntropy({ batch, classes, telemetryRow: this.layout.telemetryRow });
    const { buffer } = this.outputGradients.write(this.logitsName, this.outputLength(this.logitsName));
    const { labels, telemetry } = this.buffers;
    const logits = this.output(this.logitsName);
    this.everywhere(dispatch(kernel, logits, labels, buffer, telemetry));
  }

  private update(): void {
    const { optimizer, telemetry: measured, variants } = this.options;
    const units = updateUnits(this.layout);
    const shape = updateShape(this.layout, units, optimizer, measured);
    const kernel = sgd({ ...shape, ...formOf('sgd', sgdCase(shape), variants) });
    const table = this.arena.storageOf('update units', encodeUnits(units));
    const { gradients, weights, momenta, differences, axes, telemetry } = this.buffers;
    const measurements = measured ? [differences, axes, telemetry] : [];
    this.train.push(dispatch(kernel, table, gradients, weights, momenta, ...measurements));
  }

  private forward(stage: Stage): void {
    const y = this.arena.storage(`output of ${stage.output}`, this.outputLength(stage.output));
    this.outputs.set(stage.output, y);
    switch (stage.kind) {
      case 'convolution': {
        const { layer } = stage;
        const bias = layer.kind === 'dense';
        const parameters = [this.parameter(`${layer.name}.weight`), y];
        if (bias) parameters.push(this.parameter(`${layer.name}.bias`));
        const shape = this.convolutionShape(layer);
        const kernel = convolutionForward(shape, this.convolutionForm('convolution-forward', shape), bias);
        this.everywhere(dispatch(kernel, this.output(layer.input), ...parameters));
        break;
      }
      case 'activation': {
        const { x, norm, branch } = stage;
        const buffers: (GPUBuffer | GPUBufferBinding)[] = [this.output(x), y];
        if (norm) buffers.push(this.normForward(norm));
        if (branch !== null) buffers.push(this.output(branch));
        this.everywhere(dispatch(activationForward(this.activationShape(stage)), ...buffers));
        break;
      }
      case 'pooling':
        this.everywhere(
          dispatch(poolingForward(this.poolingShape(stage.layer)), this.output(stage.layer.input), y),
        );
        break;
      case 'globalPooling': {
        const kernel = globalPoolingForward(this.globalPoolingShape(stage.layer.input));
        this.everywhere(dispatch(kernel, this.output(stage.layer.input), y));
        break;
      }
    }
  }

  /** Batch statistics (or running ones in inference) to coefficients, which the activation applies. */
  private normForward(norm: NonNullable<(Stage & { kind: 'activation' })['norm']>): GPUBuffer {
    const shape = this.normShape(norm);
    const coefficients = this.arena.storage(
      `coefficients of ${norm.name}`,
      16 * channelGroups(shape.channels),
    );
    this.coefficients.set(norm.name, coefficients);
    const gamma = this.parameter(`${norm.name}.weight`);
    const beta = this.parameter(`${norm.name}.bias`);
    const { partialSums, running: kept, unusedRunning } = this.buffers;
    const running = this.runningStatistics(norm.name, kept);
    const unused = this.runningStatistics(norm.name, unusedRunning);
    const statistics = dispatch(batchNormStatistics(shape), this.output(norm.input), partialSums);
    const kernel = batchNormForwardCoefficients(shape);
    this.train.push(statistics, dispatch(kernel, partialSums, gamma, beta, coefficients, running));
    this.test.push(statistics, dispatch(kernel, partialSums, gamma, beta, coefficients, unused));
    this.infer.push(dispatch(batchNormInferenceCoefficients(shape), running, gamma, beta, coefficients));
    return coefficients;
  }

  private backward(stage: Stage): void {
    switch (stage.kind) {
      case 'convolution':
        this.convolutionBackward(stage.layer);
        break;
      case 'activation':
        this.activationBackward(stage);
        break;
      case 'pooling': {
        const { input, kind } = stage.layer;
        const dy = this.outputGradients.get(stage.output);
        const dx = this.outputGradients.write(input, this.outputLength(input));
        const kernel = poolingBackward(this.poolingShape(stage.layer), dx.accumulate);
        const inputs = kind === 'maxPool' ? [this.output(input)] : [];
        this.train.push(dispatch(kernel, dy, dx.buffer, ...inputs));
        this.outputGradients.release(stage.output);
        break;
      }
      case 'globalPooling': {
        const { input } = stage.layer;
        const dy = this.outputGradients.get(stage.output);
        const dx = this.outputGradients.write(input, this.outputLength(input));
        const kernel = globalPoolingBackward(this.globalPoolingShape(input), dx.accumulate);
        this.train.push(dispatch(kernel, dy, dx.buffer));
        this.outputGradients.release(stage.output);
        break;
      }
    }
  }

  private convolutionBackward(layer: (Stage & { kind: 'convolution' })['layer']): void {
    const shape = this.convolutionShape(layer);
    const dy = this.outputGradients.get(layer.name);
    const weight = this.layout.byName.get(`${layer.name}.weight`)!;
    const x = this.output(layer.input);
    const filterForm = this.convolutionForm('convolution-backward-filter', shape);
    const filter = convolutionBackwardFilter(shape, filterForm, weight.shares);
    this.train.push(dispatch(filter, x, dy, this.gradient(`${layer.name}.weight`)));
    if (layer.kind === 'dense') {
      const kernel = biasGradient(this.options.batch, layer.features);
      this.train.push(dispatch(kernel, dy, this.gradient(`${layer.name}.bias`)));
    }
    if (layer.input !== this.imageName) {
      const dx = this.outputGradients.write(layer.input, this.outputLength(layer.input));
      const form = this.convolutionForm('convolution-backward-data', shape);
      const kernel = convolutionBackwardData(shape, form, dx.accumulate);
      this.train.push(dispatch(kernel, dy, this.parameter(`${layer.name}.weight`), dx.buffer));
    }
    this.outputGradients.release(layer.name);
  }

  private activationBackward(stage: Stage & { kind: 'activation' }): void {
    const { x, norm, branch, relu, output } = stage;
    const dy = this.outputGradients.get(output);
    const y = relu ? [this.output(output)] : [];
    const buffers: (GPUBuffer | GPUBufferBinding)[] = [dy, ...y];
    if (norm) {
      const shape = this.normShape(norm);
      const coefficients = this.coefficients.get(norm.name)!;
      const { partialSums, backward } = this.buffers;
      const gamma = this.gradient(`${norm.name}.weight`);
      const beta = this.gradient(`${norm.name}.bias`);
      const { record } = this.layout.running.get(norm.name)!;
      const measured = this.options.telemetry;
      const kernel = batchNormBackwardCoefficients(
        shape,
        measured ? { row: this.layout.telemetryRow, record } : null,
      );
      const telemetry = measured ? [this.buffers.telemetry] : [];
      const sums = batchNormBackwardSums(shape, relu, measured);
      this.train.push(
        dispatch(sums, this.output(x), dy, coefficients, partialSums, ...y),
        dispatch(kernel, partialSums, coefficients, backward, gamma, beta, ...telemetry),
      );
      buffers.push(this.output(x), coefficients, backward);
    }
    let accumulate = false;
    if (branch !== null) {
      const gradient = this.outputGradients.write(branch, this.outputLength(branch));
      accumulate = gradient.accumulate;
      buffers.push(gradient.buffer);
    }
    this.train.push(dispatch(activationBackward(this.activationShape(stage), accumulate), ...buffers));
    this.outputGradients.rename(output, x);
  }

  /** Only BN and the choice of images differ between the forward passes of the three lists. */
  private everywhere(entry: Dispatch): void {
    this.train.push(entry);
    this.infer.push(entry);
    this.test.push(entry);
  }

  private shape(name: string): Shape {
    return this.shapes.get(name)!;
  }

  private output(name: string): GPUBuffer {
    return this.outputs.get(name)!;
  }

  /** Floats of a tensor, its channels padded to four. */
  private outputLength(name: string): number {
    const { channels, height, width } = this.shape(name);
    return this.options.batch * height * width * 4 * channelGroups(channels);
  }

  private rows(name: string): number {
    const { height, width } = this.shape(name);
    return this.options.batch * height * width;
  }

  private convolutionShape(layer: (Stage & { kind: 'convolution' })['layer']) {
    const { batch } = this.options;
    return convolutionShapeOf(layer, this.shape(layer.input), batch, layer.input === this.imageName);
  }

  private convolutionForm<Name extends ConvolutionOperation>(operation: Name, shape: ConvolutionShape) {
    return formOf(operation, convolutionCase(operation, shape), this.options.variants);
  }

  private normShape(norm: { readonly name: string; readonly epsilon: number }): BatchNormShape {
    return { rows: this.rows(norm.name), channels: this.shape(norm.name).channels, epsilon: norm.epsilon };
  }

  private activationShape({ norm, branch, relu, output }: Stage & { kind: 'activation' }) {
    return {
      rows: this.rows(output),
      channels: this.shape(output).channels,
      norm: norm !== null,
      branch: branch !== null,
      relu,
    };
  }

  private poolingShape({ kind, input, size, stride }: (Stage & { kind: 'pooling' })['layer']) {
    const { channels, height, width } = this.shape(input);
    return { kind, batch: this.options.batch, inHeight: height, inWidth: width, channels, size, stride };
  }

  private globalPoolingShape(input: string) {
    const { channels, height, width } = this.shape(input);
    return { batch: this.options.batch, pixels: height * width, channels };
  }

  private parameter(name: string): GPUBufferBinding {
    const { start, rows, groups } = this.layout.byName.get(name)!;
    return { buffer: this.buffers.weights, offset: 16 * start, size: 16 * rows * groups };
  }

  private gradient(name: string): GPUBufferBinding {
    const { gradient, rows, groups, shares } = this.layout.byName.get(name)!;
    return { buffer: this.buffers.gradients, offset: 16 * gradient, size: 16 * rows * groups * shares };
  }

  private runningStatistics(name: string, buffer: GPUBuffer): GPUBufferBinding {
    const { start, channels } = this.layout.running.get(name)!;
    return { buffer, offset: 16 * start, size: 32 * channelGroups(channels) };
  }
}

function dispatch(kernel: Kernel, ...buffers: readonly (GPUBuffer | GPUBufferBinding)[]): Dispatch {
  return { kernel, buffers: buffers.map((entry) => ('buffer' in entry ? entry : { buffer: entry })) };
}
