import { describe, expect, test } from 'vitest';
import { angleBetween, angleFromSums, deltaSquaredFromSums, mergeFilters, type TurnSums } from './angle';
import { normalSource } from './testing/sphere-walk';

const f = Math.fround;

/** A float32 tree sum, as a reduction in a shader does it. */
function treeSum(terms: Float32Array): number {
  const values = terms.slice();
  for (let count = values.length; count > 1; ) {
    const half = Math.ceil(count / 2);
    for (let i = 0; i + half < count; i++) values[i]! += values[i + half]!;
    count = half;
  }
  return values[0]!;
}

const dotOf = (a: Float32Array, b: Float32Array) => treeSum(a.map((x, i) => x * b[i]!));

/** What the GPU hands over: everything in float32, Δ from the stored weights, Δ⊥ squared after subtracting. */
function gpuSums(first: Float32Array, second: Float32Array): TurnSums {
  const delta = second.map((x, i) => x - first[i]!);
  const normSquared = dotOf(first, first);
  const dot = dotOf(first, delta);
  const stretch = f(dot / normSquared);
  const perpendicular = delta.map((x, i) => x - f(stretch * first[i]!));
  return { normSquared, dot, perpendicularSquared: dotOf(perpendicular, perpendicular) };
}

function naiveArccos(first: Float32Array, second: Float32Array): number {
  const cosine = f(
    dotOf(first, second) / f(f(Math.sqrt(dotOf(first, first))) * f(Math.sqrt(dotOf(second, second)))),
  );
  return f(Math.acos(Math.min(1, cosine)));
}

function unitVectorAtan2(first: Float32Array, second: Float32Array): number {
  const unit = (w: Float32Array) => {
    const norm = f(Math.sqrt(dotOf(w, w)));
    return w.map((x) => x / norm);
  };
  const u = unit(first);
  const v = unit(second);
  const difference = u.map((x, i) => x - v[i]!);
  const sum = u.map((x, i) => x + v[i]!);
  return f(2 * Math.atan2(f(Math.sqrt(dotOf(difference, difference))), f(Math.sqrt(dotOf(sum, sum)))));
}

/** A vector and its copy turned by `angle` and stretched, as a training step would, in float64. */
function turnedPair(normal: () => number, dimension: number, angle: number): [Float64Array, Float64Array] {
  const w = Float64Array.from({ length: dimension }, () => f(normal() * 0.1));
  const side = Float64Array.from({ length: dimension }, normal);
  let ww = 0;
  let ws = 0;
  for (let i = 0; i < dimension; i++) {
    ww += w[i]! ** 2;
    ws += w[i]! * side[i]!;
  }
  let ss = 0;
  for (let i = 0; i < dimension; i++) {
    side[i]! -= (ws / ww) * w[i]!;
    ss += side[i]! ** 2;
  }
  const stretch = 1 - 0.3 * Math.sin(angle);
  const along = Math.cos(angle) * stretch;
  const across = Math.sin(angle) * stretch * Math.sqrt(ww / ss);
  return [w, w.map((x, i) => along * x + across * side[i]!)];
}

const dimensions = [9, 144, 4608];
const angles = [1e-5, 1e-4, 1e-3];
const bound = 1e-4;

/** Relative errors of a method over random stored pairs; the truth is the angle of the stored values. */
function worstError(method: (a: Float32Array, b: Float32Array) => number, dimension: number, angle: number) {
  const normal = normalSource(dimension + Math.round(1 / angle));
  let worst = 0;
  for (let draw = 0; draw < 20; draw++) {
    const [w, turned] = turnedPair(normal, dimension, angle);
    const first = Float32Array.from(w);
    const second = Float32Array.from(turned);
    worst = Math.max(worst, Math.abs(method(first, second) / angleBetween(first, second) - 1));
  }
  return worst;
}

const cases = dimensions.flatMap((dimension) => angles.map((angle) => [dimension, angle] as const));

describe('angle per step', () => {
  test.each([...angles, 0.1, 1.5, 3.1])('the reference finds a turn by %f rad', (angle) => {
    const [w, turned] = turnedPair(normalSource(111), 144, angle);
    expect(angleBetween(w, turned) / angle).toBeCloseTo(1, 9);
  });

  test.each(cases)('float32 sums, finished in float64, keep 1e-4 (d = %d, %f rad)', (dimension, angle) => {
    const ours = (a: Float32Array, b: Float32Array) => {
      const { normSquared, dot, perpendicularSquared } = gpuSums(a, b);
      return angleFromSums(normSquared, dot, perpendicularSquared);
    };
    expect(worstError(ours, dimension, angle)).toBeLessThan(bound / 10);
  });

  test.each(cases)('float32 arccos does not (d = %d, %f rad)', (dimension, angle) => {
    expect(worstError(naiveArccos, dimension, angle)).toBeGreaterThan(bound);
  });

  // Rounding of the unit vectors' entries: 6e-8/angle, averaged over d of them. A shader's own atan2 may be
  // wrong by 4096 ulp (WGSL), 2e-4, at every angle on top of this.
  test.each([
    [9, 1e-4],
    [9, 1e-5],
    [144, 1e-5],
    [4608, 1e-5],
  ] as const)('nor does atan2 of float32 unit vectors (d = %d, %f rad)', (dimension, angle) => {
    expect(worstError(unitVectorAtan2, dimension, angle)).toBeGreaterThan(bound);
  });

  test('obtuse turns, and none from nowhere', () => {
    expect(angleFromSums(1, -3, 0)).toBeCloseTo(Math.PI, 12);
    expect(angleFromSums(4, -4, 4)).toBeCloseTo(Math.PI / 2, 12);
    expect(angleFromSums(0, 0, 1)).toBeNaN();
  });
});

describe('a layer from its filters', () => {
  test.each([1e-5, 1e-2])('equals the sums over the whole tensor (%f rad)', (angle) => {
    const normal = normalSource(112);
    const pairs = Array.from({ length: 16 }, (_, c) => turnedPair(normal, 27, angle * (1 + c)));
    const sums = pairs.map(([a, b]) => gpuSums(Float32Array.from(a), Float32Array.from(b)));
    const whole = (k: 0 | 1) => Float32Array.from(pairs.flatMap((pair) => Array.from(pair[k])));
    const layer = mergeFilters(
      sums.map((s) => s.normSquared),
      sums.map((s) => s.dot),
      sums.map((s) => s.perpendicularSquared),
    );
    const merged = angleFromSums(layer.normSquared, layer.dot, layer.perpendicularSquared);
    expect(Math.abs(merged / angleBetween(whole(0), whole(1)) - 1)).toBeLessThan(bound / 10);

    let delta = 0;
    const [before, after] = [whole(0), whole(1)];
    for (let i = 0; i < before.length; i++) delta += (after[i]! - before[i]!) ** 2;
    const { normSquared, dot, perpendicularSquared } = layer;
    expect(deltaSquaredFromSums(normSquared, dot, perpendicularSquared) / delta).toBeCloseTo(1, 5);
  });

  test('filters that only stretch, differently, still turn the layer', () => {
    // (1,0,…) → (2,0,…) and (0,1) → (0,1): from the diagonal to atan(1/2)
    const { normSquared, dot, perpendicularSquared } = mergeFilters([1, 1], [1, 0], [0, 0]);
    expect(angleFromSums(normSquared, dot, perpendicularSquared)).toBeCloseTo(
      Math.PI / 4 - Math.atan(0.5),
      12,
    );
  });

  test('a filter of norm 0 adds what it moved', () => {
    const { normSquared, dot, perpendicularSquared } = mergeFilters([1, 0], [0, 0], [0, 1]);
    expect(angleFromSums(normSquared, dot, perpendicularSquared)).toBeCloseTo(Math.PI / 4, 12);
    expect(mergeFilters([0], [0], [0])).toEqual({ normSquared: 0, dot: 0, perpendicularSquared: 0 });
    expect(deltaSquaredFromSums(0, 0, 2)).toBe(2);
  });
});
