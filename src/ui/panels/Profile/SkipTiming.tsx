/** The way past the timing of kernels. Nothing while none is timed. */
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useLab, useLabState } from '../../hooks/use-lab';

const text = messages.kernelChoices;

export function SkipTiming() {
  const lab = useLab();
  const isTiming = useLabState(({ opening, progress }) => opening && progress?.task === 'timing');
  if (!isTiming) return null;
  return (
    <Button title={text.skipHint} onClick={() => lab.skipTiming()}>
      {text.skip}
    </Button>
  );
}
