/** Asks for the check and keeps its outcome while the page lives, also when its tab is left. */
import { create } from 'zustand';
import { toLabErrorData } from '../../../config/lab-error';
import type { Lab } from '../../../lab/lab-store';
import type { InferenceReport } from '../../../lab/protocol';
import { compareLogits, type LogitComparison } from '../../../onnx/compare-logits';
import { useLab } from '../../hooks/use-lab';

/** Test images in a check: enough that a class in ten is seen often, few enough for a second's wait. */
const IMAGES = 256;

export interface InferenceOutcome {
  readonly report: InferenceReport;
  readonly comparison: LogitComparison;
  /** Time of onnxruntime's run alone. */
  readonly onnxMilliseconds: number;
}

interface CheckState {
  readonly running: boolean;
  readonly outcome: InferenceOutcome | null;
}

const useCheck = create<CheckState>()(() => ({ running: false, outcome: null }));

async function runCheck(lab: Lab): Promise<void> {
  useCheck.setState({ running: true });
  try {
    const answer = await lab.infer(IMAGES);
    if ('error' in answer) return;
    const report = answer.value;
    const { runOnnxInWorker } = await import('../../../onnx/inference-proxy');
    const onnx = await runOnnxInWorker({
      model: report.model,
      images: report.images,
      shape: [report.count, report.channels, report.height, report.width],
      wasmBase: new URL('ort/', document.baseURI).href,
    });
    const comparison = compareLogits(report.logits, onnx.logits, report.labels);
    useCheck.setState({ outcome: { report, comparison, onnxMilliseconds: onnx.milliseconds } });
  } catch (error) {
    lab.reportError(toLabErrorData(error, 'inference check'));
  } finally {
    useCheck.setState({ running: false });
  }
}

export function useInferenceCheck(): CheckState & { readonly check: () => void } {
  const lab = useLab();
  const state = useCheck();
  return { ...state, check: () => void runCheck(lab) };
}
