/** Seeded weights, running statistics and images for tests: what a trained network might hold. */
import { type RandomStream, stream } from '../../data/random';
import { inferShapes, inputsOf, type Network } from '../../engine/model/network';
import { tensorsOf } from '../layer-tensors';

/** All tensors of a network: He-normal weights, and BN statistics and affine parts that differ by channel. */
export function randomWeights(network: Network, seed: number): Map<string, Float32Array> {
  const shapes = inferShapes(network);
  const weights = new Map<string, Float32Array>();
  for (const layer of network.layers) {
    const [source] = inputsOf(layer);
    if (source === undefined) continue;
    for (const { name, shape } of tensorsOf(layer, shapes.get(source)!)) {
      const random = stream(seed, name);
      const size = shape.reduce((product, length) => product * length, 1);
      const draw = drawOf(name, shape, random);
      weights.set(name, Float32Array.from({ length: size }, draw));
    }
  }
  return weights;
}

function drawOf(name: string, shape: readonly number[], random: RandomStream): () => number {
  if (name.endsWith('.running_var')) return () => random.between(0.5, 2);
  if (shape.length > 1) {
    const fanIn = shape.slice(1).reduce((product, length) => product * length, 1);
    return () => Math.sqrt(2 / fanIn) * random.gaussian();
  }
  // Only BN's scale is a vector called weight.
  if (name.endsWith('.weight')) return () => random.between(0.7, 1.3);
  return () => 0.2 * random.gaussian();
}

/** Images [N, C, H, W] with mean 0 and variance 1. */
export function randomImages(size: number, seed: number): Float32Array {
  const random = stream(seed, 'images');
  return Float32Array.from({ length: size }, () => random.gaussian());
}
