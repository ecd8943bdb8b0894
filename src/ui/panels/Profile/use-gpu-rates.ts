/** Asks the worker for its counts as long as someone looks at them. */
import { useEffect, useState } from 'react';
import { type GpuRates, ratesBetween } from '../../../lab/gpu-rates';
import type { CountReport } from '../../../lab/protocol';
import { useLab } from '../../hooks/use-lab';

/** Milliseconds between two questions: each answer is the mean over about this time. */
const INTERVAL = 1000;

/** null until two answers are there. */
export function useGpuRates(): GpuRates | null {
  const lab = useLab();
  const [rates, setRates] = useState<GpuRates | null>(null);
  useEffect(() => {
    let before: CountReport | null = null;
    let waiting = false;
    let ended = false;
    const ask = async () => {
      // A worker that is busy is not asked twice.
      if (waiting) return;
      waiting = true;
      const answer = await lab.count();
      waiting = false;
      if (ended || 'error' in answer) return;
      setRates(before && ratesBetween(before, answer.value));
      before = answer.value;
    };
    void ask();
    const timer = setInterval(() => void ask(), INTERVAL);
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, [lab]);
  return rates;
}
