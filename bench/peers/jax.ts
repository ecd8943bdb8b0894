/**
 * jax-js on one of its devices, as its documentation advises: one `jit` around gradient and update together, arrays on the
 * device before the clock runs, the loss read once at the end. It is let off BatchNorm's running statistics.
 */
import * as jax from '@jax-js/jax';
import type { Contestant } from '../cases/contestant';
import type { InitialWeights, TrainingCase } from '../cases/training-case';
import { type PeerNetwork, peerNetwork } from './network';

export type JaxDevice = 'webgpu' | 'wasm';

type Arrays = { [name: string]: jax.Array };

/** Throws where the device does not start here. */
export async function createJax(
  device: JaxDevice,
  training: TrainingCase,
  initial: InitialWeights,
): Promise<Contestant> {
  if (!(await jax.init(device)).includes(device)) throw new Error(`The device ${device} does not start here`);
  jax.defaultDevice(device);
  const { numpy: np } = jax;
  const network = peerNetwork(training, initial);
  const { learningRate, momentum, weightDecay, parameters } = network;
  const lossAndGradient = jax.valueAndGrad((weights: Arrays, images: jax.Array, oneHot: jax.Array) =>
    lossOf(network, weights, images, oneHot),
  );
  const step = jax.jit((weights: Arrays, momenta: Arrays, images: jax.Array, oneHot: jax.Array) => {
    const [loss, gradients] = lossAndGradient(jax.tree.ref(weights), images, oneHot);
    const nextWeights: Arrays = {};
    const nextMomenta: Arrays = {};
    for (const { name, decays } of parameters) {
      const weight = weights[name]!;
      const gradient = gradients[name]!;
      const descent = decays ? gradient.add(weight.ref.mul(weightDecay)) : gradient;
      const velocity = momenta[name]!.mul(momentum).add(descent);
      nextWeights[name] = weight.sub(velocity.ref.mul(learningRate));
      nextMomenta[name] = velocity;
    }
    return { weights: nextWeights, momenta: nextMomenta, loss };
  });

  let weights: Arrays = {};
  let momenta: Arrays = {};
  for (const { name, shape, values } of parameters) {
    weights[name] = np.array(values, { shape });
    momenta[name] = np.zeros(shape);
  }
  const batches = training.batches.map(({ images, oneHot }) => ({
    images: np.array(images, { shape: network.imageShape }),
    oneHot: np.array(oneHot, { shape: [network.batch, network.classes] }),
  }));
  let next = 0;

  return {
    name: `jax-js ${device}`,
    train: async (count) => {
      jax.defaultDevice(device);
      let last: jax.Array | null = null;
      for (let k = 0; k < count; k++) {
        last?.dispose();
        const { images, oneHot } = batches[next++ % batches.length]!;
        const result = step(weights, momenta, images.ref, oneHot.ref);
        ({ weights, momenta } = result);
        last = result.loss;
      }
      // The loss is known before the update that it leads to is made.
      await jax.blockUntilReady({ weights, momenta });
      const [value = Number.NaN] = (await last?.data()) ?? [];
      return value;
    },
    destroy: () => {
      for (const tree of [weights, momenta, ...batches]) jax.tree.dispose(tree);
      step.dispose();
    },
  };
}

/** Every array is used up; what is used twice takes `ref` the first time. */
function lossOf(network: PeerNetwork, weights: Arrays, images: jax.Array, oneHot: jax.Array): jax.Array {
  const { numpy: np, lax, nn } = jax;
  const perChannel = (name: string) => weights[name]!.reshape([1, -1, 1, 1]);
  let x = images;
  for (const { weight, norm, stride } of network.convolutions) {
    x = lax.convGeneralDilated(
      x,
      weights[weight]!,
      [stride, stride],
      [
        [1, 1],
        [1, 1],
      ],
    );
    const over = [0, 2, 3];
    const centred = x.ref.sub(np.mean(x, over, { keepdims: true }));
    const variance = np.mean(np.square(centred.ref), over, { keepdims: true });
    const scale = perChannel(`${norm}.weight`).div(np.sqrt(variance.add(network.epsilon)));
    x = nn.relu(centred.mul(scale).add(perChannel(`${norm}.bias`)));
  }
  const logits = np.matmul(np.mean(x, [2, 3]), np.transpose(weights['fc.weight']!)).add(weights['fc.bias']!);
  return nn
    .logSoftmax(logits, -1)
    .mul(oneHot)
    .sum()
    .mul(-1 / network.batch);
}
