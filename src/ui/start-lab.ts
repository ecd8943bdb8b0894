/** Opens the lab's first run: the one that the address describes, else one that suits the adapter. */
import type { LabErrorData } from '../config/lab-error';
import type { RunConfig } from '../config/run-config';
import { configFromHash } from '../config/share-link';
import { startingConfig } from '../config/starting-config';
import { describeAdapter, requestAdapter } from '../engine/gpu/device';
import type { Lab } from '../lab/lab-store';

/** Opens the first run, and another one whenever the address gets another link (pasted over the first). */
export function startLab(lab: Lab): void {
  void openLink(lab);
  window.addEventListener('hashchange', () => void openLink(lab));
}

/** A link that cannot be read opens nothing in place of a run, and the default run where there is none yet. */
async function openLink(lab: Lab): Promise<void> {
  const link = location.hash.length > 1 ? configFromHash(location.hash) : null;
  const problem: LabErrorData | null = link && 'error' in link ? link.error : null;
  const hasRun = lab.store.getState().run !== null;
  if (!problem || !hasRun) {
    await lab.open(link && 'config' in link ? link.config : await configForAdapter());
  }
  if (problem) lab.reportError(problem);
}

async function configForAdapter(): Promise<RunConfig> {
  try {
    return startingConfig(describeAdapter(await requestAdapter(navigator.gpu)).software);
  } catch {
    // The worker meets the same obstacle and reports it.
    return startingConfig(false);
  }
}
