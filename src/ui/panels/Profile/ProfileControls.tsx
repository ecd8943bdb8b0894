/** Starts and stops a profile, and says how far it is or why it failed. */
import { useState } from 'react';
import type { LabErrorData } from '../../../config/lab-error';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useLab, useLabState } from '../../hooks/use-lab';

const text = messages.profile;

export function ProfileControls() {
  const lab = useLab();
  const hasRun = useLabState((state) => state.run !== null);
  const progress = useLabState((state) => state.profiling);
  const hasProfile = useLabState((state) => state.profile !== null);
  const [error, setError] = useState<LabErrorData | null>(null);
  const run = async () => {
    setError(null);
    const answer = await lab.profile();
    if ('error' in answer) setError(answer.error);
  };
  return (
    <div className="profile-controls">
      <p className="profile-progress" role="status">
        {progress && text.phases[progress.phase]}
        {!hasRun && text.needsRun}
        {error && `${text.failed} ${error.message} ${error.fix}`}
      </p>
      {progress && <progress aria-label={text.progress} value={progress.done} max={progress.total} />}
      {progress ? (
        <Button onClick={() => lab.cancelProfile()}>{text.cancel}</Button>
      ) : (
        <Button kind="primary" unavailable={!hasRun} onClick={() => void run()}>
          {hasProfile ? text.runAgain : text.run}
        </Button>
      )}
    </div>
  );
}
