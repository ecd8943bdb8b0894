/** How far the timing of kernels is. Nothing while none is timed. */
import { messages } from '../../../messages';
import { useLabState } from '../../hooks/use-lab';
import { SkipTiming } from './SkipTiming';

const text = messages.kernelChoices;

export function TimingProgress() {
  const progress = useLabState((state) => (state.progress?.task === 'timing' ? state.progress : null));
  const opening = useLabState((state) => state.opening);
  if (!progress || !opening) return null;
  return (
    <>
      <progress aria-label={text.progress} value={progress.done} max={progress.total ?? undefined} />
      <SkipTiming />
    </>
  );
}
