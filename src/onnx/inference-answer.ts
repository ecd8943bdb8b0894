/** What the inference worker answers to a request: a result or an error, both as data that `postMessage` can carry. */
import { type LabErrorData, toLabErrorData } from '../config/lab-error';
import { places } from '../messages';
import { type InferenceRequest, type InferenceResult, runOnnx } from './inference-session';

export type InferenceAnswer =
  | { readonly ok: true; readonly result: InferenceResult }
  | { readonly ok: false; readonly error: LabErrorData };

/** Runs the request; never rejects. */
export async function answerInference(request: InferenceRequest): Promise<InferenceAnswer> {
  try {
    return { ok: true, result: await runOnnx(request) };
  } catch (error) {
    return { ok: false, error: toLabErrorData(error, places.inferenceCheck) };
  }
}
