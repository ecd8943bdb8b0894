import { describe, expect, test } from 'vitest';
import { equilibriumAngularUpdate, equilibriumNorm } from './equilibrium';
import { blockEstimate, ExponentialAverage, rmsRatio, settled } from './statistics';
import { normalSource, SphereWalk } from './testing/sphere-walk';

function correlated(normal: () => number, length: number, correlation: number): number[] {
  let value = normal();
  return Array.from({ length }, () => {
    value = correlation * value + Math.sqrt(1 - correlation ** 2) * normal();
    return value;
  });
}

describe('block standard error', () => {
  test.each([0, 0.8, 0.95])(
    'covers the true mean about as often as it claims (correlation %f)',
    (correlation) => {
      const normal = normalSource(91);
      const trials = 400;
      let covered = 0;
      let claimed = 0;
      let squared = 0;
      for (let trial = 0; trial < trials; trial++) {
        const { mean, standardError } = blockEstimate(correlated(normal, 1024, correlation));
        if (Math.abs(mean) < 2 * standardError) covered++;
        claimed += standardError / trials;
        squared += mean ** 2 / trials;
      }
      // ±2 standard errors: 95 % for a known error, 91 % with 8 blocks; binomial scatter 1.5 %
      expect(covered / trials).toBeGreaterThan(0.88);
      expect(claimed / Math.sqrt(squared)).toBeGreaterThan(0.85);
      expect(claimed / Math.sqrt(squared)).toBeLessThan(1.5);
    },
  );

  test('plain s/√n would not', () => {
    const series = correlated(normalSource(92), 4096, 0.95);
    const mean = series.reduce((a, b) => a + b) / series.length;
    const plain = Math.sqrt(series.reduce((a, b) => a + (b - mean) ** 2, 0)) / series.length;
    expect(blockEstimate(series).standardError).toBeGreaterThan(4 * plain);
  });

  test('too few values have no error', () => {
    expect(blockEstimate([1, 2, 3]).standardError).toBe(Number.POSITIVE_INFINITY);
    expect(blockEstimate([]).mean).toBe(0);
  });
});

describe('ratio to theory', () => {
  const hyper = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
  const theory = equilibriumAngularUpdate(hyper);
  const squaresOf = (seed: number, norm: number, steps: number, warmUp: number) => {
    const walk = new SphereWalk({ seed, filters: 1, dimension: 27, norm });
    walk.average(warmUp, hyper);
    return Array.from({ length: steps }, () => walk.step(hyper).angleSquared);
  };
  const rest = equilibriumNorm(hyper, 1);

  test('one filter at rest: the error covers the distance from 1', () => {
    let covered = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { ratio, standardError } = rmsRatio(squaresOf(seed, rest, 256, 50), theory);
      if (Math.abs(ratio - 1) < 2 * standardError) covered++;
    }
    expect(covered).toBeGreaterThan(82);
  });

  test('settled at rest, seldom otherwise, never on too short a window', () => {
    let atRest = 0;
    let offByFifteen = 0;
    let onTheWay = 0;
    for (let seed = 0; seed < 40; seed++) {
      const squares = squaresOf(seed, rest, 600, 50);
      if (settled(squares, theory).settled) atRest++;
      if (settled(squares, theory / 1.15).settled) offByFifteen++;
      if (settled(squaresOf(seed, 2 * rest, 100, 30), theory).settled) onTheWay++;
      expect(settled(squares.slice(0, 7), theory).settled).toBe(false);
    }
    expect(atRest).toBeGreaterThan(32);
    expect(offByFifteen).toBeLessThan(5);
    expect(onTheWay).toBe(0);
  });
});

describe('exponential average', () => {
  test('has no bias at its start and forgets in about its window', () => {
    const average = new ExponentialAverage(50);
    expect(average.value).toBeNaN();
    expect(average.push(3)).toBeCloseTo(3, 12);
    for (let t = 0; t < 999; t++) average.push(3);
    for (let t = 0; t < 50; t++) average.push(0);
    expect(average.value / 3).toBeCloseTo(Math.exp(-1), 1.9);
  });
});
