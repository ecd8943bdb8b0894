/** Train, pause, one step, and back to step 0. */

import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { icons } from '../../components/icons';
import { useLab, useLabState } from '../../hooks/use-lab';

export function RunButtons() {
  const lab = useLab();
  const state = useLabState((lab) => lab.runState);
  const hasRun = useLabState((lab) => lab.run !== null);
  const opening = useLabState((lab) => lab.opening);
  const text = messages.controls;
  // A diverged run stands at its last good state: with other values it can go on from there.
  const canStart = hasRun && (state === 'paused' || state === 'diverged');
  return (
    <div className="run-buttons">
      <Button
        kind={state === 'training' ? 'plain' : 'primary'}
        icon={icons.train}
        unavailable={!canStart}
        onClick={() => lab.train()}
      >
        {text.train}
      </Button>
      <Button icon={icons.pause} unavailable={state !== 'training'} onClick={() => lab.pause()}>
        {text.pause}
      </Button>
      <Button icon={icons.step} unavailable={!canStart} onClick={() => lab.step(1)}>
        {text.step}
      </Button>
      <Button
        icon={icons.reset}
        unavailable={!hasRun || opening || state === 'preparing' || state === 'recovering'}
        onClick={() => void lab.reset()}
      >
        {text.reset}
      </Button>
    </div>
  );
}
