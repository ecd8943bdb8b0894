/** Opens the lab's first run: the one that the address describes, else one that suits the adapter. */
import { type LabErrorData, toLabErrorData } from '../config/lab-error';
import { configFromHash } from '../config/share-link';
import { startingConfig } from '../config/starting-config';
import { describeAdapter, requestAdapter } from '../engine/gpu/device';
import type { Lab } from '../lab/lab-store';
import { viewOf } from './view';

/** Opens the first run, and another one whenever the address gets another link (pasted over the first). */
export function startLab(lab: Lab): void {
  let opened: string | null = null;
  const open = () => {
    const { hash } = location;
    // The findings' links are none of the lab's; back from them to the link it was left at, its run is still there.
    if (viewOf(hash).name !== 'lab' || hash === opened) return;
    opened = hash;
    void openLink(lab);
  };
  open();
  window.addEventListener('hashchange', open);
}

/** A link that cannot be read opens nothing in place of a run, and the default run where there is none yet. */
async function openLink(lab: Lab): Promise<void> {
  const link = location.hash.length > 1 ? configFromHash(location.hash) : null;
  const problem: LabErrorData | null = link && 'error' in link ? link.error : null;
  if (!problem || lab.store.getState().run === null) {
    try {
      // Asked here before the worker asks again: the default run depends on it, and without one the worker is not needed.
      const adapter = describeAdapter(await requestAdapter(navigator.gpu));
      await lab.open(link && 'config' in link ? link.config : startingConfig(adapter.software));
    } catch (error) {
      lab.giveUp(toLabErrorData(error, 'navigator.gpu'));
    }
  }
  if (problem) lab.reportError(problem);
}
