/** Asks for the check and keeps its outcome as long as its run, also when its tab is left. */
import { useEffect } from 'react';
import { create } from 'zustand';
import { toLabErrorData } from '../../../config/lab-error';
import type { Lab } from '../../../lab/lab-store';
import type { InferenceReport, RunDescription } from '../../../lab/protocol';
import { places } from '../../../messages';
import { compareLogits, type LogitComparison } from '../../../onnx/compare-logits';
import { useLab, useLabState } from '../../hooks/use-lab';

/** Test images in a check: enough that a class in ten is seen often, few enough for a second's wait. */
const IMAGES = 256;

export interface InferenceOutcome {
  /** The run whose weights were taken. */
  readonly run: RunDescription | null;
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
  const { run } = lab.store.getState();
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
    useCheck.setState({ outcome: { run, report, comparison, onnxMilliseconds: onnx.milliseconds } });
  } catch (error) {
    lab.reportError(toLabErrorData(error, places.inferenceCheck));
  } finally {
    useCheck.setState({ running: false });
  }
}

export function useInferenceCheck(): CheckState & { readonly check: () => void } {
  const lab = useLab();
  const { running, outcome } = useCheck();
  const run = useLabState((state) => state.run);
  const isOfThisRun = outcome !== null && outcome.run === run;
  useEffect(() => {
    // It holds the whole model: of a run that is gone nothing is kept.
    if (outcome && !isOfThisRun) useCheck.setState({ outcome: null });
  }, [outcome, isOfThisRun]);
  return { running, outcome: isOfThisRun ? outcome : null, check: () => void runCheck(lab) };
}
