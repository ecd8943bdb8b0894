/** The page that Chromium opens for the runner: no more than what runs `runHeadless` and passes its reports on. */
import { type LabErrorData, toLabErrorData } from '../config/lab-error';
import type { RunConfig } from '../config/run-config';
import { type HeadlessOutcome, type HeadlessReport, runHeadless } from './headless-run';

/** Names of the page's two file inputs: Chromium reads local files through them without a server. */
export const DATA_INPUT = 'data';
export const CHECKPOINT_INPUT = 'checkpoint';

/** What the runner calls in the page, and what it offers there. */
export interface RunnerPage {
  smdRun(
    config: RunConfig,
  ): Promise<{ readonly outcome: HeadlessOutcome } | { readonly error: LabErrorData }>;
  smdStop(): void;
  smdTake(report: HeadlessReport): Promise<void>;
}

const page = globalThis as unknown as RunnerPage;
const controller = new AbortController();

page.smdStop = () => controller.abort();

page.smdRun = async (config) => {
  const job = {
    config,
    files: filesOf(DATA_INPUT),
    checkpoint: filesOf(CHECKPOINT_INPUT)[0] ?? null,
    runtime: navigator.userAgent,
  };
  try {
    return { outcome: await runHeadless(navigator.gpu, job, page.smdTake, controller.signal) };
  } catch (error) {
    return { error: toLabErrorData(error, 'Chromium') };
  }
};

function filesOf(input: string): File[] {
  const element = document.getElementById(input);
  return element instanceof HTMLInputElement ? [...(element.files ?? [])] : [];
}
