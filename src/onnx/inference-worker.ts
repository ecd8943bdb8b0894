/** The worker in which onnxruntime runs, so that a batch does not freeze the page. */
import { answerInference } from './inference-answer';

self.onmessage = async ({ data }) => self.postMessage(await answerInference(data));
