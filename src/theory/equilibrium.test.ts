import { describe, expect, test } from 'vitest';
import {
  equilibriumAngularUpdate,
  equilibriumGradientToWeight,
  equilibriumNorm,
  intrinsicRate,
  timeConstant,
} from './equilibrium';
import { type HyperParameters, heavyBall, type UpdateRule } from './hyper-parameters';
import { SphereWalk } from './testing/sphere-walk';

// The walk's RMS over 100 filters × 600 steps scatters by about 0.3 %; higher orders in X add as much
const tolerance = 0.012;

const momentumSgd: HyperParameters = { learningRate: 0.1, weightDecay: 5e-3, momentum: 0.9 };
const cases: [string, HyperParameters, UpdateRule, startNorm: number][] = [
  ['SGD', { learningRate: 0.5, weightDecay: 1e-2, momentum: 0 }, heavyBall, 2],
  ['heavy ball', momentumSgd, heavyBall, 3],
  ['heavy ball, momentum 0.5', { learningRate: 0.4, weightDecay: 5e-3, momentum: 0.5 }, heavyBall, 3],
  ['Nesterov', momentumSgd, { ...heavyBall, nesterov: true }, 3],
  ['dampening', { ...momentumSgd, learningRate: 1 }, { ...heavyBall, dampening: 0.9 }, 3],
  ['learning rate in the buffer', momentumSgd, { ...heavyBall, learningRateInBuffer: true }, 3],
  ['decoupled', { ...momentumSgd, weightDecay: 1e-2 }, { ...heavyBall, decoupled: true }, 4.5],
  [
    'decoupled Nesterov',
    { ...momentumSgd, weightDecay: 1e-2 },
    { ...heavyBall, decoupled: true, nesterov: true },
    4.5,
  ],
];

describe('equilibrium of a random walk', () => {
  test.each(cases)('%s', (_name, hyper, rule, norm) => {
    const walk = new SphereWalk({ seed: 1, norm });
    walk.average(Math.round(3 * timeConstant(hyper, rule)), hyper, rule);
    const measured = walk.average(600, hyper, rule);
    const ratio = (value: number, theory: number) => Math.abs(value / theory - 1);
    expect(ratio(Math.sqrt(measured.angleSquared), equilibriumAngularUpdate(hyper, rule))).toBeLessThan(
      tolerance,
    );
    expect(ratio(measured.normFourth ** 0.25, equilibriumNorm(hyper, 1, rule))).toBeLessThan(tolerance);
    const gradientToWeight = Math.sqrt(measured.gradientToWeightSquared);
    expect(ratio(gradientToWeight, equilibriumGradientToWeight(hyper, rule))).toBeLessThan(2 * tolerance);
  });

  test('Nesterov and decoupled decay miss the heavy-ball value', () => {
    const heavy = equilibriumAngularUpdate(momentumSgd);
    expect(equilibriumAngularUpdate(momentumSgd, { ...heavyBall, nesterov: true }) / heavy).toBeCloseTo(
      1.158,
      3,
    );
    expect(equilibriumAngularUpdate(momentumSgd, { ...heavyBall, decoupled: true }) / heavy).toBeCloseTo(
      0.316,
      3,
    );
  });

  test.each([0.5, 0.9, -0.5])(
    'any gradient correlation (%f) leaves AU* alone, and h̃ keeps ‖w*‖ right',
    (gradientCorrelation) => {
      const walk = new SphereWalk({ seed: 2, norm: 3, gradientCorrelation });
      walk.average(400, momentumSgd);
      const measured = walk.average(600, momentumSgd);
      expect(Math.sqrt(measured.angleSquared) / equilibriumAngularUpdate(momentumSgd)).toBeCloseTo(1, 1.8);
      const norm = measured.normFourth ** 0.25;
      expect(Math.abs(norm / equilibriumNorm(momentumSgd, measured.drive) - 1)).toBeLessThan(0.02);
      expect(Math.abs(norm / equilibriumNorm(momentumSgd, 1) - 1)).toBeGreaterThan(0.15);
    },
  );

  test('the arccos matters at X = 0.1, and the walk sides with it', () => {
    const hyper = { learningRate: 1, weightDecay: 0.1, momentum: 0 };
    const walk = new SphereWalk({ seed: 3, dimension: 64, norm: 1.5 });
    walk.average(50, hyper);
    const measured = Math.sqrt(walk.average(600, hyper).angleSquared);
    expect(Math.abs(measured / equilibriumAngularUpdate(hyper) - 1)).toBeLessThan(0.003);
    expect(Math.abs(measured / Math.sqrt(2 * 0.1) - 1)).toBeGreaterThan(0.006);
  });
});

describe('rates', () => {
  test.each(cases)('without a gradient the norm shrinks at the intrinsic rate: %s', (_name, hyper, rule) => {
    const walk = new SphereWalk({ seed: 4, filters: 1, unitGradientSquared: 0 });
    walk.average(100, hyper, rule);
    const start = walk.step(hyper, rule).normSquared;
    walk.average(99, hyper, rule);
    const end = walk.step(hyper, rule).normSquared;
    const rate = Math.log(start / end) / 200;
    expect(Math.abs(rate / intrinsicRate(hyper, rule) - 1)).toBeLessThan(0.06);
  });
});

describe('limits', () => {
  test('without decay there is no equilibrium', () => {
    const hyper = { ...momentumSgd, weightDecay: 0 };
    expect(equilibriumAngularUpdate(hyper)).toBe(0);
    expect(equilibriumNorm(hyper, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(timeConstant(hyper)).toBe(Number.POSITIVE_INFINITY);
  });

  test('nor where decay alone is unstable', () => {
    expect(equilibriumAngularUpdate({ learningRate: 5, weightDecay: 1, momentum: 0.9 })).toBeNaN();
  });

  test('tiny rates keep their digits', () => {
    const tiny = { learningRate: 1e-6, weightDecay: 1e-6, momentum: 0.9 };
    expect(equilibriumAngularUpdate(tiny) / Math.sqrt(2e-12 / 1.9)).toBeCloseTo(1, 12);
  });
});
