/** New data: a run on the user's own files, and Fashion-MNIST once it is there. */
import { errorData } from '../../../config/lab-error';
import type { Lab } from '../../../lab/lab-store';

/** Starts a run on these files. If they cannot be used, the present run goes on and its data set stays chosen. */
export async function openFiles(lab: Lab, files: readonly File[]): Promise<void> {
  const { source } = lab.store.getState().staged.data;
  lab.change('data.source', 'files');
  const answer = await lab.apply(files);
  if (!('error' in answer)) return;
  lab.change('data.source', source);
  // Nothing is wrong with the files. Why there is no run is on the page already, but not that these wait for one.
  if (answer.error.code === 'NO_RUN')
    lab.reportError(errorData('FILES_WITHOUT_RUN', files.map(({ name }) => name).join(', ')));
}

/** Downloads Fashion-MNIST and then chooses it; the new run waits for the user's word. */
export async function downloadAndStage(lab: Lab): Promise<void> {
  const answer = await lab.download();
  if (!('error' in answer)) lab.change('data.source', 'fashion-mnist');
}
