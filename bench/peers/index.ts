/** All peers, by the names under which the results list them. */
import type { Contestant } from '../cases/contestant';
import type { InitialWeights, TrainingCase } from '../cases/training-case';
import { createJax } from './jax';
import { createTensorFlow } from './tensorflow';

export type CreatePeer = (training: TrainingCase, weights: InitialWeights) => Promise<Contestant>;

export const PEERS: Readonly<Record<string, CreatePeer>> = {
  'jax-js webgpu': (training, weights) => createJax('webgpu', training, weights),
  'jax-js wasm': (training, weights) => createJax('wasm', training, weights),
  'TensorFlow.js webgl': (training, weights) => createTensorFlow('webgl', training, weights),
  'TensorFlow.js cpu': (training, weights) => createTensorFlow('cpu', training, weights),
  'TensorFlow.js webgpu': (training, weights) => createTensorFlow('webgpu', training, weights),
};
