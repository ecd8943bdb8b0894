/** What goes to the GPU per second, counted in the worker. */
import { messages } from '../../../messages';
import { formatCount, formatFixed } from '../../../messages/format';
import { useLabState } from '../../hooks/use-lab';
import { Facts } from './Facts';
import { useGpuRates } from './use-gpu-rates';

const text = messages.profile.live;

const perSecond = (value: number | null | undefined) => {
  if (value === null || value === undefined) return messages.profile.none;
  return value < 10 ? formatFixed(value, 1) : formatCount(Math.round(value));
};

export function LiveCounters() {
  const steps = useLabState((state) => (state.runState === 'training' ? state.stepsPerSecond : null));
  const rates = useGpuRates();
  return (
    <Facts
      title={text.title}
      facts={[
        { name: text.steps, value: perSecond(steps) },
        { name: text.dispatches, value: perSecond(rates?.dispatches) },
        { name: text.submits, value: perSecond(rates?.submits) },
        { name: text.readbacks, value: perSecond(rates?.readbacks) },
      ]}
    />
  );
}
