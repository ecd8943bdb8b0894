/**
 * Where a filter stands on the drawn sphere. Three numbers are exact: its distance from the centre (the norm over its
 * equilibrium), its polar angle (from the reference) and what it turns per step. The azimuth is a projection.
 */

/** What the engine measures of one filter after one step. */
export interface FilterState {
  /** ‖w‖. */
  readonly norm: number;
  /** θ in rad, [0, π]: the exact angle between w and the reference. */
  readonly referenceAngle: number;
  /** ⟨w, a₁⟩ and ⟨w, a₂⟩ on two unit axes orthogonal to the reference and to each other. */
  readonly axisFirst: number;
  readonly axisSecond: number;
}

/** Lines keep this much opacity where the two axes hold nothing of the filter's way: faint, but not lost. */
export const MINIMUM_OPACITY = 0.25;

/**
 * Writes x, y, z of a filter to `target` at `offset`; y points to the reference.
 * r = ‖w‖/`unit`, polar angle θ, azimuth atan2(⟨w,a₂⟩, ⟨w,a₁⟩).
 * @param unit the norm that is drawn as the unit sphere: ‖w*‖, or ‖w₀‖ without decay
 */
export function writePosition(target: Float32Array, offset: number, state: FilterState, unit: number): void {
  const radius = state.norm / unit;
  const azimuth = Math.atan2(state.axisSecond, state.axisFirst);
  writeSpherical(target, offset, radius, state.referenceAngle, azimuth);
}

/** Writes the point at radius r, polar angle θ (from +y) and azimuth φ (from +x towards +z), angles in rad. */
export function writeSpherical(
  target: Float32Array,
  offset: number,
  radius: number,
  polar: number,
  azimuth: number,
): void {
  const ring = radius * Math.sin(polar);
  target[offset] = ring * Math.cos(azimuth);
  target[offset + 1] = radius * Math.cos(polar);
  target[offset + 2] = ring * Math.sin(azimuth);
}

/**
 * The share of the filter's component across the reference (of length ‖w‖·sin θ) that the two axes hold:
 * √(⟨w,a₁⟩² + ⟨w,a₂⟩²) / (‖w‖ sin θ), in [0, 1]. 1 at the reference itself, where nothing is left to show.
 */
export function heldShare(state: FilterState): number {
  const across = state.norm * Math.sin(state.referenceAngle);
  // Below float32's resolution of the stored components their ratio is noise.
  if (!(across > 1e-7 * state.norm)) return 1;
  return Math.min(1, Math.hypot(state.axisFirst, state.axisSecond) / across);
}

/** Opacity in [`MINIMUM_OPACITY`, 1] of a point of the trajectory: linear in the share that is held. */
export function opacityOf(state: FilterState): number {
  return MINIMUM_OPACITY + (1 - MINIMUM_OPACITY) * heldShare(state);
}

/** The view holds at least this many radii of the unit sphere, and at most the second number. */
const EXTENT_RANGE = [1.3, 4] as const;

/**
 * The distance from the centre to be shown, in steps of a quarter of itself so that the view does not creep, for
 * trajectories that reach the given distances. What lies far outside can be zoomed out to.
 */
export function viewExtent(distances: readonly number[]): number {
  const [least, most] = EXTENT_RANGE;
  const farthest = Math.max(least, ...distances.filter(Number.isFinite));
  const steps = Math.ceil(Math.log(farthest / least) / Math.log(1.25) - 1e-9);
  return Math.min(most, least * 1.25 ** steps);
}

/** Points of a piece of a parallel. */
export const ARC_POINTS = 33;

/**
 * Writes a triangle strip of 2 × `ARC_POINTS` points: the part within ±`halfWidth` rad of azimuth `azimuth` of the
 * band between the parallels θ − Δ and θ + Δ at radius r. Even points lie on the first parallel, odd ones on the second.
 * @param step Δ in rad, the predicted angular update; the band ends at the poles.
 */
export function writeBand(
  target: Float32Array,
  radius: number,
  polar: number,
  azimuth: number,
  step: number,
  halfWidth: number,
): void {
  const from = Math.max(0, polar - step);
  const to = Math.min(Math.PI, polar + step);
  for (let i = 0; i < ARC_POINTS; i++) {
    const angle = azimuth + halfWidth * ((2 * i) / (ARC_POINTS - 1) - 1);
    writeSpherical(target, 6 * i, radius, from, angle);
    writeSpherical(target, 6 * i + 3, radius, to, angle);
  }
}

/** Degrees between neighbouring lines of the graticule. */
const GRATICULE_DEGREES = 30;
const GRATICULE_SEGMENTS = 96;

/** Line segments (pairs of points, x y z each) of the unit sphere's parallels and meridians. */
export function graticule(): Float32Array {
  const points: number[] = [];
  const point = new Float32Array(3);
  const push = (polar: number, azimuth: number) => {
    writeSpherical(point, 0, 1, polar, azimuth);
    points.push(...point);
  };
  const lines = 180 / GRATICULE_DEGREES;
  for (let line = 0; line < lines; line++) {
    const angle = (line * Math.PI) / lines;
    for (let i = 0; i < GRATICULE_SEGMENTS; i++) {
      for (const at of [i, i + 1]) {
        const around = (2 * Math.PI * at) / GRATICULE_SEGMENTS;
        // A meridian and the one opposite to it are one circle through the poles.
        push(around, angle);
      }
      for (const at of [i, i + 1]) if (line > 0) push(angle, (2 * Math.PI * at) / GRATICULE_SEGMENTS);
    }
  }
  return new Float32Array(points);
}
