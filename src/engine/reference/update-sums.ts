/** The sums over a tensor, and over each of its filters, that the GPU writes at every step: their float64 twin. */
import type { TurnSums } from '../../theory/angle';

/** All of w_t, before the update; Δ = w_{t+1} − w_t. The sums of the turn are those of `theory/angle`. */
export interface UpdateSums extends TurnSums {
  /** ‖g_t‖², g the gradient of the loss alone. */
  readonly gradientSquared: number;
  /** ⟨w_t,g_t⟩. */
  readonly weightGradient: number;
  /** ⟨v_{t−1},g_t⟩, v the momentum buffer. */
  readonly momentumGradient: number;
}

export interface TensorTelemetry {
  /** The tensor flattened into one vector. */
  readonly tensor: UpdateSums;
  /** One per output channel; empty for one-dimensional tensors. */
  readonly filters: readonly UpdateSums[];
}

/** The vectors of one tensor's step, all of one length. */
export interface TensorStep {
  /** w_t. */
  readonly before: Float64Array;
  /** w_{t+1}. */
  readonly after: Float64Array;
  /** g_t. */
  readonly gradient: Float64Array;
  /** v_{t−1}. */
  readonly momentum: Float64Array;
}

/** @param shape of the tensor, PyTorch's: the first axis counts the filters */
export function tensorTelemetry(step: TensorStep, shape: readonly number[]): TensorTelemetry {
  const filterCount = shape.length > 1 ? shape[0]! : 0;
  const length = step.before.length / filterCount;
  const filters = Array.from({ length: filterCount }, (_, index) => {
    const slice = (values: Float64Array) => values.subarray(index * length, (index + 1) * length);
    return updateSums({
      before: slice(step.before),
      after: slice(step.after),
      gradient: slice(step.gradient),
      momentum: slice(step.momentum),
    });
  });
  return { tensor: updateSums(step), filters };
}

/** The sums over one vector, in two passes: Δ⊥ needs ⟨w,Δ⟩/‖w‖² first. */
export function updateSums({ before, after, gradient, momentum }: TensorStep): UpdateSums {
  const difference = after.map((value, k) => value - before[k]!);
  const normSquared = innerProduct(before, before);
  const dot = innerProduct(before, difference);
  const stretch = normSquared === 0 ? 0 : dot / normSquared;
  const perpendicular = difference.map((value, k) => value - stretch * before[k]!);
  return {
    normSquared,
    dot,
    perpendicularSquared: innerProduct(perpendicular, perpendicular),
    gradientSquared: innerProduct(gradient, gradient),
    weightGradient: innerProduct(before, gradient),
    momentumGradient: innerProduct(momentum, gradient),
  };
}

/** ⟨a,b⟩. */
export function innerProduct(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < first.length; k++) sum += first[k]! * second[k]!;
  return sum;
}
