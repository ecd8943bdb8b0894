import { describe, expect, it } from 'vitest';
import {
  ARC_POINTS,
  type FilterState,
  graticule,
  heldShare,
  MINIMUM_OPACITY,
  opacityOf,
  viewExtent,
  writeBand,
  writePosition,
} from './sphere-geometry';

/** A filter in d dimensions as the engine would measure it: axes are the second and third unit vectors. */
function measured(weights: readonly number[]): FilterState {
  const norm = Math.hypot(...weights);
  const [along = 0, first = 0, second = 0] = weights;
  return {
    norm,
    referenceAngle: Math.atan2(Math.hypot(...weights.slice(1)), along),
    axisFirst: first,
    axisSecond: second,
  };
}

function position(state: FilterState, unit: number) {
  const target = new Float32Array(3);
  writePosition(target, 0, state, unit);
  return [...target];
}

const length = (point: ArrayLike<number>, offset = 0) =>
  Math.hypot(point[offset]!, point[offset + 1]!, point[offset + 2]!);

describe('position on the sphere', () => {
  it('is the exact one in three dimensions', () => {
    const [x, y, z] = position(measured([3, 2, -1]), 2);
    expect(x).toBeCloseTo(1, 6);
    expect(y).toBeCloseTo(1.5, 6);
    expect(z).toBeCloseTo(-0.5, 6);
  });

  it('keeps distance and polar angle exact in any dimension', () => {
    const state = measured([1, 0.3, -0.2, 2, 0.7, -1.1]);
    const point = position(state, 1.7);
    expect(length(point)).toBeCloseTo(state.norm / 1.7, 6);
    expect(Math.acos(point[1]! / length(point))).toBeCloseTo(state.referenceAngle, 6);
  });

  it('puts the reference at the north pole', () => {
    expect(position(measured([2, 0, 0, 0]), 2)).toEqual([0, 1, 0]);
  });
});

describe('share held by the axes', () => {
  it('is 1 in their plane, 0 across it, and between otherwise', () => {
    expect(heldShare(measured([1, 2, 3, 0]))).toBeCloseTo(1, 12);
    expect(heldShare(measured([1, 0, 0, 5]))).toBe(0);
    expect(heldShare(measured([1, 3, 0, 4]))).toBeCloseTo(0.6, 12);
  });

  it('is 1 at the reference and never above 1 by rounding', () => {
    expect(heldShare(measured([1, 0, 0]))).toBe(1);
    expect(heldShare({ norm: 1, referenceAngle: 0.5, axisFirst: 0.48, axisSecond: 0.01 })).toBe(1);
  });

  it('fades the line, but not to nothing', () => {
    expect(opacityOf(measured([1, 0, 0, 5]))).toBe(MINIMUM_OPACITY);
    expect(opacityOf(measured([1, 2, 3]))).toBeCloseTo(1, 12);
  });
});

describe('band of one predicted step', () => {
  it('lies at θ ± Δ, centred on the azimuth', () => {
    const strip = new Float32Array(6 * ARC_POINTS);
    writeBand(strip, 1.2, 1, 0.4, 0.05, 0.5);
    for (let i = 0; i < ARC_POINTS; i++) {
      expect(length(strip, 6 * i)).toBeCloseTo(1.2, 5);
      expect(Math.acos(strip[6 * i + 1]! / 1.2)).toBeCloseTo(0.95, 5);
      expect(Math.acos(strip[6 * i + 4]! / 1.2)).toBeCloseTo(1.05, 5);
    }
    const middle = 6 * ((ARC_POINTS - 1) / 2);
    expect(Math.atan2(strip[middle + 2]!, strip[middle]!)).toBeCloseTo(0.4, 5);
  });

  it('ends at the pole', () => {
    const strip = new Float32Array(6 * ARC_POINTS);
    writeBand(strip, 1, 0.01, 0, 0.05, 0.5);
    expect(strip[1]).toBe(1);
  });
});

it('draws the graticule on the unit sphere', () => {
  const points = graticule();
  expect(points.length % 6).toBe(0);
  for (let i = 0; i < points.length; i += 3) expect(length(points, i)).toBeCloseTo(1, 5);
});

it('shows what is near and never less than the unit sphere', () => {
  expect(viewExtent([])).toBe(1.3);
  expect(viewExtent([1.05, Number.NaN])).toBe(1.3);
  expect(viewExtent([1.31])).toBeCloseTo(1.625, 12);
  expect(viewExtent([1.2, 90])).toBe(4);
});
