/** The landscape of finding 6: a narrow well and a wide one, and a weight that has come to rest in the narrow one. */
import type { RandomStream } from '../data/random';
import { equilibriumAngularUpdate, intrinsicRate } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { pointAt, SphereWalker, steepestSlope, type Vector, type Well } from './sphere-wells';

/** Angle between the wells' centres in rad: far enough apart that the wide one hardly tilts the narrow one. */
const SEPARATION = 1.6;
const NARROW_CENTRE: Vector = [0, 0, 1];
const TOWARDS_WIDE: Vector = [1, 0, 0];
const ACROSS: Vector = [0, 1, 0];

/** ‖w₀‖² over the smallest at which the narrow well's bottom is stable. */
const START_MARGIN = 4;
/** Where it starts, in half-widths from the narrow well's centre. */
const START_ANGLE = 0.5;

export interface TwoWellsSettings {
  /** Half-widths in rad. */
  readonly narrow: number;
  readonly wide: number;
  /** RMS of the gradient noise, as a share of the narrow well's steepest slope. */
  readonly noise: number;
  readonly hyper: HyperParameters;
}

export interface TwoWells {
  readonly narrow: Well;
  readonly wide: Well;
}

export function twoWells({ narrow, wide }: Pick<TwoWellsSettings, 'narrow' | 'wide'>): TwoWells {
  const well = { centre: NARROW_CENTRE, halfWidth: narrow };
  return {
    narrow: well,
    wide: { centre: pointAt(well, TOWARDS_WIDE, SEPARATION), halfWidth: wide },
  };
}

/**
 * A weight in the narrow well, long enough for steps there to be stable: on a slope of curvature h/‖w‖² heavy ball is
 * stable while ηh/‖w‖² < 2(1+α).
 */
export function startWalk(settings: TwoWellsSettings, random: RandomStream): SphereWalker {
  const { learningRate, momentum } = settings.hyper;
  const wells = twoWells(settings);
  const curvature = 1 / settings.narrow ** 2;
  return new SphereWalker({
    wells: [wells.narrow, wells.wide],
    start: pointAt(wells.narrow, ACROSS, START_ANGLE * settings.narrow),
    normSquared: (START_MARGIN * learningRate * curvature) / (2 * (1 + momentum)),
    noise: settings.noise * steepestSlope(wells.narrow),
    random,
  });
}

/**
 * Steps before which the narrow well's bottom is stable whatever happens: decay alone shrinks ‖w‖² by e^(−2Xt), and
 * gradients orthogonal to w only lengthen it. Derived; Infinity without decay.
 */
export function stableSteps(hyper: HyperParameters): number {
  return Math.log(START_MARGIN) / (2 * intrinsicRate(hyper));
}

/** Half-width in rad below which a well does not hold: half the equilibrium's step. */
export function holdingWidth(hyper: HyperParameters): number {
  return equilibriumAngularUpdate(hyper) / 2;
}
