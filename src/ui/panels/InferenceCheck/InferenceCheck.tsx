/** The present weights computed twice: by our kernels, and as an ONNX model by onnxruntime-web. */

import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useLabState } from '../../hooks/use-lab';
import { InferenceResult } from './InferenceResult';
import { useInferenceCheck } from './use-inference-check';
import './InferenceCheck.css';

const text = messages.inference;

export function InferenceCheck() {
  const hasRun = useLabState((state) => state.run !== null);
  const { running, outcome, check } = useInferenceCheck();
  return (
    <div className="inference">
      <p>{text.explanation}</p>
      <Button unavailable={!hasRun || running} onClick={check}>
        {running ? text.running : text.button}
      </Button>
      {hasRun ? null : <p>{text.unavailable}</p>}
      <div className="inference-outcome" aria-live="polite">
        {outcome && <InferenceResult outcome={outcome} />}
      </div>
    </div>
  );
}
