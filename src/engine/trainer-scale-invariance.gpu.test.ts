/** What BatchNorm makes of a convolution's scale: nothing without ε, and with it exactly what theory says. */
import { expect, test } from 'vitest';
import { radialGradientFromEpsilon } from '../theory/bn-epsilon';
import type { Layer } from './model/network';
import { packTensor, unpackTensor } from './model/parameter-layout';
import { batchAt } from './reference/batch-at';
import { convolutionForward } from './reference/convolution';
import { ReferenceNetwork } from './reference/reference-network';
import { FILTER_COLUMNS } from './telemetry/step-batch';
import {
  boundRatio,
  DIVISION_ERROR,
  expectWithin,
  likelyRoundings,
  roundings,
  SQUARE_ROOT_ERROR,
} from './testing/error-bound';
import { magnitudes } from './testing/operands';
import {
  advanceTo,
  createSmallTrainer,
  float64Tensors,
  SMALL_BATCH,
  SMALL_SEED,
  smallDataSet,
} from './testing/small-trainer';
import type { Trainer } from './trainer';
import type { TrainerState } from './trainer-state';

/** The gradient at a state: one step that moves nothing leaves it in the momentum buffer. */
async function measure(trainer: Trainer, state: TrainerState) {
  trainer.restore({ ...state, momenta: new Float32Array(state.momenta.length) });
  const still = { learningRate: 0, weightDecay: 0, momentum: 0 };
  const [report] = await advanceTo(trainer, state.step + 1, 1, () => still);
  const { momenta: gradients } = await trainer.save();
  return { batch: report!.batch, gradients };
}

test('without ε, w → 2w in one layer leaves the loss as it is and halves that gradient, to the last bit', async () => {
  const trainer = await createSmallTrainer({ network: { batchNormEpsilon: 0 } });
  await advanceTo(trainer, 10, 10);
  const state = await trainer.save();
  const { byName, tensors } = trainer.plan.layout;
  const single = await measure(trainer, state);
  expect(single.batch.loss[0]).toBeGreaterThan(0.1);
  for (const name of ['conv1.weight', 'conv2.weight', 'conv3.weight']) {
    const tensor = byName.get(name)!;
    const weights = state.weights.slice();
    const twice = unpackTensor(tensor, weights).map((value) => 2 * value);
    packTensor(tensor, twice, weights);
    const doubled = await measure(trainer, { ...state, weights });
    // A power of two passes through every rounding unchanged.
    expect(doubled.batch.loss[0], name).toBe(single.batch.loss[0]);
    for (const other of tensors) {
      const factor = other === tensor ? 0.5 : 1;
      const expected = unpackTensor(other, single.gradients).map((value) => factor * value);
      const found = unpackTensor(other, doubled.gradients);
      expect(found, `gradient of ${other.description.name} with 2·${name}`).toEqual(expected);
    }
  }
  trainer.destroy();
});

type Convolution = Extract<Layer, { kind: 'convolution' }>;
type Filter = ReturnType<ReturnType<typeof filterDescriber>>;

const normOf = ({ name }: Convolution) => name.replace('conv', 'bn');

/** Describes one filter by the twin: where it stands, its statistics, and Σ over batch and pixels of what bounds need. */
function filterDescriber(
  twin: ReferenceNetwork,
  trainer: Trainer,
  layer: Convolution,
  gradients: Map<string, Float64Array>,
) {
  const norm = normOf(layer);
  const { kernel, stride, padding, channels } = layer;
  const input = { batch: SMALL_BATCH, ...trainer.plan.shapes.get(layer.input)! };
  const convolution = { input, outputChannels: channels, kernel, stride, padding };
  const weight = twin.parameters.get(`${layer.name}.weight`)!;
  const x = twin.records.get(layer.input)!.output;
  const z = twin.records.get(layer.name)!.output;
  const reach = convolutionForward(magnitudes(x), magnitudes(weight), convolution);
  const [dy, dz] = [gradients.get(norm)!, gradients.get(layer.name)!];
  const { mean, variance } = twin.records.get(norm)!.statistics!;
  const gamma = twin.parameters.get(`${norm}.weight`)!;
  const pixels = z.length / (SMALL_BATCH * channels);
  return (c: number) => {
    const values = Array.from({ length: SMALL_BATCH * pixels }, (_, row) => {
      const k = (Math.floor(row / pixels) * channels + c) * pixels + (row % pixels);
      return { z: z[k]!, reach: reach[k]!, dy: dy[k]!, dz: dz[k]!, distance: Math.abs(z[k]! - mean[c]!) };
    });
    const sum = (term: (value: (typeof values)[number]) => number) =>
      values.reduce((total, value) => total + term(value), 0);
    return {
      rows: values.length,
      taps: weight.length / channels,
      mean: mean[c]!,
      variance: variance[c]!,
      gamma: gamma[c]!,
      sum,
    };
  };
}

/**
 * Bounds the rounding of ⟨w,g⟩ = Σ z·∂L/∂z, z the convolution's output: of each ∂L/∂z (BN's sums over the rows, its
 * square root, a few operations), of z itself, and of the sums over rows and taps that make g and ⟨w,g⟩.
 */
function radialBound({ rows, taps, variance, gamma, sum }: Filter, epsilon: number) {
  const spread = variance + epsilon;
  const slope = Math.abs(gamma) / Math.sqrt(spread);
  const overRows = likelyRoundings(rows + 16);
  const overTaps = likelyRoundings(taps + 1);
  const flow = sum(({ dy }) => Math.abs(dy));
  const product = sum(({ dy, distance }) => Math.abs(dy) * distance);
  const averages = (distance: number) => (flow + (distance * product) / spread) / rows;
  const backward = sum(
    ({ z, dy, distance }) => Math.abs(z) * (overRows * averages(distance) + roundings(8) * Math.abs(dy)),
  );
  const root = 2 * (SQUARE_ROOT_ERROR + DIVISION_ERROR + overRows) * product;
  const forward = sum(({ reach, dy, distance }) => reach * (Math.abs(dy) + averages(distance)));
  const sums = sum(({ reach, dz }) => reach * Math.abs(dz));
  return slope * (backward + root + overTaps * forward) + (overRows + overTaps) * sums;
}

test.each([1e-5, 1e-3, 0.1])("⟨w,g⟩ of every filter is what BN's ε = %f makes it", async (epsilon) => {
  const trainer = await createSmallTrainer({ network: { batchNormEpsilon: epsilon } });
  await advanceTo(trainer, 10, 10);
  const state = await trainer.save();
  const { batch, gradients } = await measure(trainer, state);
  const twin = new ReferenceNetwork(trainer.network, float64Tensors(trainer, state));
  const { images, labels } = batchAt(smallDataSet, SMALL_SEED, SMALL_BATCH, 10);
  twin.forward(images, 'training');
  const { activationGradients } = twin.backward(labels);
  const { byName } = trainer.plan.layout;
  for (const layer of trainer.network.layers) {
    if (layer.kind !== 'convolution') continue;
    const { firstFilter, filterCount } = byName.get(`${layer.name}.weight`)!.description;
    const gammaGradient = unpackTensor(byName.get(`${normOf(layer)}.weight`)!, gradients);
    const describeFilter = filterDescriber(twin, trainer, layer, activationGradients);
    const filters = Array.from({ length: filterCount }, (_, c) => describeFilter(c));
    const measured = filters.map((_, c) => {
      const row = (firstFilter + c) * FILTER_COLUMNS.length;
      return batch.filters[row + FILTER_COLUMNS.indexOf('weightGradient')]!;
    });
    const expected = filters.map(({ variance, gamma }, c) =>
      radialGradientFromEpsilon(epsilon, variance, gamma, gammaGradient[c]!),
    );
    const bounds = filters.map((filter) => radialBound(filter, epsilon));
    expectWithin(measured, expected, bounds, `⟨w,g⟩ of ${layer.name}`);

    // Without the mean's part in its gradient, BN would leave slope·mean·Σ dy of it.
    const broken = filters.map(({ variance, gamma, mean, sum }, c) => {
      const slope = gamma / Math.sqrt(variance + epsilon);
      return measured[c]! + slope * mean * sum(({ dy }) => dy);
    });
    expect(boundRatio(broken, expected, bounds).ratio, 'a broken BN gradient is seen').toBeGreaterThan(1);
    const none = expected.map(() => 0);
    if (epsilon === 0.1) expect(boundRatio(measured, none, bounds).ratio, 'ε is seen').toBeGreaterThan(10);
  }
  trainer.destroy();
});
