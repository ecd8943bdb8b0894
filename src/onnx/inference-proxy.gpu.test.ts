import { afterEach, expect, it, vi } from 'vitest';
import { DEFAULT_RUN_CONFIG } from '../config/run-config';
import { networkOf } from '../engine/model/presets';
import { compareLogits } from './compare-logits';
import { runOnnxInWorker } from './inference-proxy';
import { onnxModel } from './onnx-model';
import { forwardPass } from './testing/forward-pass';
import { randomImages, randomWeights } from './testing/random-weights';

const wasmBase = new URL('/ort/', location.href).href;
const input = { channels: 1, height: 12, width: 12 };
const network = networkOf({ ...DEFAULT_RUN_CONFIG.network, kind: 'resnet8', channels: [4, 6, 8] }, input, 10);
const weights = randomWeights(network, 1);
const images = randomImages(2 * 12 * 12, 2);
const request = { model: onnxModel({ network, weights }), images, shape: [2, 1, 12, 12], wasmBase } as const;

afterEach(() => vi.unstubAllGlobals());

it('runs the model in a worker of its own, time and again, and leaves the request usable', async () => {
  const expected = Float32Array.from(forwardPass(network, weights, images, 2).values);
  for (let check = 0; check < 2; check++) {
    const { logits, milliseconds } = await runOnnxInWorker(request);
    expect(compareLogits(expected, logits, [0, 1]).passes).toBe(true);
    expect(milliseconds).toBeGreaterThan(0);
  }
});

it('carries an error out of the worker, after which the next check works', async () => {
  const elsewhere = new URL('/nothing-here/', location.href).href;
  await expect(runOnnxInWorker({ ...request, wasmBase: elsewhere })).rejects.toMatchObject({
    name: 'LabError',
    code: 'ONNX_RUNTIME_LOAD',
  });
  await expect(runOnnxInWorker(request)).resolves.toBeDefined();
});

it('says that the worker could not start', async () => {
  const RealWorker = Worker;
  vi.stubGlobal(
    'Worker',
    class extends RealWorker {
      constructor() {
        super('/no-such-script.js', { type: 'module' });
      }
    },
  );
  await expect(runOnnxInWorker(request)).rejects.toMatchObject({ code: 'ONNX_WORKER' });
});
