/** The update and the sums measured in it against the twin, and the angular update finished from these sums. */
import { describe, expect, test } from 'vitest';
import { runConfigSchema } from '../../config/run-config';
import { stream } from '../../data/random';
import { angleBetween } from '../../theory/angle';
import type { Network } from '../model/network';
import {
  layOutParameters,
  type ParameterLayout,
  type ParameterTensor,
  packTensor,
  unpackTensor,
  updateUnits,
} from '../model/parameter-layout';
import { sphereFrame } from '../model/sphere-frame';
import { sgdStep } from '../reference/sgd';
import { innerProduct, updateSums } from '../reference/update-sums';
import { StepFinisher } from '../telemetry/finish-steps';
import { FILTER_COLUMNS, TENSOR_COLUMNS } from '../telemetry/step-batch';
import { DIVISION_ERROR, expectWithin, roundings, SMALLEST_NORMAL, sumBound } from '../testing/error-bound';
import { float32, magnitudes, operands, unwritten } from '../testing/operands';
import { runKernel } from '../testing/run-kernel';
import { encodeUnits, MEASURED_SUMS, sgd } from './sgd';

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
const decay = { convolution: true, dense: true, batchNorm: false, bias: false };
const step = {
  learningRate: Math.fround(0.1),
  weightDecay: Math.fround(5e-3),
  momentum: Math.fround(0.9),
  valid: 1,
};

/** One step's operands in PyTorch's order, and the buffers that hold them. */
interface Operands {
  readonly weights: Map<ParameterTensor, Float64Array>;
  readonly momenta: Map<ParameterTensor, Float64Array>;
  /** The gradient's shares. */
  readonly shares: Map<ParameterTensor, Float64Array[]>;
}

const lengthOf = ({ description }: ParameterTensor) =>
  description.shape.reduce((product, side) => product * side, 1);

function packed(layout: ParameterLayout, tensors: ReadonlyMap<ParameterTensor, Float64Array>) {
  const buffer = new Float32Array(4 * layout.length);
  for (const [tensor, values] of tensors) packTensor(tensor, float32(values), buffer);
  return buffer;
}

function packedShares(layout: ParameterLayout, shares: Operands['shares']) {
  const buffer = new Float32Array(4 * layout.gradientLength);
  for (const [tensor, parts] of shares)
    parts.forEach((values, share) => {
      const start = tensor.gradient + share * tensor.rows * tensor.groups;
      packTensor({ ...tensor, start }, float32(values), buffer);
    });
  return buffer;
}

async function update(
  layout: ParameterLayout,
  { weights, momenta, shares }: Operands,
  options: { nesterov: boolean; telemetry: boolean },
  values = step,
) {
  const units = updateUnits(layout);
  const { length, telemetryRow } = layout;
  const kernel = sgd({ units: units.length, parameters: length, telemetryRow, ...options });
  const [w, v] = [packed(layout, weights), packed(layout, momenta)];
  const axes = sphereFrame(layout, w, v, 1);
  const measured = options.telemetry ? [unwritten(4 * length), axes, unwritten(telemetryRow)] : [];
  const buffers = [encodeUnits(units), packedShares(layout, shares), w, v, ...measured];
  const results = await runKernel(kernel, buffers, values);
  return { weights: results[2]!, momenta: results[3]!, telemetry: results[6], axes };
}

/** Shares of very different sizes; the last of several is empty. */
function drawOperands(layout: ParameterLayout, name: string): Operands {
  const random = stream(61, name);
  const draw = (tensor: ParameterTensor) => operands(random, lengthOf(tensor), 'wide');
  const mapped = <T>(value: (tensor: ParameterTensor) => T) =>
    new Map(layout.tensors.map((tensor) => [tensor, value(tensor)]));
  return {
    weights: mapped(draw),
    momenta: mapped(draw),
    shares: mapped((tensor) =>
      Array.from({ length: tensor.shares }, (_, share) =>
        share > 0 && share === tensor.shares - 1 ? new Float64Array(lengthOf(tensor)) : draw(tensor),
      ),
    ),
  };
}

const total = (parts: readonly Float64Array[]) =>
  parts.reduce((sum, values) => sum.map((value, k) => value + values[k]!));

/** The vectors that are measured: the filters of a matrix, or a whole tensor. */
function vectorsOf(tensor: ParameterTensor, values: Float64Array): Float64Array[] {
  const length = values.length / tensor.vectors;
  return Array.from({ length: tensor.vectors }, (_, c) => values.subarray(c * length, (c + 1) * length));
}

describe.each([
  { nesterov: false, telemetry: false },
  { nesterov: false, telemetry: true },
  { nesterov: true, telemetry: false },
  { nesterov: true, telemetry: true },
])('nesterov $nesterov, telemetry $telemetry', (options) => {
  test.each([{ threads: 1 }, { threads: 4096 }])(
    'the update, $threads threads before it',
    async ({ threads }) => {
      const layout = layOutParameters(network, decay, 2, threads);
      const drawn = drawOperands(layout, `update ${threads}`);
      const after = await update(layout, drawn, options);
      for (const tensor of layout.tensors) {
        const { name } = tensor.description;
        const weight = drawn.weights.get(tensor)!;
        const momentum = drawn.momenta.get(tensor)!;
        const parts = drawn.shares.get(tensor)!;
        const weightDecay = tensor.description.decays ? step.weightDecay : 0;
        const rule = { ...step, weightDecay, nesterov: options.nesterov };
        const expected = sgdStep({ weight, momentum }, total(parts), rule);
        // The same formulas on absolute values (a negative η adds the step up) are what the roundings act on.
        const sizes = sgdStep(
          { weight: magnitudes(weight), momentum: magnitudes(momentum) },
          total(parts.map(magnitudes)),
          { ...rule, learningRate: -step.learningRate },
        );
        const error = roundings(tensor.shares + 6);
        const momentumBounds = sizes.momentum.map((size) => error * size + SMALLEST_NORMAL);
        expectWithin(unpackTensor(tensor, after.momenta), expected.momentum, momentumBounds, `v of ${name}`);
        const weightBounds = sizes.weight.map((size) => error * size + SMALLEST_NORMAL);
        expectWithin(unpackTensor(tensor, after.weights), expected.weight, weightBounds, name);
      }
      const stored = new Map(
        layout.tensors.map((tensor) => [tensor, Float64Array.from(unpackTensor(tensor, after.weights))]),
      );
      expect(after.weights, 'padding stays zero').toEqual(packed(layout, stored));
    },
  );
});

describe('the sums', () => {
  test.each([false, true])('nesterov %s', async (nesterov) => {
    const layout = layOutParameters(network, decay, 2, 512);
    const drawn = drawOperands(layout, 'sums');
    const after = await update(layout, drawn, { nesterov, telemetry: true });
    expect(Array.from(after.telemetry!.subarray(0, 4)).every(Number.isNaN), 'header is not its own').toBe(
      true,
    );
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

describe('the angular update is right to 1e-4 from 1e-1 down to 1e-5 rad', () => {
  const angles = [1e-1, 1e-2, 1e-3, 1e-4, 3e-5, 1e-5];

  /** A layer of six filters of length d: its layout, and a step that turns each filter by one of the angles. */
  function turn(d: number) {
    const layers: Network['layers'] = [
      { kind: 'input', name: 'input', channels: d / 9, height: 3, width: 3 },
      { kind: 'convolution', name: 'conv', input: 'input', channels: 6, kernel: 3, stride: 1, padding: 1 },
      { kind: 'globalAveragePool', name: 'gap', input: 'conv' },
    ];
    const layout = layOutParameters({ layers }, decay, 1, 1);
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
    const drawn: Operands = {
      weights: new Map([[tensor, weights]]),
      momenta: new Map([[tensor, new Float64Array(6 * d)]]),
      shares: new Map([[tensor, [Float64Array.from(gradient, Math.fround)]]]),
    };
    return { layout, tensor, weights, drawn };
  }

  const plainStep = { learningRate: 1, weightDecay: 0, momentum: 0, valid: 1 };
  const optimizer = runConfigSchema.parse({}).optimizer;

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
    const after = await update(layout, drawn, { nesterov: false, telemetry: true }, plainStep);
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
      expect(relative(found, exact), `angle of ${angles[c]}`).toBeLessThan(1e-4);
      if (angles[c]! <= 1e-3)
        expect(relative(naiveArcCosine(before[c]!, filter), exact), 'arccos').toBeGreaterThan(1e-4);
    });
    const exact = angleBetween(weights, stored);
    expect(relative(batch.tensors[TENSOR_COLUMNS.indexOf('angularUpdate')]!, exact)).toBeLessThan(1e-4);
  });

  test('a float32 arc tangent of unit vectors would fail at 1e-5 rad, and so would the step that was not rounded', async () => {
    const { layout, tensor, weights, drawn } = turn(9);
    const after = await update(layout, drawn, { nesterov: false, telemetry: true }, plainStep);
    const last = (values: Float64Array) => vectorsOf(tensor, values).at(-1)!;
    const before = last(weights);
    const stored = last(Float64Array.from(unpackTensor(tensor, after.weights)));
    const exact = angleBetween(before, stored);
    expect(Math.abs(unitVectorArcTangent(before, stored) / exact - 1)).toBeGreaterThan(1e-4);
    const gradient = last(drawn.shares.get(tensor)![0]!);
    const unrounded = before.map((value, k) => value - gradient[k]!);
    expect(Math.abs(angleBetween(before, unrounded) / exact - 1)).toBeGreaterThan(1e-4);
  });
});
