/** The state a run starts from: He's normal initialisation, γ = 1, everything else 0; seeded. */
import type { NetworkConfig } from '../../config/run-config';
import { type RandomStream, stream } from '../../data/random';
import type { TensorDescription } from '../telemetry/step-batch';

function gaussian(random: RandomStream, count: number, deviation: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, () => deviation * random.gaussian());
}

/**
 * Initial value of a parameter in PyTorch's order. Convolutions: N(0, 2/fan-in) (He et al. 2015), times the network's
 * `initialScale`; dense: N(0, 1/fan-in); both times the layer's own of `initialScales`. Each tensor draws from a stream of its own, so that a change in one leaves the others.
 */
export function initialValue(
  tensor: Pick<TensorDescription, 'name' | 'kind' | 'shape'>,
  seed: number,
  { initialScale, initialScales }: Pick<NetworkConfig, 'initialScale' | 'initialScales'>,
): Float32Array<ArrayBuffer> {
  const count = tensor.shape.reduce((product, side) => product * side, 1);
  const fanIn = count / (tensor.shape[0] ?? 1);
  const layerScale = initialScales[tensor.name.replace(/\.weight$/, '')] ?? 1;
  const random = stream(seed, `initial ${tensor.name}`);
  switch (tensor.kind) {
    case 'convolution':
      return gaussian(random, count, initialScale * layerScale * Math.sqrt(2 / fanIn));
    case 'dense':
      return gaussian(random, count, layerScale * Math.sqrt(1 / fanIn));
    case 'batchNorm':
      return new Float32Array(count).fill(tensor.name.endsWith('.weight') ? 1 : 0);
    case 'bias':
      return new Float32Array(count);
  }
}
