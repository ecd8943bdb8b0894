/** The page that Chromium opens for the runner: no more than what runs a run or a finding and passes its reports on. */
import { type LabErrorData, toLabErrorData } from '../config/lab-error';
import { type FindingJob, type FindingOutcome, runFinding } from './finding-run';
import { type HeadlessJob, type HeadlessOutcome, type HeadlessReport, runHeadless } from './headless-run';

/** Names of the page's two file inputs: Chromium reads local files through them without a server. */
export const DATA_INPUT = 'data';
export const CHECKPOINT_INPUT = 'checkpoint';

export type Answer<Outcome> = { readonly outcome: Outcome } | { readonly error: LabErrorData };

/** What the page is told of a run; its files it has in its inputs. */
export type RunSettings = Pick<HeadlessJob, 'config' | 'tune'>;

/** What the runner calls in the page, and what it offers there. */
export interface RunnerPage {
  smdRun(settings: RunSettings): Promise<Answer<HeadlessOutcome>>;
  smdFind(job: FindingJob): Promise<Answer<FindingOutcome>>;
  smdStop(): void;
  smdTake(report: HeadlessReport): Promise<void>;
  smdProgress(done: number, total: number, what: string): Promise<void>;
}

const page = globalThis as unknown as RunnerPage;
const controller = new AbortController();

page.smdStop = () => controller.abort();

page.smdRun = (settings) => {
  const job = {
    ...settings,
    files: filesOf(DATA_INPUT),
    checkpoint: filesOf(CHECKPOINT_INPUT)[0] ?? null,
    runtime: navigator.userAgent,
  };
  return answer(runHeadless(navigator.gpu, job, page.smdTake, controller.signal));
};

page.smdFind = (job) => {
  const view = {
    progress: (done: number, total: number, what: string) => void page.smdProgress(done, total, what),
    draw: () => {},
    signal: controller.signal,
  };
  return answer(runFinding(navigator.gpu, job, filesOf(DATA_INPUT), view));
};

/** Errors cross to Node as data. */
async function answer<Outcome>(work: Promise<Outcome>): Promise<Answer<Outcome>> {
  try {
    return { outcome: await work };
  } catch (error) {
    return { error: toLabErrorData(error, 'Chromium') };
  }
}

function filesOf(input: string): File[] {
  const element = document.getElementById(input);
  return element instanceof HTMLInputElement ? [...(element.files ?? [])] : [];
}
