/**
 * TensorFlow.js on one of its backends, as its guides advise: production mode, every step in a `tidy`, batches on the
 * device before the clock runs, the loss read once at the end. BatchNorm is `moments` and the fused `batchNorm`, as in its
 * own layers. It is let off BatchNorm's running statistics.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import type { Contestant } from '../cases/contestant';
import type { InitialWeights, TrainingCase } from '../cases/training-case';
import { type PeerNetwork, peerNetwork } from './network';

export type TensorFlowBackend = 'webgl' | 'cpu' | 'webgpu';

/** N,H,W,C and ky,kx,I,O are its own layouts; ours are N,C,H,W and O,I,ky,kx. */
const TO_NHWC = [0, 2, 3, 1];
const TO_FILTER = [2, 3, 1, 0];

/** Throws where the backend does not start here. */
export async function createTensorFlow(
  backend: TensorFlowBackend,
  training: TrainingCase,
  weights: InitialWeights,
): Promise<Contestant> {
  tf.enableProdMode();
  const use = async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} does not start here`);
  };
  await use();
  const network = peerNetwork(training, weights);
  const name = `TensorFlow.js ${backend}`;
  const variables = new Map(
    network.parameters.map(({ name: parameter, shape, values }) => {
      const initial = tf.tidy(() => {
        const tensor = tf.tensor(values, shape);
        return shape.length === 1 ? tensor : tensor.transpose(shape.length === 4 ? TO_FILTER : [1, 0]);
      });
      return [parameter, tf.variable(initial, true, `${name} ${training.definition.name} ${parameter}`)];
    }),
  );
  const batches = training.batches.map(({ images, oneHot }) => ({
    images: tf.tidy(() => tf.tensor(images, network.imageShape).transpose(TO_NHWC)),
    oneHot: tf.tensor(oneHot, [network.batch, network.classes]),
  }));
  const optimizer = tf.train.momentum(network.learningRate, network.momentum);
  const decaying = network.parameters
    .filter(({ decays }) => decays)
    .map((parameter) => variables.get(parameter.name)!);
  let next = 0;

  const step = (): tf.Tensor =>
    tf.tidy(() => {
      const { images, oneHot } = batches[next++ % batches.length]!;
      const { value, grads } = tf.variableGrads(
        () => tf.losses.softmaxCrossEntropy(oneHot, logits(network, variables, images)),
        [...variables.values()],
      );
      for (const variable of decaying)
        grads[variable.name] = grads[variable.name]!.add(variable.mul(network.weightDecay));
      optimizer.applyGradients(grads);
      return value;
    });

  return {
    name,
    train: async (count) => {
      await use();
      for (let k = 1; k < count; k++) step().dispose();
      const loss = step();
      const [value = Number.NaN] = await loss.data();
      loss.dispose();
      return value;
    },
    destroy: () => {
      for (const tensor of [...variables.values(), ...batches.flatMap((batch) => Object.values(batch))])
        tensor.dispose();
      optimizer.dispose();
    },
  };
}

function logits(
  network: PeerNetwork,
  variables: ReadonlyMap<string, tf.Tensor>,
  images: tf.Tensor,
): tf.Tensor {
  let x = images;
  for (const { weight, norm, stride } of network.convolutions) {
    x = tf.conv2d(x, variables.get(weight)!, stride, 1);
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const offset = variables.get(`${norm}.bias`)!;
    const scale = variables.get(`${norm}.weight`)!;
    x = tf.batchNorm(x, mean, variance, offset, scale, network.epsilon).relu();
  }
  return x.mean([1, 2]).matMul(variables.get('fc.weight')!).add(variables.get('fc.bias')!);
}
