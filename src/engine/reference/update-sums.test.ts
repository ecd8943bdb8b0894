import { expect, test } from 'vitest';
import { stream } from '../../data/random';
import { angleBetween, angleFromSums, mergeFilters } from '../../theory/angle';
import { gaussians } from './random-parameters';
import { tensorTelemetry } from './update-sums';

const random = stream(1, 'update sums');
const shape = [5, 3, 3, 3];
const before = gaussians(random, 135);
const step = {
  before,
  after: before.map((value) => value * 0.99 + 1e-3 * random.gaussian()),
  gradient: gaussians(random, 135),
  momentum: gaussians(random, 135),
};

test('the sums give the angle between the weights before and after', () => {
  const { tensor, filters } = tensorTelemetry(step, shape);
  const angle = angleFromSums(tensor.normSquared, tensor.dot, tensor.perpendicularSquared);
  expect(angle / angleBetween(step.before, step.after)).toBeCloseTo(1, 12);
  filters.forEach((sums, index) => {
    const slice = (values: Float64Array) => values.subarray(27 * index, 27 * (index + 1));
    const expected = angleBetween(slice(step.before), slice(step.after));
    const found = angleFromSums(sums.normSquared, sums.dot, sums.perpendicularSquared);
    expect(found / expected).toBeCloseTo(1, 12);
  });
});

test('the sums over the filters merge to those over the tensor', () => {
  const { tensor, filters } = tensorTelemetry(step, shape);
  expect(filters).toHaveLength(5);
  const column = (name: keyof typeof tensor) => filters.map((sums) => sums[name]);
  const total = (name: keyof typeof tensor) => column(name).reduce((sum, value) => sum + value, 0);
  for (const name of ['gradientSquared', 'weightGradient', 'momentumGradient'] as const)
    expect(total(name)).toBeCloseTo(tensor[name], 10);
  const merged = mergeFilters(column('normSquared'), column('dot'), column('perpendicularSquared'));
  expect(merged.normSquared / tensor.normSquared).toBeCloseTo(1, 12);
  expect(merged.dot / tensor.dot).toBeCloseTo(1, 12);
  expect(merged.perpendicularSquared / tensor.perpendicularSquared).toBeCloseTo(1, 10);
});

test('a one-dimensional tensor has no filters, and a vector of zeros no direction', () => {
  const zero = { ...step, before: new Float64Array(135), after: new Float64Array(135).fill(2) };
  const { tensor, filters } = tensorTelemetry(zero, [135]);
  expect(filters).toHaveLength(0);
  expect(tensor.perpendicularSquared).toBe(540);
});
