/** The update, and the sums measured in it, against the twin. */
import { describe, expect, test } from 'vitest';
import { stream } from '../../data/random';
import { heavyBall, intakeShare, type UpdateRule } from '../../theory/hyper-parameters';
import type { Network } from '../model/network';
import {
  layOutParameters,
  type ParameterLayout,
  type ParameterTensor,
  unpackTensor,
} from '../model/parameter-layout';
import { type SgdOptions, sgdStep } from '../reference/sgd';
import { innerProduct, updateSums } from '../reference/update-sums';
import { DIVISION_ERROR, expectWithin, roundings, SMALLEST_NORMAL, sumBound } from '../testing/error-bound';
import { magnitudes, operands } from '../testing/operands';
import { lengthOf, packed, runUpdate, type UpdateOperands, vectorsOf } from '../testing/run-update';
import { backwardFilterShares } from './convolution';
import { MEASURED_SUMS } from './sgd';

const network: Network = {
  layers: [
    { kind: 'input', name: 'input', channels: 3, height: 5, width: 5 },
    { kind: 'convolution', name: 'conv1', input: 'input', channels: 5, kernel: 3, stride: 1, padding: 1 },
    { kind: 'batchNorm', name: 'bn1', input: 'conv1', epsilon: 1e-5 },
    { kind: 'relu', name: 'relu1', input: 'bn1' },
    { kind: 'convolution', name: 'conv2', input: 'relu1', channels: 9, kernel: 3, stride: 2, padding: 1 },
    { kind: 'convolution', name: 'conv3', input: 'conv2', channels: 2, kernel: 1, stride: 1, padding: 0 },
    { kind: 'globalAveragePool', name: 'gap', input: 'conv3' },
    { kind: 'dense', name: 'fc', input: 'gap', features: 10 },
  ],
};
const groups = {
  decay: { convolution: true, dense: true, batchNorm: false, bias: false },
  learningRateFactor: { convolution: 1, dense: 0.3, batchNorm: 2.7, bias: 0 },
};
const step = {
  learningRate: Math.fround(0.1),
  weightDecay: Math.fround(5e-3),
  momentum: Math.fround(0.9),
  valid: 1,
};

/** Shares of very different sizes; the first of several is empty. */
function drawOperands(layout: ParameterLayout, name: string): UpdateOperands {
  const random = stream(61, name);
  const draw = (tensor: ParameterTensor) => operands(random, lengthOf(tensor), 'wide');
  const mapped = <T>(value: (tensor: ParameterTensor) => T) =>
    new Map(layout.tensors.map((tensor) => [tensor, value(tensor)]));
  return {
    weights: mapped(draw),
    momenta: mapped(draw),
    shares: mapped((tensor) =>
      Array.from({ length: tensor.shares }, (_, share) =>
        share === 0 && tensor.shares > 1 ? new Float64Array(lengthOf(tensor)) : draw(tensor),
      ),
    ),
  };
}

/** What the roundings of a step act on: all terms of its weight and buffer with one sign. */
function sizesOf(weight: Float64Array, momentum: Float64Array, gradient: Float64Array, rule: SgdOptions) {
  const { learningRate, learningRateInBuffer, decoupled } = rule;
  const inside = learningRateInBuffer ? learningRate : 1;
  const slope = gradient.map((g, k) => inside * (decoupled ? g : g + rule.weightDecay * weight[k]!));
  const buffer = momentum.map((v, k) => rule.momentum * v + (1 - rule.dampening) * slope[k]!);
  const outside = learningRateInBuffer ? 1 : learningRate;
  const kept = decoupled ? 1 + learningRate * rule.weightDecay : 1;
  const direction = rule.nesterov ? slope.map((d, k) => d + rule.momentum * buffer[k]!) : buffer;
  return { weight: weight.map((w, k) => kept * w + outside * direction[k]!), momentum: buffer };
}

const total = (parts: readonly Float64Array[]) =>
  parts.reduce((sum, values) => sum.map((value, k) => value + values[k]!));

const rules: readonly { name: string; change: Partial<UpdateRule> }[] = [
  { name: 'heavy ball', change: {} },
  { name: 'Nesterov', change: { nesterov: true } },
  { name: 'dampening', change: { dampening: 0.3 } },
  { name: 'decoupled decay', change: { decoupled: true } },
  { name: 'learning rate in the buffer', change: { learningRateInBuffer: true } },
  {
    name: 'Nesterov, decoupled, in the buffer',
    change: { nesterov: true, decoupled: true, learningRateInBuffer: true },
  },
  {
    name: 'dampening, decoupled, in the buffer',
    change: { dampening: 0.3, decoupled: true, learningRateInBuffer: true },
  },
];
const cases = rules.flatMap((rule) => [false, true].map((telemetry) => ({ ...rule, telemetry })));

describe.each(cases)('$name, telemetry $telemetry', ({ change, telemetry }) => {
  const updateRule = { ...heavyBall, ...change };
  const intake = Math.fround(intakeShare(step.momentum, updateRule));
  test.each([
    { before: 1, form: 'threads-16' },
    { before: 64, form: 'quad-4' },
    { before: 256, form: 'threads-4' },
    { before: 4096, form: 'threads-64' },
  ] as const)('the update as $form, $before threads before it', async ({ before, form }) => {
    const layout = layOutParameters(network, groups, 2, (shape) =>
      backwardFilterShares(shape, { kind: 'direct', threads: before }),
    );
    const drawn = drawOperands(layout, `update ${before}`);
    const options = { rule: updateRule, telemetry, form };
    const after = await runUpdate(layout, drawn, options, { ...step, intake });
    for (const tensor of layout.tensors) {
      const { name } = tensor.description;
      const weight = drawn.weights.get(tensor)!;
      const momentum = drawn.momenta.get(tensor)!;
      const parts = drawn.shares.get(tensor)!;
      const weightDecay = tensor.description.decays ? step.weightDecay : 0;
      const learningRate = step.learningRate * tensor.rateFactor;
      const rule = { ...step, ...updateRule, dampening: 1 - intake, learningRate, weightDecay };
      const expected = sgdStep({ weight, momentum }, total(parts), rule);
      const sizes = sizesOf(magnitudes(weight), magnitudes(momentum), total(parts.map(magnitudes)), rule);
      const error = roundings(tensor.shares + 9);
      const momentumBounds = sizes.momentum.map((size) => error * size + SMALLEST_NORMAL);
      expectWithin(unpackTensor(tensor, after.momenta), expected.momentum, momentumBounds, `v of ${name}`);
      const weightBounds = sizes.weight.map((size) => error * size + SMALLEST_NORMAL);
      expectWithin(unpackTensor(tensor, after.weights), expected.weight, weightBounds, name);
    }
    const stored = new Map(
      layout.tensors.map((tensor) => [tensor, Float64Array.from(unpackTensor(tensor, after.weights))]),
    );
    expect(after.weights, 'padding stays zero').toEqual(packed(layout, stored));
  });
});

describe('the sums', () => {
  test.each([
    { change: {}, form: 'quad-4' },
    { change: {}, form: 'threads-4' },
    { change: {}, form: 'threads-16' },
    { change: { nesterov: true }, form: 'threads-64' },
    { change: { decoupled: true, learningRateInBuffer: true }, form: 'threads-64' },
  ] as const)('$change, $form', async ({ change, form }) => {
    const layout = layOutParameters(network, groups, 2, (shape) =>
      backwardFilterShares(shape, { kind: 'direct', threads: 512 }),
    );
    const drawn = drawOperands(layout, 'sums');
    const rule = { ...heavyBall, ...change };
    const after = await runUpdate(layout, drawn, { rule, telemetry: true, form }, step);
    // The header in front and the slot behind are not its own.
    const others = [...after.telemetry!.subarray(0, 4), ...after.telemetry!.subarray(layout.telemetryRow)];
    expect(others.every(Number.isNaN)).toBe(true);
    for (const tensor of layout.tensors) {
      const { name } = tensor.description;
      const stored = vectorsOf(tensor, Float64Array.from(unpackTensor(tensor, after.weights)));
      const before = vectorsOf(tensor, drawn.weights.get(tensor)!);
      const momentum = vectorsOf(tensor, drawn.momenta.get(tensor)!);
      const gradient = vectorsOf(tensor, total(drawn.shares.get(tensor)!));
      const gradientSize = vectorsOf(tensor, total(drawn.shares.get(tensor)!.map(magnitudes)));
      const frame = [0, 1, 2].map((axis) => {
        const values = after.axes.subarray(4 * axis * layout.length, 4 * (axis + 1) * layout.length);
        return vectorsOf(tensor, Float64Array.from(unpackTensor(tensor, values)));
      });
      for (let c = 0; c < tensor.vectors; c++) {
        const w = before[c]!;
        const next = stored[c]!;
        const axes = frame.map((axis) => axis[c]!);
        const sums = updateSums({ before: w, after: next, gradient: gradient[c]!, momentum: momentum[c]! });
        const projections = axes.map((axis) => innerProduct(next, axis));
        const away = next.map((value, k) => value - projections[0]! * axes[0]![k]!);

        const difference = next.map((value, k) => value - w[k]!);
        const terms = w.length + tensor.shares + 2;
        const bound = (a: Float64Array, b: Float64Array) =>
          sumBound(terms, innerProduct(magnitudes(a), magnitudes(b)));
        const dotBound = bound(w, difference);
        const radial = sums.dot / sums.normSquared;
        // Errors of the elements of Δ⊥ and of the part away from the reference, then of the sums of their squares.
        const radialError = (dotBound + 2 * roundings(terms) * Math.abs(sums.dot)) / sums.normSquared;
        const squares = (values: Float64Array, errors: Float64Array) =>
          values.reduce((sum, value, k) => sum + (2 * Math.abs(value) + errors[k]!) * errors[k]!, 0) +
          sumBound(terms, innerProduct(values, values));
        const orthogonal = difference.map((value, k) => value - radial * w[k]!);
        const orthogonalErrors = difference.map(
          (value, k) =>
            (roundings(4) + DIVISION_ERROR) * (Math.abs(value) + Math.abs(radial * w[k]!)) +
            (radialError + roundings(2) * Math.abs(radial)) * Math.abs(w[k]!),
        );
        const projectionBound = bound(next, axes[0]!);
        const awayErrors = next.map(
          (value, k) =>
            roundings(3) * (Math.abs(value) + Math.abs(projections[0]! * axes[0]![k]!)) +
            projectionBound * Math.abs(axes[0]![k]!),
        );
        expectWithin(
          after
            .telemetry!.subarray(tensor.record)
            .subarray(c * MEASURED_SUMS.length, (c + 1) * MEASURED_SUMS.length),
          [
            sums.normSquared,
            sums.dot,
            sums.gradientSquared,
            sums.weightGradient,
            sums.momentumGradient,
            ...projections,
            sums.perpendicularSquared,
            innerProduct(away, away),
          ],
          [
            bound(w, w),
            dotBound,
            2 * bound(gradientSize[c]!, gradientSize[c]!),
            bound(w, gradientSize[c]!),
            bound(momentum[c]!, gradientSize[c]!),
            projectionBound,
            bound(next, axes[1]!),
            bound(next, axes[2]!),
            squares(orthogonal, orthogonalErrors),
            squares(away, awayErrors),
          ],
          `sums of ${name}, vector ${c}`,
        );
      }
    }
  });
});
