/** Seeded parameters and inputs for tests: nothing at its default, so that a port which ignores one is caught. */
import { type RandomStream, stream } from '../../data/random';
import type { Network } from '../model/network';
import { runningStatistics, trainedParameters } from './parameters';

/** `length` normal draws with the given standard deviation. */
export function gaussians(random: RandomStream, length: number, deviation = 1): Float64Array {
  return Float64Array.from({ length }, () => deviation * random.gaussian());
}

/**
 * Parameters of every name the network has: convolutions with He's deviation √(2/fan-in) (He et al. 2015, arXiv
 * 1502.01852), dense weights with √(1/fan-in), γ around 1, biases and running means around 0, running variances in
 * [0.5, 1.5).
 */
export function randomParameters(network: Network, seed: number): Map<string, Float64Array> {
  const parameters = new Map<string, Float64Array>();
  for (const { name, kind, shape } of trainedParameters(network)) {
    const random = stream(seed, `reference/${name}`);
    const length = shape.reduce((product, size) => product * size, 1);
    if (shape.length > 1) {
      const gain = kind === 'convolution' ? 2 : 1;
      parameters.set(name, gaussians(random, length, Math.sqrt((gain * shape[0]!) / length)));
    } else {
      const centre = kind === 'batchNorm' && name.endsWith('.weight') ? 1 : 0;
      parameters.set(
        name,
        gaussians(random, length, 0.2).map((value) => value + centre),
      );
    }
  }
  for (const { name, shape } of runningStatistics(network)) {
    const random = stream(seed, `reference/${name}`);
    const isVariance = name.endsWith('var');
    parameters.set(
      name,
      Float64Array.from({ length: shape[0]! }, () =>
        isVariance ? random.between(0.5, 1.5) : 0.2 * random.gaussian(),
      ),
    );
  }
  return parameters;
}
