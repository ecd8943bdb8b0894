/** The loss with wells: its slope by finite differences, and the walk against the theory of what it knows nothing of. */
import { describe, expect, it } from 'vitest';
import { stream } from '../data/random';
import { angleBetween } from '../theory/angle';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { pointAt, SphereWalker, slopeAt, steepestSlope, type Vector, type Well } from './sphere-wells';

const narrow: Well = { centre: [0, 1, 0], halfWidth: 0.1 };
const wide: Well = { centre: [1, 0, 0], halfWidth: 0.6 };

const loss = (wells: readonly Well[], w: Vector) =>
  -wells.reduce(
    (sum, { centre, halfWidth }) => sum + Math.exp(-((angleBetween(w, centre) / halfWidth) ** 2) / 2),
    0,
  );

describe('slope', () => {
  it('is the gradient of the loss, and orthogonal to the direction', () => {
    const wells = [narrow, wide];
    for (const angle of [0.02, 0.1, 0.3, 1.1]) {
      const u = pointAt(narrow, [0.6, 0, 0.8], angle);
      const slope = slopeAt(wells, u);
      for (let i = 0; i < 3; i++) {
        const shifted = (sign: number) => loss(wells, u.with(i, u[i]! + sign * 1e-5) as unknown as Vector);
        // Central differences of a function with |f‴| ≤ 10/s³ = 1e4: 1e4·1e-10/6, and rounding 1e-16/1e-5.
        expect(slope[i]).toBeCloseTo((shifted(1) - shifted(-1)) / 2e-5, 5);
      }
      expect(slope[0] * u[0] + slope[1] * u[1] + slope[2] * u[2]).toBeCloseTo(0, 12);
    }
  });

  it('is largest at the half-width, and nothing in the centre', () => {
    const at = (angle: number) => Math.hypot(...slopeAt([narrow], pointAt(narrow, [1, 0, 0], angle)));
    expect(at(0.1)).toBeCloseTo(steepestSlope(narrow), 12);
    expect(at(0.1)).toBeGreaterThan(at(0.09));
    expect(at(0.1)).toBeGreaterThan(at(0.11));
    expect(at(0)).toBe(0);
  });
});

describe('walk', () => {
  it('on noise alone comes to the equilibrium of the theory', () => {
    const hyper = { learningRate: 0.5, weightDecay: 1e-2, momentum: 0.5 };
    const walker = new SphereWalker({
      wells: [],
      start: [0, 0, 1],
      normSquared: 1,
      noise: 1,
      random: stream(3, 'walk'),
    });
    for (let i = 0; i < 1000; i++) walker.step(hyper);
    let squares = 0;
    const steps = 8000;
    for (let i = 0; i < steps; i++) squares += walker.step(hyper) ** 2 / steps;
    expect(Math.sqrt(squares) / equilibriumAngularUpdate(hyper)).toBeCloseTo(1, 1);
  });

  it('without noise or decay ends in the centre', () => {
    const walker = new SphereWalker({
      wells: [narrow],
      start: pointAt(narrow, [1, 0, 0], 0.05),
      normSquared: 100,
      noise: 0,
      random: stream(1, 'walk'),
    });
    for (let i = 0; i < 200; i++) walker.step({ learningRate: 0.5, weightDecay: 0, momentum: 0 });
    expect(walker.angleFrom(narrow)).toBeLessThan(1e-9);
  });
});
