import { describe, expect, it } from 'vitest';
import { DEFAULT_RUN_CONFIG } from '../config/run-config';
import type { Network } from '../engine/model/network';
import { networkOf } from '../engine/model/presets';
import { onnxModel } from './onnx-model';
import { bytesOf, textsOf, valuesOf } from './testing/protobuf-reader';
import { randomWeights } from './testing/random-weights';

const network = networkOf(
  { ...DEFAULT_RUN_CONFIG.network, channels: [2, 3, 4], downsampling: 'max-pool' },
  { channels: 1, height: 8, width: 8 },
  10,
);
const weights = randomWeights(network, 1);

describe('onnxModel', () => {
  const model = onnxModel({ network, weights, metadata: { config: '{"seed":1}', step: '600' } });
  const [graph] = bytesOf(model, 7);

  it('declares IR version, opset, producer and metadata', () => {
    expect(valuesOf(model, 1)).toEqual([8]);
    expect(textsOf(model, 2)).toEqual(['SMD Lab']);
    const [opset] = bytesOf(model, 8);
    expect(valuesOf(opset!, 2)).toEqual([17]);
    const metadata = bytesOf(model, 14).map((entry) => [textsOf(entry, 1)[0], textsOf(entry, 2)[0]]);
    expect(metadata).toEqual([
      ['config', '{"seed":1}'],
      ['step', '600'],
    ]);
  });

  it('has one node per layer, and a Flatten in front of the dense layer', () => {
    const operators = bytesOf(graph!, 1).map((node) => textsOf(node, 4)[0]);
    const block = ['Conv', 'BatchNormalization', 'Relu'];
    expect(operators).toEqual([
      ...block,
      ...block,
      'MaxPool',
      ...block,
      'MaxPool',
      'GlobalAveragePool',
      'Flatten',
      'Gemm',
    ]);
  });

  it('carries every tensor under PyTorch’s name with its exact bits', () => {
    const tensors = bytesOf(graph!, 5).map((tensor) => {
      const raw = bytesOf(tensor, 9)[0]!.slice();
      return [textsOf(tensor, 8)[0], new Float32Array(raw.buffer)] as const;
    });
    expect(new Map(tensors)).toEqual(weights);
  });

  it('names its ends, and leaves the batch size free', () => {
    const named = onnxModel({ network, weights, inputName: 'pixels' });
    const [input] = bytesOf(bytesOf(named, 7)[0]!, 11);
    expect(textsOf(input!, 1)).toEqual(['pixels']);
    const [output] = bytesOf(graph!, 12);
    expect(textsOf(output!, 1)).toEqual(['logits']);
    const tensor = bytesOf(bytesOf(output!, 2)[0]!, 1)[0]!;
    const dimensions = bytesOf(bytesOf(tensor, 2)[0]!, 1);
    expect(dimensions.map((dimension) => [valuesOf(dimension, 1)[0], textsOf(dimension, 2)[0]])).toEqual([
      [undefined, 'N'],
      [10, undefined],
    ]);
  });

  it('names a missing tensor', () => {
    const missing = new Map(weights);
    missing.delete('bn2.running_var');
    expect(() => onnxModel({ network, weights: missing })).toThrow(
      expect.objectContaining({ code: 'TENSOR_MISSING', where: 'bn2.running_var' }),
    );
  });

  it('names a tensor of the wrong size', () => {
    const wrong = new Map(weights).set('fc.weight', new Float32Array(41));
    expect(() => onnxModel({ network, weights: wrong })).toThrow(
      expect.objectContaining({ code: 'TENSOR_SIZE', where: 'fc.weight' }),
    );
  });

  it('refuses a network without logits', () => {
    const headless: Network = { layers: network.layers.slice(0, -1) };
    expect(() => onnxModel({ network: headless, weights })).toThrow(
      expect.objectContaining({ code: 'ONNX_NETWORK' }),
    );
  });
});
