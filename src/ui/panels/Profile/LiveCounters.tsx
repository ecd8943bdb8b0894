/** What goes to the GPU per second, counted in the worker. */
import { messages } from '../../../messages';
import { formatCount, formatFixed } from '../../../messages/format';
import { Facts } from './Facts';
import { useGpuRates } from './use-gpu-rates';

const text = messages.profile.live;

const { none, milliseconds } = messages.profile;

const perSecond = (value: number | undefined) => {
  if (value === undefined) return none;
  return value < 10 ? formatFixed(value, 1) : formatCount(Math.round(value));
};

export function LiveCounters() {
  const rates = useGpuRates();
  return (
    <Facts
      title={text.title}
      facts={[
        { name: text.steps, value: perSecond(rates?.steps) },
        { name: text.dispatches, value: perSecond(rates?.dispatches) },
        { name: text.submits, value: perSecond(rates?.submits) },
        { name: text.readbacks, value: perSecond(rates?.readbacks) },
        {
          name: text.stepTime,
          value: rates && rates.steps > 0 ? milliseconds(1000 / rates.steps) : none,
          hint: text.stepTimeHint,
        },
      ]}
    />
  );
}
