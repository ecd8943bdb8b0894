/**
 * Where every parameter stands: all weights of a network lie in one buffer, their momenta and gradients in buffers
 * of the same order, so that one dispatch updates them all. Positions count vec4f.
 */
import type { OptimizerConfig } from '../../config/run-config';
import { NORM_SUMS } from '../kernels/batch-norm';
import { type ConvolutionShape, filterRows } from '../kernels/convolution-shape';
import { channelGroups } from '../kernels/kernel';
import { MEASURED_SUMS, type UpdateUnit } from '../kernels/sgd';
import type { TensorDescription, TensorKind } from '../telemetry/step-batch';
import { KernelShapes } from './kernel-shapes';
import type { Network } from './network';

/** Bindings start at multiples of 256 bytes, which every WebGPU implementation accepts. */
const ALIGNMENT = 16;
const align = (position: number): number => Math.ceil(position / ALIGNMENT) * ALIGNMENT;

/** Loss and hits stand in front of each step's telemetry row. */
export const TELEMETRY_HEADER = 4;

export interface ParameterTensor {
  readonly description: TensorDescription;
  /** Position of the first vec4f, rows of the stored matrix and vec4f per row. */
  readonly start: number;
  readonly rows: number;
  readonly groups: number;
  /** Position of the gradient's first share and their number. */
  readonly gradient: number;
  readonly shares: number;
  /** First float of its sums in a telemetry row, and the number of its vectors (filters, or 1). */
  readonly record: number;
  readonly vectors: number;
  /** Of its group, on the learning rate; rounded to float32, as the kernel has it. */
  readonly rateFactor: number;
}

export interface NormLayout {
  readonly start: number;
  readonly channels: number;
  /** First float of its sums in a telemetry row. */
  readonly record: number;
}

export interface ParameterLayout {
  readonly tensors: readonly ParameterTensor[];
  readonly byName: ReadonlyMap<string, ParameterTensor>;
  /** vec4f elements of the parameters and of the gradients' shares. */
  readonly length: number;
  readonly gradientLength: number;
  /** Running statistics: [mean, variance][groups] per BatchNorm layer, by layer name. */
  readonly running: ReadonlyMap<string, NormLayout>;
  readonly runningLength: number;
  /** Floats of a step's telemetry row. */
  readonly telemetryRow: number;
  readonly filterCount: number;
}

/** What the optimizer does with each group of tensors. */
export type GroupSettings = Pick<OptimizerConfig, 'decay' | 'learningRateFactor'>;

class LayoutBuilder {
  readonly tensors: ParameterTensor[] = [];
  length = 0;
  gradientLength = 0;
  telemetryRow = TELEMETRY_HEADER;
  filterCount = 0;
  private readonly optimizer: GroupSettings;

  constructor(optimizer: GroupSettings) {
    this.optimizer = optimizer;
  }

  add(
    name: string,
    kind: TensorKind,
    shape: readonly number[],
    rows: number,
    shares: number,
    scaleInvariant: boolean,
  ): void {
    const filters = shape.length > 1 ? (shape[0] ?? 0) : 0;
    const groups = channelGroups(shape[0] ?? 0);
    const vectors = filters || 1;
    this.tensors.push({
      description: {
        name,
        kind,
        shape,
        scaleInvariant,
        decays: this.optimizer.decay[kind],
        firstFilter: this.filterCount,
        filterCount: filters,
      },
      start: this.length,
      rows,
      groups,
      gradient: this.gradientLength,
      shares,
      record: this.telemetryRow,
      vectors,
      rateFactor: Math.fround(this.optimizer.learningRateFactor[kind]),
    });
    this.length = align(this.length + rows * groups);
    this.gradientLength = align(this.gradientLength + rows * groups * shares);
    this.telemetryRow += vectors * MEASURED_SUMS.length;
    this.filterCount += filters;
  }
}

/**
 * Lays out the parameters of a network.
 * @param batch images per step
 * @param sharesOf into how many shares backward-filter splits a convolution's gradient
 */
export function layOutParameters(
  network: Network,
  optimizer: GroupSettings,
  batch: number,
  sharesOf: (shape: ConvolutionShape) => number,
): ParameterLayout {
  const shapes = new KernelShapes(network, batch);
  const builder = new LayoutBuilder(optimizer);
  const running = new Map<string, NormLayout>();
  let runningLength = 0;
  const normalised = new Set(
    network.layers.flatMap((layer) => (layer.kind === 'batchNorm' ? [layer.input] : [])),
  );
  for (const layer of network.layers) {
    if (layer.kind === 'convolution' || layer.kind === 'dense') {
      const input = shapes.output(layer.input);
      const shape = shapes.convolution(layer);
      const dimensions =
        layer.kind === 'dense'
          ? [layer.features, input.channels]
          : [layer.channels, input.channels, layer.kernel, layer.kernel];
      const scaleInvariant = normalised.has(layer.name);
      const shares = sharesOf(shape);
      builder.add(`${layer.name}.weight`, layer.kind, dimensions, filterRows(shape), shares, scaleInvariant);
      if (layer.kind === 'dense') builder.add(`${layer.name}.bias`, 'bias', [layer.features], 1, 1, false);
    } else if (layer.kind === 'batchNorm') {
      const { channels } = shapes.output(layer.name);
      builder.add(`${layer.name}.weight`, 'batchNorm', [channels], 1, 1, false);
      builder.add(`${layer.name}.bias`, 'batchNorm', [channels], 1, 1, false);
      running.set(layer.name, { start: runningLength, channels, record: builder.telemetryRow });
      builder.telemetryRow += channels * NORM_SUMS.length;
      runningLength = align(runningLength + 2 * channelGroups(channels));
    }
  }
  const { tensors, length, gradientLength, telemetryRow, filterCount } = builder;
  return {
    tensors,
    byName: new Map(tensors.map((tensor) => [tensor.description.name, tensor])),
    length,
    gradientLength,
    running,
    runningLength,
    telemetryRow,
    filterCount,
  };
}

/** One unit per four filters of a matrix, one per vector otherwise. */
export function updateUnits(layout: ParameterLayout): UpdateUnit[] {
  return layout.tensors.flatMap((tensor): UpdateUnit[] => {
    const { description, start, rows, groups, gradient, shares, record, rateFactor } = tensor;
    const shared = { shares, shareStride: rows * groups, decays: description.decays, rateFactor };
    if (description.filterCount === 0)
      return [{ ...shared, start, rows: groups, stride: 1, gradient, whole: true, record, filters: 1 }];
    return Array.from({ length: groups }, (_, group) => ({
      ...shared,
      start: start + group,
      rows,
      stride: groups,
      gradient: gradient + group,
      whole: false,
      record: record + 4 * group * MEASURED_SUMS.length,
      filters: Math.min(4, description.filterCount - 4 * group),
    }));
  });
}

/** Calls `visit(stored, index)` for every element: its float in the tensor's storage and its index in PyTorch's order. */
export function forEachElement(
  { description, rows, groups }: ParameterTensor,
  visit: (stored: number, index: number) => void,
): void {
  const [filters = 0, inputs = 1, height = 1, width = 1] = description.shape;
  if (description.filterCount === 0) {
    for (let index = 0; index < filters; index++) visit(index, index);
    return;
  }
  const inputStride = rows / (height * width);
  for (let filter = 0; filter < filters; filter++)
    for (let input = 0; input < inputs; input++)
      for (let tap = 0; tap < height * width; tap++)
        visit(
          (tap * inputStride + input) * 4 * groups + filter,
          (filter * inputs + input) * height * width + tap,
        );
}

/** A tensor in PyTorch's order out of a copy of the parameter buffer (or of one laid out like it). */
export function unpackTensor(tensor: ParameterTensor, buffer: Float32Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(tensor.description.shape.reduce((product, side) => product * side, 1));
  forEachElement(tensor, (stored, index) => {
    values[index] = buffer[4 * tensor.start + stored] ?? 0;
  });
  return values;
}

/** Writes a tensor given in PyTorch's order into a copy of the parameter buffer. */
export function packTensor(tensor: ParameterTensor, values: Float32Array, buffer: Float32Array): void {
  forEachElement(tensor, (stored, index) => {
    buffer[4 * tensor.start + stored] = values[index] ?? 0;
  });
}
