/** A layer's angular update over a stretch of steps: measured, and as the theory has it for the norm's measured drift. */
import { angularUpdateWithDrift } from '../theory/drift';
import { type HyperParameters, heavyBall, type UpdateRule } from '../theory/hyper-parameters';
import { type RatioEstimate, rmsRatio } from '../theory/statistics';
import { mean, quantile, type Window } from './averages';
import type { TrainingRecord } from './training-record';

/** RMS angle in rad and its standard error. @param tensor its PyTorch name */
export function layerAngle(
  record: TrainingRecord,
  tensor: string,
  window: Window,
): { readonly angle: number; readonly uncertainty: number } {
  const squares = record
    .column(tensor, 'angularUpdate')
    .subarray(window.from, window.to)
    .map((angle) => angle ** 2);
  const { ratio, standardError }: RatioEstimate = rmsRatio(squares, 1);
  return { angle: ratio, uncertainty: standardError };
}

/** d ln‖w‖²/dt per step, mean over the stretch. */
function drift(record: TrainingRecord, tensor: string, { from, to }: Window): number {
  const norms = record.column(tensor, 'norm').subarray(from, to);
  return (2 * Math.log((norms.at(-1) ?? Number.NaN) / (norms[0] ?? Number.NaN))) / (norms.length - 1);
}

/** AU in rad of a scale-invariant layer whose norm has not settled: theory/drift.ts with the measured drift. */
export function driftingAngle(
  record: TrainingRecord,
  tensor: string,
  window: Window,
  hyper: HyperParameters,
  rule: UpdateRule = heavyBall,
): number {
  return angularUpdateWithDrift(hyper, drift(record, tensor, window), rule);
}

/**
 * AU in rad of a layer whose gradient is not orthogonal to its weights, for heavy ball:
 * √([2η(λ + ⟨w,g⟩/‖w‖²) + (1−α)·d ln‖w‖²/dt]/(1+α)). Derived: the exact identity (theory/identity.ts) summed over the
 * stretch, with D = AU²‖w‖² to leading order; ⟨w,g⟩ acts on the norm as further weight decay.
 */
export function radialAngle(
  record: TrainingRecord,
  tensor: string,
  window: Window,
  hyper: HyperParameters,
): number {
  const norms = record.column(tensor, 'norm').subarray(window.from, window.to);
  const products = record.column(tensor, 'weightGradient').subarray(window.from, window.to);
  const radial = mean(products.map((product, step) => product / norms[step]! ** 2));
  const weightDecay = hyper.weightDecay + radial;
  return angularUpdateWithDrift({ ...hyper, weightDecay }, drift(record, tensor, window));
}

/**
 * Median over the steps of |⟨w,g⟩|/(‖w‖‖g‖): 0 where the loss does not depend on ‖w‖, up to BN's ε and rounding.
 */
export function medianCosine(record: TrainingRecord, tensor: string, { from, to }: Window): number {
  const norms = record.column(tensor, 'norm');
  const gradients = record.column(tensor, 'gradientNorm');
  const cosines = record
    .column(tensor, 'weightGradient')
    .map((product, step) => Math.abs(product) / (norms[step]! * gradients[step]!));
  return quantile(cosines.subarray(from, to), 0.5);
}

/** A filter is dead whose mean ‖w‖²‖g‖² lies below this share of its layer's median. */
const DEAD_SHARE = 1e-3;

export interface FilterAngles {
  /** RMS angles in rad of the live filters, ascending. */
  readonly live: readonly number[];
  /** Their numbers, ascending. */
  readonly liveFilters: readonly number[];
  /** The filters that get no gradient, by their numbers: they only shrink, and no theory applies to them. */
  readonly dead: readonly { readonly filter: number; readonly angle: number }[];
}

/** The RMS angle of every filter of a tensor. */
export function filterAngles(record: TrainingRecord, tensor: string, { from, to }: Window): FilterAngles {
  const { filterCount = 0 } = record.tensors.find(({ name }) => name === tensor) ?? {};
  const filters = Array.from({ length: filterCount }, (_, filter) => {
    const part = (name: 'angularUpdate' | 'norm' | 'gradientNorm') =>
      record.filterColumn(tensor, filter, name).subarray(from, to);
    const gradients = part('gradientNorm');
    return {
      filter,
      angle: Math.sqrt(mean(part('angularUpdate').map((angle) => angle ** 2))),
      unitGradient: mean(part('norm').map((norm, step) => (norm * gradients[step]!) ** 2)),
    };
  });
  const bound =
    DEAD_SHARE *
    quantile(
      filters.map(({ unitGradient }) => unitGradient),
      0.5,
    );
  const live = filters.filter(({ unitGradient }) => unitGradient >= bound);
  const dead = filters.filter(({ unitGradient }) => !(unitGradient >= bound));
  return {
    live: live.map(({ angle }) => angle).sort((a, b) => a - b),
    liveFilters: live.map(({ filter }) => filter),
    dead,
  };
}

/** Angle in rad of a filter's mean step. */
export function filterMeanStep(
  record: TrainingRecord,
  tensor: string,
  filter: number,
  { from, to }: Window,
): number {
  const part = (name: 'angularUpdate' | 'norm') =>
    record.filterColumn(tensor, filter, name).subarray(from, to);
  return meanStep(part('angularUpdate'), part('norm')).angle;
}

/** Angle in rad of a layer's mean step, and its standard error. */
export function layerMeanStep(record: TrainingRecord, tensor: string, { from, to }: Window) {
  const part = (name: 'angularUpdate' | 'norm') => record.column(tensor, name).subarray(from, to);
  return meanStep(part('angularUpdate'), part('norm'));
}

/**
 * Angle of the mean step, 2·arcsin(½√(E‖Δ‖²/E‖w‖²)): the mean for which AU* and the drift law are exact whatever the norm
 * does meanwhile (theory/equilibrium.ts). Where the norm jumps, short weights turn far: the squares of single angles have
 * a mean that is larger by about ½·E(Δ ln‖w‖²)² (derived: the identity of theory/identity.ts over ‖w‖², second order).
 */
function meanStep(angles: Float64Array, norms: Float64Array) {
  const meanSquare = mean(norms.map((norm) => norm ** 2));
  // The last step's second norm is not there.
  const chords = angles.subarray(0, -1).map((angle, at) => {
    const [before, after] = [norms[at]!, norms[at + 1]!];
    return ((after - before) ** 2 + 4 * before * after * Math.sin(angle / 2) ** 2) / meanSquare;
  });
  const { ratio, standardError }: RatioEstimate = rmsRatio(chords, 1);
  return { angle: 2 * Math.asin(ratio / 2), uncertainty: standardError };
}
