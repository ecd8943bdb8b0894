import { describe, expect, test } from 'vitest';
import { radialGradientFromEpsilon, scaleLeakage } from './bn-epsilon';
import { normalSource } from './testing/sphere-walk';

const normal = normalSource(81);
const batch = 32;
const inputs = Array.from({ length: batch }, () => Array.from({ length: 6 }, normal));
const targets = Array.from({ length: batch }, normal);
const direction = Array.from({ length: 6 }, normal);

/** A filter, BatchNorm and a loss that is nobody's special case. */
function forward(weights: readonly number[], gamma: number, epsilon: number) {
  const outputs = inputs.map((input) => input.reduce((sum, x, i) => sum + x * weights[i]!, 0));
  const mean = outputs.reduce((sum, z) => sum + z, 0) / batch;
  const variance = outputs.reduce((sum, z) => sum + (z - mean) ** 2, 0) / batch;
  const loss = outputs.reduce((sum, z, i) => {
    const y = (gamma * (z - mean)) / Math.sqrt(variance + epsilon) + 0.3;
    return sum + Math.tanh(y) * targets[i]! + 0.1 * y ** 2;
  }, 0);
  return { loss, variance };
}

const derivative = (f: (s: number) => number) => (f(1e-4) - f(-1e-4)) / 2e-4;

describe('radial gradient left by ε', () => {
  test.each([1, 0.1, 0.01, 0.003])('matches the finite difference at weight scale %f', (scale) => {
    const epsilon = 1e-5;
    const gamma = 0.8;
    const weights = direction.map((x) => x * scale);
    const radial = derivative(
      (s) =>
        forward(
          weights.map((x) => x * (1 + s)),
          gamma,
          epsilon,
        ).loss,
    );
    const gammaGradient = derivative((s) => forward(weights, gamma + s, epsilon).loss);
    const { variance } = forward(weights, gamma, epsilon);
    const predicted = radialGradientFromEpsilon(epsilon, variance, gamma, gammaGradient);
    expect(Math.abs(predicted - radial)).toBeLessThan(1e-4 * Math.abs(radial) + 1e-9);
  });

  test('is zero without ε, and leaks all of the scale without variance', () => {
    expect(radialGradientFromEpsilon(0, 1, 0.8, 3)).toBe(0);
    expect(scaleLeakage(1e-5, 0)).toBe(1);
  });
});
