/**
 * The angular update, from the kernel's sums to the finished angle, right to 1e-4 from 1e-1 down to 1e-5 rad; float64 on
 * the stored weights is the truth. And that the usual float32 formulas would fail here.
 */
import { expect, test } from 'vitest';
import { DEFAULT_RUN_CONFIG } from '../../config/run-config';
import { stream } from '../../data/random';
import { angleBetween } from '../../theory/angle';
import type { Network } from '../model/network';
import { layOutParameters, unpackTensor } from '../model/parameter-layout';
import { innerProduct } from '../reference/update-sums';
import { operands } from '../testing/operands';
import { noteComparison } from '../testing/oracle-table';
import { runUpdate, type UpdateOperands, vectorsOf } from '../testing/run-update';
import { StepFinisher } from './finish-steps';
import { FILTER_COLUMNS, TENSOR_COLUMNS } from './step-batch';

const { optimizer } = DEFAULT_RUN_CONFIG;
const angles = [1e-1, 1e-2, 1e-3, 1e-4, 3e-5, 1e-5];

/** A layer of six filters of length d: its layout, and a step that turns each filter by one of the angles. */
function turn(d: number) {
  const layers: Network['layers'] = [
    { kind: 'input', name: 'input', channels: d / 9, height: 3, width: 3 },
    { kind: 'convolution', name: 'conv', input: 'input', channels: 6, kernel: 3, stride: 1, padding: 1 },
    { kind: 'globalAveragePool', name: 'gap', input: 'conv' },
  ];
  const layout = layOutParameters({ layers }, optimizer, 1, () => 1);
  const tensor = layout.tensors[0]!;
  const random = stream(62, `turn ${d}`);
  const weights = operands(random, 6 * d).map((value) => Math.fround(value * Math.sqrt(2 / d)));
  // Along the gradient the filter turns by the angle and, as out of equilibrium, shrinks by half of it.
  const gradient = vectorsOf(tensor, weights).flatMap((filter, c) => {
    const drawn = operands(random, d);
    const share = innerProduct(drawn, filter) / innerProduct(filter, filter);
    const across = drawn.map((value, k) => value - share * filter[k]!);
    const length = Math.sqrt(innerProduct(filter, filter) / innerProduct(across, across));
    return [...across.map((value, k) => angles[c]! * (length * value + 0.5 * filter[k]!))];
  });
  const drawn: UpdateOperands = {
    weights: new Map([[tensor, weights]]),
    momenta: new Map([[tensor, new Float64Array(6 * d)]]),
    shares: new Map([[tensor, [Float64Array.from(gradient, Math.fround)]]]),
  };
  return { layout, tensor, weights, drawn };
}

const plainStep = { learningRate: 1, weightDecay: 0, momentum: 0, valid: 1, intake: 1 };

/** Σ a·b in float32. */
const dot = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, k) => Math.fround(sum + Math.fround(value * b[k]!)), 0);
const norm = (a: Float64Array) => Math.fround(Math.sqrt(dot(a, a)));
const naiveArcCosine = (a: Float64Array, b: Float64Array) =>
  Math.acos(Math.min(1, Math.fround(dot(a, b) / Math.fround(norm(a) * norm(b)))));
/** atan2(‖u − v‖·…): Kahan's formula on unit vectors that were rounded to float32. */
const unitVectorArcTangent = (a: Float64Array, b: Float64Array) => {
  const [u, v] = [a, b].map((values) => values.map((value) => Math.fround(value / norm(values))));
  const difference = u!.map((value, k) => Math.fround(value - v![k]!));
  const sum = u!.map((value, k) => Math.fround(value + v![k]!));
  return 2 * Math.atan2(norm(difference), norm(sum));
};

test.each([9, 27, 144, 576, 2304, 4608])('d = %i', async (d) => {
  const { layout, tensor, weights, drawn } = turn(d);
  const after = await runUpdate(layout, drawn, { telemetry: true }, plainStep);
  const finisher = new StepFinisher(layout, optimizer, 1);
  // Loss and hits are not this kernel's.
  after.telemetry!.fill(0, 0, 4);
  const { batch, divergence } = finisher.finish(0, after.telemetry!, [plainStep]);
  expect(divergence).toBe(null);
  const stored = Float64Array.from(unpackTensor(tensor, after.weights));
  const before = vectorsOf(tensor, weights);
  const relative = (found: number, exact: number) => Math.abs(found / exact - 1);
  vectorsOf(tensor, stored).forEach((filter, c) => {
    const exact = angleBetween(before[c]!, filter);
    expect(relative(exact, angles[c]!), 'the step turns by about this angle').toBeLessThan(0.1);
    const found = batch.filters[c * FILTER_COLUMNS.length + FILTER_COLUMNS.indexOf('angularUpdate')]!;
    noteComparison('Angles, relative error over 1e-4', `${angles[c]} rad`, relative(found, exact) / 1e-4);
    expect(relative(found, exact), `angle of ${angles[c]}`).toBeLessThan(1e-4);
    if (angles[c]! <= 1e-3)
      expect(relative(naiveArcCosine(before[c]!, filter), exact), 'arccos').toBeGreaterThan(1e-4);
  });
  // Rounding the entries of a unit vector turns it by about 6e-8 rad/√d; of longer ones only the worst of several draws
  // is 1e-4 off at 1e-5 rad (theory/angle.test.ts).
  const unitVectorErrors = before.slice(-2).map((filter, k) => {
    const after = vectorsOf(tensor, stored).at(k - 2)!;
    return relative(unitVectorArcTangent(filter, after), angleBetween(filter, after));
  });
  if (d <= 576) expect(Math.max(...unitVectorErrors), 'arc tangent of unit vectors').toBeGreaterThan(1e-4);
  const exact = angleBetween(weights, stored);
  expect(relative(batch.tensors[TENSOR_COLUMNS.indexOf('angularUpdate')]!, exact)).toBeLessThan(1e-4);
});

test('a float32 arc tangent of unit vectors would fail at 1e-5 rad, and so would the step that was not rounded', async () => {
  const { layout, tensor, weights, drawn } = turn(9);
  const after = await runUpdate(layout, drawn, { telemetry: true }, plainStep);
  const last = (values: Float64Array) => vectorsOf(tensor, values).at(-1)!;
  const before = last(weights);
  const stored = last(Float64Array.from(unpackTensor(tensor, after.weights)));
  const exact = angleBetween(before, stored);
  expect(Math.abs(unitVectorArcTangent(before, stored) / exact - 1)).toBeGreaterThan(1e-4);
  const gradient = last(drawn.shares.get(tensor)![0]!);
  const unrounded = before.map((value, k) => value - gradient[k]!);
  expect(Math.abs(angleBetween(before, unrounded) / exact - 1)).toBeGreaterThan(1e-4);
});
