/**
 * A run without a network for the tests of this room: weights driven by random gradients, orthogonal to each filter
 * of the first tensor and free in the others, stepped by the config's optimizer and reported as the engine would; the
 * identity's sides are those of coupled heavy ball.
 */
import { DEFAULT_RUN_CONFIG, type HyperParameterValues, type RunConfig } from '../../config/run-config';
import { updateRuleOf } from '../../engine/optimizer/update-rule';
import {
  FILTER_COLUMNS,
  type FilterColumn,
  type StepBatch,
  TENSOR_COLUMNS,
  type TensorColumn,
  type TensorDescription,
} from '../../engine/telemetry/step-batch';
import { angleBetween } from '../../theory/angle';
import { intakeShare, type UpdateRule } from '../../theory/hyper-parameters';
import { normalSource } from '../../theory/testing/sphere-walk';
import type { RunDescription } from '../protocol';

export const WALK_FILTERS = 8;
const DIMENSION = 24;

const filtered = { shape: [WALK_FILTERS, DIMENSION], filterCount: WALK_FILTERS } as const;
const WALK_TENSORS: readonly TensorDescription[] = [
  {
    name: 'conv1.weight',
    kind: 'convolution',
    scaleInvariant: true,
    decays: true,
    firstFilter: 0,
    ...filtered,
  },
  {
    name: 'bn1.weight',
    kind: 'batchNorm',
    scaleInvariant: false,
    decays: false,
    shape: [8],
    firstFilter: 8,
    filterCount: 0,
  },
  { name: 'fc.weight', kind: 'dense', scaleInvariant: false, decays: true, firstFilter: 8, ...filtered },
];

/** The description of a walking run, or of any run with these tensors. */
export function describeRun(
  config: RunConfig = DEFAULT_RUN_CONFIG,
  tensors: readonly TensorDescription[] = WALK_TENSORS,
): RunDescription {
  return {
    config,
    dataSet: { name: 'none', classNames: [], trainCount: 0, testCount: 0, channels: 1, height: 1, width: 1 },
    tensors,
    filterCount: tensors.reduce((total, tensor) => total + tensor.filterCount, 0),
    parameterCount: 0,
    flopPerStep: 0,
    gpuBytes: 0,
    dispatchesPerStep: 0,
    variants: {},
  };
}

/** A batch of a described run with the same value everywhere. */
export function constantBatch(
  run: RunDescription,
  firstStep: number,
  count: number,
  value: number,
  hyper: HyperParameterValues = run.config.optimizer,
): StepBatch {
  return {
    firstStep,
    count,
    loss: new Float64Array(count).fill(value),
    accuracy: new Float64Array(count).fill(value),
    learningRate: new Float64Array(count).fill(hyper.learningRate),
    weightDecay: new Float64Array(count).fill(hyper.weightDecay),
    momentum: new Float64Array(count).fill(hyper.momentum),
    tensors: new Float64Array(count * run.tensors.length * TENSOR_COLUMNS.length).fill(value),
    filters: new Float32Array(count * run.filterCount * FILTER_COLUMNS.length).fill(value),
  };
}

interface Walker {
  readonly weights: Float64Array;
  readonly buffer: Float64Array;
  readonly isInvariant: boolean;
  readonly decays: boolean;
  lastDelta: number;
  lastGrowth: number;
}

export class WalkingRun {
  readonly run: RunDescription;
  private readonly normal: () => number;
  private readonly walkers: readonly Walker[];
  private firstStep = 0;
  private lastRate: number | undefined;
  private readonly rule: UpdateRule;

  /** @param norm of each filter at the start. */
  constructor(seed: number, norm: number, config: RunConfig = DEFAULT_RUN_CONFIG) {
    this.run = describeRun(config);
    this.rule = updateRuleOf(config.optimizer);
    this.normal = normalSource(seed);
    this.walkers = WALK_TENSORS.map(({ scaleInvariant, decays }) => ({
      weights: Float64Array.from(
        { length: WALK_FILTERS * DIMENSION },
        () => (norm / Math.sqrt(DIMENSION)) * this.normal(),
      ),
      buffer: new Float64Array(WALK_FILTERS * DIMENSION),
      isInvariant: scaleInvariant,
      decays,
      lastDelta: 0,
      lastGrowth: 0,
    }));
  }

  /** The next `count` steps; `liveFilters` below 8 gives the last filters of the first tensor no gradient. */
  next(
    count: number,
    hyper: HyperParameterValues = this.run.config.optimizer,
    liveFilters = WALK_FILTERS,
  ): StepBatch {
    const batch = constantBatch(this.run, this.firstStep, count, 0, hyper);
    for (let index = 0; index < count; index++) {
      for (const [position, walker] of this.walkers.entries()) {
        const tensorOffset = (index * this.walkers.length + position) * TENSOR_COLUMNS.length;
        const filterOffset =
          (index * 2 * WALK_FILTERS + (position === 0 ? 0 : WALK_FILTERS)) * FILTER_COLUMNS.length;
        const tensor = this.step(walker, hyper, liveFilters, (filter, values) => {
          if (position === 1) return;
          for (const [column, name] of FILTER_COLUMNS.entries()) {
            batch.filters[filterOffset + filter * FILTER_COLUMNS.length + column] = values[name];
          }
        });
        for (const [column, name] of TENSOR_COLUMNS.entries())
          batch.tensors[tensorOffset + column] = tensor[name];
      }
      batch.loss[index] = 1 / (1 + this.firstStep + index);
      this.lastRate = hyper.learningRate;
    }
    this.firstStep += count;
    return batch;
  }

  /** Multiplies the scale-invariant weights and their buffers. */
  rescale(weights: number, momenta: number): void {
    for (const walker of this.walkers) {
      if (!walker.isInvariant) continue;
      walker.weights.forEach((value, i) => {
        walker.weights[i] = weights * value;
        walker.buffer[i] = momenta * (walker.buffer[i] ?? 0);
      });
    }
  }

  private step(
    walker: Walker,
    { learningRate, weightDecay, momentum }: HyperParameterValues,
    liveFilters: number,
    report: (filter: number, values: Record<FilterColumn, number>) => void,
  ): Record<TensorColumn, number> {
    const { weights, buffer } = walker;
    const before = weights.slice();
    const gradient = new Float64Array(weights.length);
    const decay = walker.decays ? weightDecay : 0;
    const { decoupled, learningRateInBuffer } = this.rule;
    const [inside, outside] = learningRateInBuffer ? [learningRate, 1] : [1, learningRate];
    const intake = intakeShare(momentum, this.rule, this.lastRate === undefined);
    let filterSquares = 0;
    for (let filter = 0; filter < WALK_FILTERS; filter++) {
      const range = [filter * DIMENSION, (filter + 1) * DIMENSION] as const;
      const w = before.subarray(...range);
      const g = gradient.subarray(...range);
      if (!walker.isInvariant || filter < liveFilters) this.drawGradient(w, g, walker.isInvariant);
    }
    const momenta = buffer.slice();
    const momentumGradient = dot(momenta, gradient);
    for (const [i, g] of gradient.entries()) {
      const w = before[i] ?? 0;
      const descent = inside * (decoupled ? g : g + decay * w);
      buffer[i] = momentum * (buffer[i] ?? 0) + intake * descent;
      weights[i] = (decoupled ? w - learningRate * decay * w : w) - outside * (buffer[i] ?? 0);
    }
    for (let filter = 0; filter < WALK_FILTERS; filter++) {
      const range = [filter * DIMENSION, (filter + 1) * DIMENSION] as const;
      const [w, g, after] = [
        before.subarray(...range),
        gradient.subarray(...range),
        weights.subarray(...range),
      ];
      const angularUpdate = angleBetween(w, after);
      filterSquares += angularUpdate ** 2 / WALK_FILTERS;
      report(filter, {
        angularUpdate,
        norm: Math.sqrt(dot(w, w)),
        gradientNorm: Math.sqrt(dot(g, g)),
        weightGradient: dot(w, g),
        momentumGradient: dot(momenta.subarray(...range), g),
        referenceAngle: 0.001 * (this.firstStep + filter),
        axisFirst: filter,
        axisSecond: -filter,
        normAfter: Math.sqrt(dot(after, after)),
      });
    }
    const delta = weights.map((value, i) => value - (before[i] ?? 0));
    const a = dot(before, before);
    const deltaSquared = dot(delta, delta);
    const growth = dot(weights, weights) - a;
    const carried = this.lastRate === undefined ? 0 : (momentum * learningRate) / this.lastRate;
    const weightGradient = dot(before, gradient);
    const values = {
      angularUpdate: angleBetween(before, weights),
      filterAngularUpdate: Math.sqrt(filterSquares),
      norm: Math.sqrt(a),
      gradientNorm: Math.sqrt(dot(gradient, gradient)),
      weightGradient,
      momentumGradient,
      deltaSquared,
      scaleDeviation: walker.isInvariant ? 1e-7 : Number.NaN,
      scaleRatio: walker.isInvariant ? 0.01 : Number.NaN,
      identityLeft: deltaSquared + carried * walker.lastDelta,
      identityRight: growth - carried * walker.lastGrowth + 2 * learningRate * (decay * a + weightGradient),
    };
    walker.lastDelta = deltaSquared;
    walker.lastGrowth = growth;
    return values;
  }

  /** A random gradient of size about 1/‖w‖, as scale invariance has it, orthogonal to w if asked. */
  private drawGradient(w: Float64Array, g: Float64Array, isOrthogonal: boolean): void {
    const square = dot(w, w);
    for (let i = 0; i < g.length; i++) g[i] = this.normal() / Math.sqrt(DIMENSION * square);
    const along = isOrthogonal ? dot(w, g) / square : 0;
    for (let i = 0; i < g.length; i++) g[i] = (g[i] ?? 0) - along * (w[i] ?? 0);
  }
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += (first[i] ?? 0) * (second[i] ?? 0);
  return sum;
}
