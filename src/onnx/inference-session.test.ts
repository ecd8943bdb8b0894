import { describe, expect, it } from 'vitest';
import { DEFAULT_RUN_CONFIG, type NetworkConfig } from '../config/run-config';
import type { Network, Shape } from '../engine/model/network';
import { networkOf } from '../engine/model/presets';
import { compareLogits, LOGIT_TOLERANCE } from './compare-logits';
import { answerInference } from './inference-answer';
import { runOnnx } from './inference-session';
import type { Weights } from './layer-tensors';
import { onnxModel } from './onnx-model';
import { forwardPass, STANDARD_ERRORS } from './testing/forward-pass';
import { randomImages, randomWeights } from './testing/random-weights';

const wasmBase = new URL('../../node_modules/onnxruntime-web/dist/', import.meta.url).href;
const CLASSES = 10;
const COUNT = 2;
/** Odd sides, unequal: pools and strides drop or keep a border, and a swap of height and width shows. */
const INPUT: Shape = { channels: 3, height: 15, width: 13 };

function preset(changes: Partial<NetworkConfig>): Network {
  return networkOf({ ...DEFAULT_RUN_CONFIG.network, channels: [4, 6, 8], ...changes }, INPUT, CLASSES);
}

const overlappingPools: Network = {
  layers: [
    { kind: 'input', name: 'input', ...INPUT },
    { kind: 'maxPool', name: 'pool1', input: 'input', size: 3, stride: 2 },
    { kind: 'convolution', name: 'conv', input: 'pool1', channels: 5, kernel: 3, stride: 1, padding: 0 },
    { kind: 'averagePool', name: 'pool2', input: 'conv', size: 3, stride: 1 },
    { kind: 'globalAveragePool', name: 'gap', input: 'pool2' },
    { kind: 'dense', name: 'hidden', input: 'gap', features: 7 },
    { kind: 'dense', name: 'fc', input: 'hidden', features: CLASSES },
  ],
};

const shape = [COUNT, INPUT.channels, INPUT.height, INPUT.width] as const;
const images = randomImages(COUNT * INPUT.channels * INPUT.height * INPUT.width, 2);
const labels = [0, 1];

const onnxLogits = async (network: Network, weights: Weights) =>
  (await runOnnx({ model: onnxModel({ network, weights }), images, shape, wasmBase })).logits;

describe('onnxruntime on the exported model', () => {
  const presets: [string, Network][] = [true, false].flatMap((batchNorm): [string, Network][] => {
    const suffix = batchNorm ? '' : ' without BatchNorm';
    return [
      [`conv3${suffix}`, preset({ kind: 'conv3', batchNorm })],
      [`conv3 with max pooling${suffix}`, preset({ kind: 'conv3', downsampling: 'max-pool', batchNorm })],
      [
        `conv3 with average pooling${suffix}`,
        preset({ kind: 'conv3', downsampling: 'average-pool', batchNorm }),
      ],
      [`resnet8${suffix}`, preset({ kind: 'resnet8', batchNorm })],
      [`resnet20${suffix}`, preset({ kind: 'resnet20', batchNorm })],
    ];
  });

  it.each([
    ...presets,
    ['conv3 with a large ε', preset({ batchNormEpsilon: 0.5 })],
    ['overlapping pools and two dense layers', overlappingPools],
  ] satisfies [string, Network][])('computes the logits of %s', async (_, network) => {
    const weights = randomWeights(network, 1);
    const expected = forwardPass(network, weights, images, COUNT);
    const logits = await onnxLogits(network, weights);
    expect(logits).toHaveLength(COUNT * CLASSES);
    logits.forEach((logit, index) => {
      const error = Math.abs(logit - expected.values[index]!);
      expect(error).toBeLessThanOrEqual(STANDARD_ERRORS * Math.sqrt(expected.variances[index]!));
    });
    expect(compareLogits(Float32Array.from(expected.values), logits, labels).passes).toBe(true);
  });

  it('reports an unreadable model as data', async () => {
    const answer = await answerInference({ model: Uint8Array.of(1, 2, 3), images, shape, wasmBase });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'ONNX_RUNTIME_LOAD', where: 'inference check' },
    });
  });

  it('reports images of another shape as data', async () => {
    const network = preset({});
    const model = onnxModel({ network, weights: randomWeights(network, 1) });
    const other = [COUNT, 1, 3 * INPUT.height, INPUT.width] as const;
    const answer = await answerInference({ model, images, shape: other, wasmBase });
    expect(answer).toMatchObject({ ok: false, error: { code: 'ONNX_RUNTIME_RUN' } });
  });
});

describe('the inference check', () => {
  const network = preset({});
  const weights = randomWeights(network, 1);
  const ours = Float32Array.from(forwardPass(network, weights, images, COUNT).values);

  it.each([...weights.keys()])('fails when one value of %s is altered in the export', async (name) => {
    const altered = weights.get(name)!.slice();
    altered[0]! += 0.1;
    const logits = await onnxLogits(network, new Map(weights).set(name, altered));
    const comparison = compareLogits(ours, logits, labels);
    expect(comparison.maxDifference).toBeGreaterThan(LOGIT_TOLERANCE);
    expect(comparison.passes).toBe(false);
  });
});
