/** How far the timing of kernels is, and the way past it. Nothing while none is timed. */
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useLab, useLabState } from '../../hooks/use-lab';

const text = messages.kernelChoices;

export function TimingProgress() {
  const lab = useLab();
  const progress = useLabState((state) => (state.progress?.task === 'timing' ? state.progress : null));
  const opening = useLabState((state) => state.opening);
  if (!progress || !opening) return null;
  return (
    <>
      <progress aria-label={text.progress} value={progress.done} max={progress.total ?? undefined} />
      <Button title={text.skipHint} onClick={() => lab.skipTiming()}>
        {text.skip}
      </Button>
    </>
  );
}
