import { describe, expect, test } from 'vitest';
import { heavyBall, type UpdateRule } from './hyper-parameters';
import { rescale, stateWithEmptyBuffer, step } from './norm-recursion';
import { SphereWalk } from './testing/sphere-walk';

const rules: [string, UpdateRule][] = [
  ['heavy ball', heavyBall],
  ['dampening', { ...heavyBall, dampening: 0.6 }],
  ['decoupled', { ...heavyBall, decoupled: true }],
  ['learning rate in the buffer', { ...heavyBall, learningRateInBuffer: true }],
];

// Warm-up, a cut, a change of decay and of momentum: every input moves, and none may break the recursion
const schedule = (t: number, inside: boolean) => ({
  learningRate: t < 30 ? 0.1 : 0.02,
  weightDecay: t < 60 ? 0.02 : 0.1,
  momentum: t < 90 ? 0.9 : 0.5,
  // inside the buffer the drive refers to the learning rate that the old gradients came with
  ...(inside && { learningRate: 0.1 }),
});

describe('the recursion', () => {
  test.each(rules)('is an identity when driven by the measured h̃: %s', (_name, rule) => {
    const walk = new SphereWalk({ seed: 31, filters: 1, dimension: 9, norm: 1.5, gradientCorrelation: 0.6 });
    let state = stateWithEmptyBuffer(1.5 ** 2);
    for (let t = 0; t < 120; t++) {
      const hyper = schedule(t, rule.learningRateInBuffer);
      const measured = walk.step(hyper, rule);
      expect(measured.normSquared / state.normSquared).toBeCloseTo(1, 9);
      const next = step(state, hyper, measured.drive, rule);
      expect(next.angle / Math.sqrt(measured.angleSquared)).toBeCloseTo(1, 8);
      state = next.state;
    }
  });

  test('survives a rescaling of weight and buffer', () => {
    const hyper = { learningRate: 0.1, weightDecay: 0.02, momentum: 0.9 };
    const walk = new SphereWalk({ seed: 32, filters: 1, dimension: 9, norm: 1.5 });
    let state = stateWithEmptyBuffer(1.5 ** 2);
    for (let t = 0; t < 40; t++) {
      if (t === 20) {
        walk.rescale(0.56, 1.78);
        state = rescale(state, 0.56, 1.78);
      }
      const measured = walk.step(hyper);
      const next = step(state, hyper, measured.drive);
      expect(next.angle / Math.sqrt(measured.angleSquared)).toBeCloseTo(1, 8);
      state = next.state;
    }
  });

  test.each([
    ...rules.filter(([, rule]) => rule.dampening === 0),
    ['Nesterov', { ...heavyBall, nesterov: true }] as [string, UpdateRule],
  ])('driven by L it follows the mean of many walks from an empty buffer: %s', (_name, rule) => {
    const hyper = { learningRate: 0.1, weightDecay: 0.02, momentum: 0.9 };
    const walk = new SphereWalk({ seed: 33, filters: 500, dimension: 32, norm: 2 });
    let state = stateWithEmptyBuffer(4);
    for (let t = 0; t < 80; t++) {
      const measured = walk.step(hyper, rule);
      const next = step(state, hyper, 1, rule);
      if (t % 8 === 0) {
        expect(Math.abs(next.angle / Math.sqrt(measured.angleSquared) - 1)).toBeLessThan(0.04);
        expect(Math.abs(state.normSquared / measured.normSquared - 1)).toBeLessThan(0.02);
      }
      state = next.state;
    }
  });

  test.each([...rules, ['Nesterov', { ...heavyBall, nesterov: true }] as [string, UpdateRule]])(
    'decay alone is followed exactly: %s',
    (_name, rule) => {
      const hyper = { learningRate: 0.1, weightDecay: 0.5, momentum: 0.9 };
      const walk = new SphereWalk({ seed: 34, filters: 1, norm: 2, unitGradientSquared: 0 });
      let state = stateWithEmptyBuffer(4);
      for (let t = 0; t < 12; t++) {
        expect(walk.step(hyper, rule).normSquared / state.normSquared).toBeCloseTo(1, 9);
        state = step(state, hyper, 0, rule).state;
      }
    },
  );

  test('the first PyTorch step turns by √(1−α²) of the settled one', () => {
    const hyper = { learningRate: 1e-3, weightDecay: 0, momentum: 0.9 };
    let state = stateWithEmptyBuffer(1);
    const first = step(state, hyper, 1);
    state = first.state;
    let angle = 0;
    for (let t = 0; t < 60; t++) ({ state, angle } = step(state, hyper, 1));
    expect(first.angle / angle).toBeCloseTo(Math.sqrt(1 - 0.81), 2);
  });
});
