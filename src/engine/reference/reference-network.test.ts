import { describe, expect, it } from 'vitest';
import { LabError } from '../../config/lab-error';
import { DEFAULT_RUN_CONFIG, type NetworkConfig } from '../../config/run-config';
import { stream } from '../../data/random';
import { identitySides } from '../../theory/identity';
import { inferShapes, type Network } from '../model/network';
import { networkOf } from '../model/presets';
import { expectGradient } from './finite-differences';
import { gaussians, randomParameters } from './random-parameters';
import { ReferenceNetwork } from './reference-network';
import { softmaxCrossEntropy } from './softmax-cross-entropy';
import { innerProduct } from './update-sums';

/** Odd sides, and channels that are no multiple of 4. */
const INPUT = { channels: 2, height: 9, width: 7 };
const LABELS = [3, 0, 2];
const OPTIONS = { ...DEFAULT_RUN_CONFIG.optimizer, learningRate: 0.1, weightDecay: 0.05, momentum: 0.9 };

function network(changes: Partial<NetworkConfig>): Network {
  const config: NetworkConfig = { ...DEFAULT_RUN_CONFIG.network, channels: [3, 5, 6], ...changes };
  return networkOf(config, INPUT, 4);
}

function imagesFor(seed: number): Float64Array {
  const { channels, height, width } = INPUT;
  return gaussians(stream(seed, 'images'), LABELS.length * channels * height * width);
}

const NETWORKS: readonly [string, Network][] = [
  ['conv3', network({})],
  ['conv3 with max-pooling', network({ downsampling: 'max-pool' })],
  ['conv3 with average-pooling', network({ downsampling: 'average-pool' })],
  ['conv3 without BatchNorm', network({ batchNorm: false })],
  ['resnet8', network({ kind: 'resnet8' })],
  ['resnet8 without BatchNorm', network({ kind: 'resnet8', batchNorm: false })],
];

describe.each(NETWORKS)('%s', (_, described) => {
  const images = imagesFor(1);
  const parameters = randomParameters(described, 7);
  const twin = new ReferenceNetwork(described, parameters);
  twin.forward(images, 'training');
  const { gradients, activationGradients } = twin.backward(LABELS);
  const trainingLoss = (changed: Map<string, Float64Array>, input = images) =>
    softmaxCrossEntropy(new ReferenceNetwork(described, changed).forward(input, 'training'), LABELS).loss;

  it('has the gradients of central differences, every parameter and the images', () => {
    for (const [name, gradient] of gradients) {
      expectGradient({
        loss: (values) => trainingLoss(new Map(parameters).set(name, values)),
        at: parameters.get(name)!,
        gradient,
        // Few, and close together: a step across a ReLU's kink would be the test's error, not the gradient's.
        distance: 1e-6,
        samples: 3,
      });
    }
    expectGradient({
      loss: (values) => trainingLoss(parameters, values),
      at: images,
      gradient: activationGradients.get('input')!,
      distance: 1e-6,
      samples: 5,
    });
  });

  it('has a gradient for every layer, of its shape', () => {
    for (const [name, { channels, height, width }] of inferShapes(described)) {
      const length = LABELS.length * channels * height * width;
      expect(twin.records.get(name)!.output).toHaveLength(length);
      expect(activationGradients.get(name)).toHaveLength(length);
    }
  });

  it('obeys the exact identity of SGD with momentum at every step, through a change of the learning rate', () => {
    const trained = new ReferenceNetwork(described, parameters);
    const rates = [0.1, 0.1, 0.02, 0.02];
    const steps = rates.map((learningRate, index) =>
      trained.step(imagesFor(index), LABELS, { ...OPTIONS, learningRate }),
    );
    for (const name of gradients.keys()) {
      const record = (index: number) => {
        const { tensor } = steps[index]!.telemetry.get(name)!;
        const decays = name.endsWith('.weight') && /conv|downsample.0|fc/.test(name);
        return {
          normSquared: tensor.normSquared,
          dot: tensor.dot,
          deltaSquared: tensor.perpendicularSquared + tensor.dot ** 2 / tensor.normSquared,
          weightDotGradient: tensor.weightGradient,
          learningRate: rates[index]!,
          weightDecay: decays ? OPTIONS.weightDecay : 0,
          momentum: OPTIONS.momentum,
          intake: 1,
        };
      };
      for (let index = 0; index < rates.length; index++) {
        const next = index + 1 < rates.length ? record(index + 1).normSquared : undefined;
        const previous = index > 0 ? record(index - 1) : undefined;
        const sides = identitySides(previous, record(index), next);
        expect(Math.abs(sides!.residual)).toBeLessThan(1e-14);
      }
    }
  });

  it('learns: the loss falls on a batch that is repeated', () => {
    const trained = new ReferenceNetwork(described, parameters);
    const options = { ...OPTIONS, learningRate: 0.02, weightDecay: 0 };
    const first = trained.step(images, LABELS, options).loss;
    for (let step = 0; step < 30; step++) trained.step(images, LABELS, options);
    expect(trained.step(images, LABELS, options).loss).toBeLessThan(0.7 * first);
  });
});

describe('scale invariance under BatchNorm', () => {
  it.each(['conv3', 'resnet8'] as const)('%s: ⟨w,g⟩ of each filter is what ε makes it', (kind) => {
    // A large ε, so that ⟨w,g⟩ is far from 0 and a wrong ε would show.
    const described = network({ kind, batchNormEpsilon: 0.1 });
    const twin = new ReferenceNetwork(described, randomParameters(described, 3));
    const before = new Map(twin.parameters);
    const { telemetry, gradients } = twin.step(imagesFor(2), LABELS, OPTIONS);
    for (const layer of described.layers) {
      if (layer.kind !== 'batchNorm') continue;
      const gamma = before.get(`${layer.name}.weight`)!;
      const { variance } = twin.records.get(layer.name)!.statistics!;
      telemetry.get(`${layer.input}.weight`)!.filters.forEach((sums, channel) => {
        // Derived: scaling w by 1+s scales z−mean by 1+s and √(variance+ε) by 1 + s·variance/(variance+ε), hence
        // x̂ by 1 + s·ε/(variance+ε); and ∂L/∂γ = Σ ∂L/∂y·x̂.
        const share = layer.epsilon / (variance[channel]! + layer.epsilon);
        const expected = share * gamma[channel]! * gradients.get(`${layer.name}.weight`)![channel]!;
        const bound = 1e-12 * Math.sqrt(sums.normSquared * sums.gradientSquared);
        expect(Math.abs(sums.weightGradient - expected)).toBeLessThan(bound);
      });
    }
  });

  it.each(['conv3', 'resnet8'] as const)(
    '%s: w → 2w leaves the loss and halves the gradient (ε = 0)',
    (kind) => {
      const described = network({ kind, batchNormEpsilon: 0 });
      const parameters = randomParameters(described, 3);
      const images = imagesFor(2);
      const once = new ReferenceNetwork(described, parameters);
      once.forward(images, 'training');
      const original = once.backward(LABELS);
      const convolutions = described.layers.filter(({ kind: layer }) => layer === 'convolution');
      expect(convolutions.length).toBeGreaterThan(2);
      for (const { name } of convolutions) {
        const weight = parameters.get(`${name}.weight`)!;
        const doubled = new Map(parameters).set(
          `${name}.weight`,
          weight.map((value) => 2 * value),
        );
        const twin = new ReferenceNetwork(described, doubled);
        twin.forward(images, 'training');
        const scaled = twin.backward(LABELS);
        // Doubling is exact in binary, and so is everything that follows from it.
        expect(scaled.loss).toBe(original.loss);
        const gradient = original.gradients.get(`${name}.weight`)!;
        expect(scaled.gradients.get(`${name}.weight`)).toEqual(gradient.map((value) => value / 2));
        const cosine = innerProduct(weight, gradient) / Math.hypot(...weight) / Math.hypot(...gradient);
        expect(Math.abs(cosine)).toBeLessThan(1e-13);
      }
    },
  );

  it('does not hold without BatchNorm', () => {
    const described = network({ batchNorm: false });
    const twin = new ReferenceNetwork(described, randomParameters(described, 3));
    const { tensor } = twin.step(imagesFor(2), LABELS, OPTIONS).telemetry.get('conv1.weight')!;
    const cosine = tensor.weightGradient / Math.sqrt(tensor.normSquared * tensor.gradientSquared);
    expect(Math.abs(cosine)).toBeGreaterThan(1e-3);
  });
});

describe('ReferenceNetwork', () => {
  const described = network({});
  const parameters = randomParameters(described, 1);

  it('updates with the buffer of the step before', () => {
    const twin = new ReferenceNetwork(described, parameters);
    const first = twin.step(imagesFor(1), LABELS, OPTIONS);
    expect(first.telemetry.get('conv2.weight')!.tensor.momentumGradient).toBe(0);
    const buffer = twin.momentum.get('conv2.weight')!;
    const second = twin.step(imagesFor(2), LABELS, OPTIONS);
    const expected = innerProduct(buffer, second.gradients.get('conv2.weight')!);
    expect(second.telemetry.get('conv2.weight')!.tensor.momentumGradient).toBe(expected);
  });

  it('uses the running statistics in inference and leaves them alone', () => {
    const twin = new ReferenceNetwork(described, parameters);
    const single = imagesFor(1).subarray(0, INPUT.channels * INPUT.height * INPUT.width);
    const alone = twin.forward(single, 'inference');
    const among = twin.forward(imagesFor(1), 'inference').subarray(0, 4);
    expect(alone).toEqual(among);
    expect(twin.parameters.get('bn1.running_mean')).toEqual(parameters.get('bn1.running_mean'));
    twin.forward(imagesFor(1), 'training');
    expect(twin.parameters.get('bn1.running_mean')).not.toEqual(parameters.get('bn1.running_mean'));
  });

  it('names what is missing or does not fit', () => {
    const missing = new Map(parameters);
    missing.delete('bn2.running_var');
    expect(() => new ReferenceNetwork(described, missing)).toThrow(/bn2\.running_var is missing/);
    const short = new Map(parameters).set('fc.bias', new Float64Array(3));
    expect(() => new ReferenceNetwork(described, short)).toThrow(/fc\.bias has 3 values/);
    const twin = new ReferenceNetwork(described, parameters);
    expect(() => twin.forward(new Float64Array(5), 'training')).toThrow(LabError);
    expect(() => twin.backward(LABELS)).toThrow(LabError);
    twin.forward(imagesFor(1), 'inference');
    expect(() => twin.backward(LABELS)).toThrow(LabError);
  });

  it('takes less than a tenth of a second for a small step', () => {
    const small = networkOf(
      { ...DEFAULT_RUN_CONFIG.network, channels: [8, 16, 32] },
      { channels: 1, height: 12, width: 12 },
      10,
    );
    const twin = new ReferenceNetwork(small, randomParameters(small, 1));
    const images = gaussians(stream(1, 'small'), 8 * 144);
    const durations = Array.from({ length: 5 }, () => {
      const start = performance.now();
      twin.step(images, [0, 1, 2, 3, 4, 5, 6, 7], OPTIONS);
      return performance.now() - start;
    });
    expect(Math.min(...durations)).toBeLessThan(100);
  });
});
