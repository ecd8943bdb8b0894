/** Central differences, for the tests of gradients. */
import { expect } from 'vitest';
import { type RandomStream, stream } from '../../data/random';
import { gaussians } from './random-parameters';

export interface GradientCheck {
  /** The loss as a function of a vector. */
  readonly loss: (values: Float64Array) => number;
  /** Where the gradient is taken. */
  readonly at: Float64Array;
  /** ∂loss/∂values there, as computed by the code under test. */
  readonly gradient: Float64Array;
  /** Distance of the two evaluations; small enough that no kink lies between them. */
  readonly distance?: number;
  /** How many entries are differentiated one by one. */
  readonly samples?: number;
}

/**
 * Compares a gradient with central differences: along single entries chosen at random, and along one random direction
 * through all of them, which no wrong entry survives. The allowance is the truncation (distance² times a third
 * derivative of the loss's own scale) and the rounding of the two losses.
 */
export function expectGradient({ loss, at, gradient, distance = 1e-4, samples = 12 }: GradientCheck): void {
  expect(gradient.length).toBe(at.length);
  const random = stream(at.length, 'finite differences');
  const directions = Array.from({ length: Math.min(samples, at.length) }, () =>
    unitVector(at.length, random.integer(at.length)),
  );
  directions.push(gaussians(random, at.length, 1 / Math.sqrt(at.length)));
  const scale = Math.hypot(...gradient) + Math.abs(loss(at));
  for (const direction of directions) {
    const along = (sign: number) => loss(at.map((value, k) => value + sign * distance * direction[k]!));
    const difference = (along(1) - along(-1)) / (2 * distance);
    const analytic = direction.reduce((sum, value, k) => sum + value * gradient[k]!, 0);
    expect(Math.abs(difference - analytic)).toBeLessThan((distance ** 2 + 1e-14 / distance) * 30 * scale);
  }
}

/**
 * An operation in the middle of a graph, so that a gradient which drops what comes in is noticed: its input is
 * u = scale ∘ x and the loss is Σ coefficients ∘ operation(u).
 * @param backward ∂L/∂u at u for the incoming gradient ∂L/∂y
 */
export function expectMidGraphGradient(
  x: Float64Array,
  forward: (u: Float64Array) => Float64Array,
  backward: (u: Float64Array, outputGradient: Float64Array) => Float64Array,
): void {
  const random: RandomStream = stream(x.length, 'middle of a graph');
  const scale = Float64Array.from(x, () => random.between(0.5, 2));
  const scaled = (values: Float64Array) => values.map((value, k) => value * scale[k]!);
  const coefficients = gaussians(random, forward(scaled(x)).length);
  expectGradient({
    loss: (values) => forward(scaled(values)).reduce((sum, value, k) => sum + coefficients[k]! * value, 0),
    at: x,
    gradient: scaled(backward(scaled(x), coefficients)),
  });
}

function unitVector(length: number, index: number): Float64Array {
  const vector = new Float64Array(length);
  vector[index] = 1;
  return vector;
}
