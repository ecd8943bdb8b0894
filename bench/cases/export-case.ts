/** A case as `pytorch.py` reads it: what the network is, and all its numbers in one run of float32. */
import { type PeerNetwork, peerNetwork } from '../peers/network';
import type { InitialWeights, TrainingCase } from './training-case';

export interface ExportedCase {
  readonly name: string;
  /** Without the parameters' values: these stand in `data`. */
  readonly description: Omit<PeerNetwork, 'parameters'> & {
    readonly parameters: readonly Omit<PeerNetwork['parameters'][number], 'values'>[];
    readonly batches: number;
  };
  /** Parameters in their order, then for each batch images and one-hot labels; little-endian float32 in base 64. */
  readonly data: string;
}

export function exportCase(training: TrainingCase, weights: InitialWeights): ExportedCase {
  const { parameters, ...network } = peerNetwork(training, weights);
  const arrays = [
    ...parameters.map(({ values }) => values),
    ...training.batches.flatMap(({ images, oneHot }) => [images, oneHot]),
  ];
  return {
    name: training.definition.name,
    description: {
      ...network,
      parameters: parameters.map(({ name, shape, decays }) => ({ name, shape, decays })),
      batches: training.batches.length,
    },
    data: base64(arrays),
  };
}

/** Bytes that `String.fromCharCode` takes at once everywhere. */
const CHUNK = 8192;

function base64(arrays: readonly Float32Array<ArrayBuffer>[]): string {
  const bytes = arrays.map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  let text = '';
  for (const part of bytes)
    for (let start = 0; start < part.length; start += CHUNK)
      text += String.fromCharCode(...part.subarray(start, start + CHUNK));
  return btoa(text);
}
