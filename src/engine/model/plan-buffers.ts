/** The buffers that a plan's dispatches share, by what they hold; gradients of activations are `GradientBuffers`. */
import type { BufferArena } from '../gpu/buffers';
import { partialSumsLength } from '../kernels/batch-norm';
import { channelGroups } from '../kernels/kernel';
import type { Stage } from './fusion';
import type { KernelShapes } from './kernel-shapes';
import type { ParameterLayout } from './parameter-layout';

export class PlanBuffers {
  /** Image indices of a submit's steps, [slot][batch]. */
  readonly indices: GPUBuffer;
  readonly labels: GPUBuffer;
  readonly weights: GPUBuffer;
  readonly momenta: GPUBuffer;
  /** Gradient shares of the last step. */
  readonly gradients: GPUBuffer;
  /** Of the last step, of the weights as stored. */
  readonly differences: GPUBuffer;
  /** [unit reference, first axis, second axis][parameters]: the sphere's frame. */
  readonly axes: GPUBuffer;
  readonly running: GPUBuffer;
  readonly telemetry: GPUBuffer;
  /** Outputs by layer name: the batch's images (N,H,W,C) and what each stage leaves. */
  readonly outputs: ReadonlyMap<string, GPUBuffer>;
  /** Between the two stages of a BN's sums; of one layer at a time. */
  readonly partialSums: GPUBuffer;
  /** Of the BN whose gradient is being computed. */
  readonly backwardCoefficients: GPUBuffer;
  /** Running statistics as test batches would leave them, which nobody reads. */
  private readonly unusedRunning: GPUBuffer;
  private readonly coefficients: ReadonlyMap<string, GPUBuffer>;
  private readonly layout: ParameterLayout;

  /** @param slots rows of the telemetry ring: steps that one submit can hold */
  constructor(
    arena: BufferArena,
    stages: readonly Stage[],
    shapes: KernelShapes,
    layout: ParameterLayout,
    slots: number,
  ) {
    const { length, gradientLength, runningLength, telemetryRow } = layout;
    const running = 4 * Math.max(1, runningLength);
    const layers = stages.flatMap((stage) => (stage.kind === 'activation' && stage.norm ? [stage.norm] : []));
    const norms = layers.map((layer) => shapes.norm(layer));
    const channels = norms.map((norm) => norm.channels);
    this.layout = layout;
    this.indices = arena.storage('image indices', slots * shapes.batch);
    this.labels = arena.storage('labels of the batch', shapes.batch);
    this.weights = arena.storage('weights', 4 * length);
    this.momenta = arena.storage('momenta', 4 * length);
    this.gradients = arena.storage('gradient shares', 4 * gradientLength);
    this.differences = arena.storage('weight differences', 4 * length);
    this.axes = arena.storage('reference and axes', 3 * 4 * length);
    this.running = arena.storage('running statistics', running);
    this.unusedRunning = arena.storage('running statistics of tests', running);
    this.telemetry = arena.storage('telemetry ring', slots * telemetryRow);
    this.partialSums = arena.storage('partial sums', 4 * Math.max(1, ...norms.map(partialSumsLength)));
    this.backwardCoefficients = arena.storage('BN backward coefficients', 8 * Math.max(1, ...channels));
    this.outputs = new Map(
      [shapes.imageName, ...stages.map(({ output }) => output)].map((name) => [
        name,
        arena.storage(`output of ${name}`, shapes.length(name)),
      ]),
    );
    this.coefficients = new Map(
      layers.map(({ name }) => [
        name,
        arena.storage(`coefficients of ${name}`, 16 * channelGroups(shapes.output(name).channels)),
      ]),
    );
  }

  output(name: string): GPUBuffer {
    return this.outputs.get(name)!;
  }

  /** What a BN's statistics come to, for its activation to apply. */
  coefficientsOf(norm: string): GPUBuffer {
    return this.coefficients.get(norm)!;
  }

  /** A tensor of the weights. */
  parameter(name: string): GPUBufferBinding {
    const { start, rows, groups } = this.layout.byName.get(name)!;
    return { buffer: this.weights, offset: 16 * start, size: 16 * rows * groups };
  }

  /** All shares of a tensor's gradient. */
  gradient(name: string): GPUBufferBinding {
    const { gradient, rows, groups, shares } = this.layout.byName.get(name)!;
    return { buffer: this.gradients, offset: 16 * gradient, size: 16 * rows * groups * shares };
  }

  /** A BN's running statistics, or as much space that nobody reads. */
  runningStatistics(norm: string, use: 'kept' | 'unused'): GPUBufferBinding {
    const { start, channels } = this.layout.running.get(norm)!;
    const buffer = use === 'kept' ? this.running : this.unusedRunning;
    return { buffer, offset: 16 * start, size: 32 * channelGroups(channels) };
  }
}
