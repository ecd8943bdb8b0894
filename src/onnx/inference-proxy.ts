/** The page's side of the inference worker. */
import { LabError, labError } from '../config/lab-error';
import { places } from '../messages';
import type { InferenceAnswer } from './inference-answer';
import type { InferenceRequest, InferenceResult } from './inference-session';

/**
 * `runOnnx` in a worker of its own, which ends with the answer: its memory (the runtime's heap only grows) is given
 * back, and a failed start, which the runtime would remember, can be tried again.
 *
 * Throws the LabErrors of `runOnnx`, and `ONNX_WORKER` if the worker itself cannot start.
 */
export async function runOnnxInWorker(request: InferenceRequest): Promise<InferenceResult> {
  const worker = new Worker(new URL('./inference-worker.ts', import.meta.url), { type: 'module' });
  try {
    const answer = await new Promise<InferenceAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) =>
        reject(labError('ONNX_WORKER', places.inferenceCheck, { reason: message ?? '' }));
      worker.postMessage(request);
    });
    if (!answer.ok) throw new LabError(answer.error);
    return answer.result;
  } finally {
    worker.terminate();
  }
}
