/** Runs an ONNX model with onnxruntime-web's wasm provider: the second opinion on our own forward pass. */
import { LabError, labError, reasonOf } from '../config/lab-error';
import { places } from '../messages';

export interface InferenceRequest {
  readonly model: Uint8Array;
  /** [N, C, H, W], normalised. */
  readonly images: Float32Array;
  readonly shape: readonly [count: number, channels: number, height: number, width: number];
  /** Absolute address, ending in a slash, of the folder with `ort-wasm-simd-threaded.mjs` and `.wasm`. */
  readonly wasmBase: string;
}

export interface InferenceResult {
  /** [N, classes]. */
  readonly logits: Float32Array;
  /** Time of the run alone, without loading the runtime and the model. */
  readonly milliseconds: number;
}

/**
 * The logits that onnxruntime computes on one thread. It blocks the thread it is called on: pages call
 * `runOnnxInWorker`.
 *
 * Throws a LabError: `ONNX_RUNTIME_LOAD` if the runtime cannot be loaded or refuses the model, `ONNX_RUNTIME_RUN` if
 * the run fails.
 */
export async function runOnnx({
  model,
  images,
  shape,
  wasmBase,
}: InferenceRequest): Promise<InferenceResult> {
  const session = await openSession(model, wasmBase);
  try {
    const { Tensor } = await import('onnxruntime-web/wasm');
    const input = new Tensor('float32', images, shape);
    const start = performance.now();
    const outputs = await session.run({ [session.inputNames[0]!]: input });
    const milliseconds = performance.now() - start;
    const logits = outputs[session.outputNames[0]!]!.data;
    if (!(logits instanceof Float32Array)) throw labError('ONNX_RUNTIME_RUN.output', places.inferenceCheck);
    return { logits, milliseconds };
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw labError('ONNX_RUNTIME_RUN.failed', places.inferenceCheck, { reason: reasonOf(cause) }, { cause });
  } finally {
    await session.release();
  }
}

/** Loads the runtime on the first call: it is large, and most visits do not need it. */
async function openSession(model: Uint8Array, wasmBase: string) {
  try {
    const { env, InferenceSession } = await import('onnxruntime-web/wasm');
    env.wasm.wasmPaths = wasmBase;
    // More threads need cross-origin isolation, which a plain static host does not give.
    env.wasm.numThreads = 1;
    return await InferenceSession.create(model, { executionProviders: ['wasm'] });
  } catch (cause) {
    throw labError(
      'ONNX_RUNTIME_LOAD',
      places.inferenceCheck,
      { base: wasmBase, reason: reasonOf(cause) },
      { cause },
    );
  }
}
