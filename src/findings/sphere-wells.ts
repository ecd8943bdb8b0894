/**
 * A weight of three numbers under a scale-invariant loss with wells: small enough to be seen whole, on the sphere of its
 * directions, and stepped as any weight under BatchNorm is. Float64; needs no network and no GPU.
 *
 * With u = w/‖w‖ and θᵢ its angle from the i-th well's centre, the loss is L(w) = −Σᵢ exp(−θᵢ²/(2sᵢ²)): all wells are
 * equally deep, and narrow ones are steep. Its slope is largest, 1/(sᵢ√e), at θᵢ = sᵢ; its curvature in the centre is
 * 1/sᵢ². It depends on the direction only, so that ⟨w,∇L⟩ = 0 and ∇L(cw) = ∇L(w)/c.
 */
import type { RandomStream } from '../data/random';
import { angleBetween } from '../theory/angle';
import type { HyperParameters } from '../theory/hyper-parameters';

export type Vector = readonly [number, number, number];

export interface Well {
  /** A unit vector. */
  readonly centre: Vector;
  /** s in rad: where its pull is strongest. */
  readonly halfWidth: number;
}

/** Beyond so many half-widths a well does not pull: its slope is below 2 % of its largest there. */
export const REACH = 3.5;

/** The largest slope of a well, per rad: 1/(s√e). */
export function steepestSlope({ halfWidth }: Well): number {
  return 1 / (halfWidth * Math.sqrt(Math.E));
}

/** A point at this angle (rad) from a well's centre, in the direction of the unit vector `towards` orthogonal to it. */
export function pointAt({ centre }: Well, towards: Vector, angle: number): Vector {
  const along = Math.cos(angle);
  const across = Math.sin(angle);
  return [
    along * centre[0] + across * towards[0],
    along * centre[1] + across * towards[1],
    along * centre[2] + across * towards[2],
  ];
}

/** ∇L at a direction u, tangent to the unit sphere. */
export function slopeAt(wells: readonly Well[], direction: Vector): [number, number, number] {
  const slope: [number, number, number] = [0, 0, 0];
  for (const { centre, halfWidth } of wells) {
    const angle = angleBetween(direction, centre);
    const sine = Math.sin(angle);
    // In the centre, and opposite to it, there is no slope.
    if (sine < 1e-15) continue;
    const size = (angle / halfWidth ** 2) * Math.exp(-(angle ** 2) / (2 * halfWidth ** 2));
    const cosine = Math.cos(angle);
    for (let i = 0; i < 3; i++) slope[i]! += (size * (cosine * direction[i]! - centre[i]!)) / sine;
  }
  return slope;
}

export interface WalkerOptions {
  readonly wells: readonly Well[];
  /** The unit vector at which it starts. */
  readonly start: Vector;
  /** ‖w₀‖². */
  readonly normSquared: number;
  /** Root mean square of the gradient noise on the unit sphere, in units of the slope. */
  readonly noise: number;
  readonly random: RandomStream;
}

/** The weight, moved by SGD with PyTorch's momentum and L2 decay. */
export class SphereWalker {
  readonly weight: [number, number, number];
  private readonly buffer: [number, number, number] = [0, 0, 0];
  private readonly options: WalkerOptions;

  constructor(options: WalkerOptions) {
    const norm = Math.sqrt(options.normSquared);
    this.options = options;
    this.weight = [norm * options.start[0], norm * options.start[1], norm * options.start[2]];
  }

  /** Angle in rad from the centre of a well. */
  angleFrom({ centre }: Well): number {
    return angleBetween(this.weight, centre);
  }

  /** One update. @returns the angle that it turned, in rad */
  step({ learningRate, weightDecay, momentum }: HyperParameters): number {
    const { weight, buffer } = this;
    const { wells, noise, random } = this.options;
    const norm = Math.hypot(...weight);
    const direction: Vector = [weight[0] / norm, weight[1] / norm, weight[2] / norm];
    const slope = slopeAt(wells, direction);
    if (noise > 0) {
      // Normal in three directions, its radial part taken out: two are left.
      const drawn = [random.gaussian(), random.gaussian(), random.gaussian()] as const;
      const radial = drawn[0] * direction[0] + drawn[1] * direction[1] + drawn[2] * direction[2];
      for (let i = 0; i < 3; i++) slope[i]! += (noise * (drawn[i]! - radial * direction[i]!)) / Math.SQRT2;
    }
    for (let i = 0; i < 3; i++) {
      buffer[i] = momentum * buffer[i]! + slope[i]! / norm + weightDecay * weight[i]!;
      weight[i]! -= learningRate * buffer[i]!;
    }
    return angleBetween(direction, weight);
  }
}
