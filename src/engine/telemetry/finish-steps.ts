/**
 * From the sums that the GPU wrote to the numbers that the lab shows: angles in float64, layers merged from their
 * filters without cancellation, and both sides of the exact identity.
 */
import type { OptimizerConfig } from '../../config/run-config';
import { angleFromSums, deltaSquaredFromSums, mergeFilters } from '../../theory/angle';
import { IdentityAccumulator, identityApplies } from '../../theory/identity';
import { MEASURED_SUMS } from '../kernels/sgd';
import type { ParameterLayout, ParameterTensor } from '../model/parameter-layout';
import { updateRuleOf } from '../optimizer/update-rule';
import type { ScaleInvariance, ScaleInvarianceVerdict } from './scale-invariance';
import { FILTER_COLUMNS, type StepBatch, TENSOR_COLUMNS } from './step-batch';

const SUMS = MEASURED_SUMS.length;
const [
  NORM,
  DOT,
  GRADIENT,
  WEIGHT_GRADIENT,
  MOMENTUM_GRADIENT,
  REFERENCE,
  AXIS_FIRST,
  AXIS_SECOND,
  ORTHOGONAL,
  AWAY,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

export interface StepHyperParameters {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly momentum: number;
  /** Share of the gradient that entered the momentum buffer. */
  readonly intake: number;
}

/** Names the first tensor whose numbers are not finite at a step. */
export interface Divergence {
  readonly step: number;
  readonly where: string;
}

export class StepFinisher {
  private readonly layout: ParameterLayout;
  private readonly batch: number;
  private readonly scaleInvariance: ScaleInvariance | null;
  private readonly identities: readonly (IdentityAccumulator | null)[];
  /** Room for the sums of each tensor's vectors: to allocate it at every step takes longer than to compute with it. */
  private readonly sums: readonly Readonly<Record<'norms' | 'dots' | 'orthogonals', Float64Array>>[];

  /** @param batch images per step, to turn hits into a share.  @param scaleInvariance null where it is not judged */
  constructor(
    layout: ParameterLayout,
    optimizer: OptimizerConfig,
    batch: number,
    scaleInvariance: ScaleInvariance | null = null,
  ) {
    this.scaleInvariance = scaleInvariance;
    this.layout = layout;
    this.batch = batch;
    this.sums = layout.tensors.map(({ vectors }) => ({
      norms: new Float64Array(vectors),
      dots: new Float64Array(vectors),
      orthogonals: new Float64Array(vectors),
    }));
    const rule = updateRuleOf(optimizer);
    this.identities = layout.tensors.map(() =>
      identityApplies(rule) ? new IdentityAccumulator(1, rule) : null,
    );
  }

  /** Call when weights were changed between two steps, or the buffer is not the one the last step left. */
  skip(): void {
    for (const identity of this.identities) identity?.skip();
  }

  /** Call when the scale-invariant weights, or their buffers, were multiplied between two steps. */
  rescale(weights: number): void {
    this.layout.tensors.forEach(({ description }, position) => {
      if (description.scaleInvariant) this.identities[position]?.rescale(weights);
    });
  }

  /**
   * Finishes the rows of consecutive steps.
   * @param rows [count][telemetryRow] as read from the ring
   * @param hyper the hyper-parameters of each step, as the GPU was given them (rounded to float32)
   * @returns the batch up to the first step that is not finite, and that step if there is one
   */
  finish(
    firstStep: number,
    rows: Float32Array,
    hyper: readonly StepHyperParameters[],
  ): { batch: StepBatch; divergence: Divergence | null } {
    const { telemetryRow, tensors, filterCount } = this.layout;
    let count = 0;
    let divergence: Divergence | null = null;
    for (; count < hyper.length; count++) {
      const row = rows.subarray(count * telemetryRow, (count + 1) * telemetryRow);
      const where = this.notFinite(row);
      if (where === null) continue;
      divergence = { step: firstStep + count, where };
      break;
    }
    const batch: StepBatch = {
      firstStep,
      count,
      loss: new Float64Array(count),
      accuracy: new Float64Array(count),
      learningRate: new Float64Array(count),
      weightDecay: new Float64Array(count),
      momentum: new Float64Array(count),
      tensors: new Float64Array(count * tensors.length * TENSOR_COLUMNS.length),
      filters: new Float32Array(count * filterCount * FILTER_COLUMNS.length),
    };
    for (let index = 0; index < count; index++) {
      const row = rows.subarray(index * telemetryRow, (index + 1) * telemetryRow);
      const values = hyper[index]!;
      batch.loss[index] = row[0]!;
      batch.accuracy[index] = row[1]! / this.batch;
      batch.learningRate[index] = values.learningRate;
      batch.weightDecay[index] = values.weightDecay;
      batch.momentum[index] = values.momentum;
      const verdicts = this.scaleInvariance?.judge(row);
      tensors.forEach((tensor, position) => {
        const columns = this.finishTensor(tensor, position, row, values, verdicts?.get(tensor));
        batch.tensors.set(columns, (index * tensors.length + position) * TENSOR_COLUMNS.length);
        const first = (index * filterCount + tensor.description.firstFilter) * FILTER_COLUMNS.length;
        this.finishFilters(tensor, row, batch.filters, first);
      });
    }
    return { batch, divergence };
  }

  private notFinite(row: Float32Array): string | null {
    for (const { description, record, vectors } of this.layout.tensors)
      for (let index = record; index < record + vectors * SUMS; index++)
        if (!Number.isFinite(row[index]!)) return description.name;
    return Number.isFinite(row[0]!) ? null : 'loss';
  }

  /** TENSOR_COLUMNS of a step. */
  private finishTensor(
    tensor: ParameterTensor,
    position: number,
    row: Float32Array,
    hyper: StepHyperParameters,
    verdict: ScaleInvarianceVerdict | undefined,
  ): number[] {
    const { description, record, vectors } = tensor;
    const { norms, dots, orthogonals } = this.sums[position]!;
    let gradientSquared = 0;
    let weightGradient = 0;
    let momentumGradient = 0;
    let live = 0;
    let squaredAngles = 0;
    for (let vector = 0; vector < vectors; vector++) {
      const at = record + vector * SUMS;
      const norm = row[at + NORM]!;
      const dot = row[at + DOT]!;
      const orthogonal = row[at + ORTHOGONAL]!;
      norms[vector] = norm;
      dots[vector] = dot;
      orthogonals[vector] = orthogonal;
      const gradient = row[at + GRADIENT]!;
      gradientSquared += gradient;
      weightGradient += row[at + WEIGHT_GRADIENT]!;
      momentumGradient += row[at + MOMENTUM_GRADIENT]!;
      if (gradient > 0 && norm > 0) {
        live++;
        squaredAngles += angleFromSums(norm, dot, orthogonal) ** 2;
      }
    }
    const merged = mergeFilters(norms, dots, orthogonals);
    const { normSquared, dot, perpendicularSquared } = merged;
    const deltaSquared = deltaSquaredFromSums(normSquared, dot, perpendicularSquared);
    const sides = this.identities[position]?.push({
      normSquared,
      dot,
      deltaSquared,
      weightDotGradient: weightGradient,
      // The kernel's product is rounded to float32, too.
      learningRate: Math.fround(hyper.learningRate * tensor.rateFactor),
      weightDecay: description.decays ? hyper.weightDecay : 0,
      momentum: hyper.momentum,
      intake: hyper.intake,
    });
    return [
      normSquared > 0 ? angleFromSums(normSquared, dot, perpendicularSquared) : 0,
      live > 0 ? Math.sqrt(squaredAngles / live) : 0,
      Math.sqrt(normSquared),
      Math.sqrt(gradientSquared),
      weightGradient,
      momentumGradient,
      deltaSquared,
      sides?.left ?? Number.NaN,
      sides?.right ?? Number.NaN,
      verdict?.deviation ?? Number.NaN,
      verdict?.ratio ?? Number.NaN,
    ];
  }

  /** Writes FILTER_COLUMNS of each filter, in their order, from `first` on. */
  private finishFilters(
    { description, record }: ParameterTensor,
    row: Float32Array,
    columns: Float32Array,
    first: number,
  ): void {
    for (let filter = 0; filter < description.filterCount; filter++) {
      const at = record + filter * SUMS;
      let next = first + filter * FILTER_COLUMNS.length;
      const norm = row[at + NORM]!;
      const projection = row[at + REFERENCE]!;
      const away = row[at + AWAY]!;
      columns[next++] = norm > 0 ? angleFromSums(norm, row[at + DOT]!, row[at + ORTHOGONAL]!) : 0;
      columns[next++] = Math.sqrt(norm);
      columns[next++] = Math.sqrt(row[at + GRADIENT]!);
      columns[next++] = row[at + WEIGHT_GRADIENT]!;
      columns[next++] = row[at + MOMENTUM_GRADIENT]!;
      columns[next++] = Math.atan2(Math.sqrt(away), projection);
      columns[next++] = row[at + AXIS_FIRST]!;
      columns[next++] = row[at + AXIS_SECOND]!;
      columns[next++] = Math.sqrt(away + projection ** 2);
    }
  }
}
