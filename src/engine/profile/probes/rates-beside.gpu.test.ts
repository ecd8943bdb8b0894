import { expect, test } from 'vitest';
import { DispatchTimer } from '../../gpu/dispatch-timer';
import { madeUpRates } from '../../testing/made-up-rates';
import { testDevice } from '../../testing/test-device';
import type { AdapterRates, BestProbes } from './adapter-rates';
import type { Probe } from './probe';
import { RatesBeside } from './rates-beside';

const { best, rates } = madeUpRates;
/** Says that it has done more than any other. */
const busy = (probe: Probe): Probe => ({ ...probe, work: 1e6 * probe.work });

test.each<{ name: string; best: BestProbes; rate: (rates: AdapterRates) => number }>([
  {
    name: 'multiply-adds',
    best: { ...best, multiplyAdd: busy(best.multiplyAdd) },
    rate: ({ peakGflops }) => peakGflops,
  },
  ...(['storage', 'workgroup'] as const).flatMap((memory) =>
    (['f32', 'vec4f'] as const).map((width) => ({
      name: `loads from ${memory}, ${width}`,
      best: {
        ...best,
        loads: {
          ...best.loads,
          [memory]: { ...best.loads[memory], [width]: busy(best.loads[memory][width]) },
        },
      },
      rate: ({ loadRates }: AdapterRates) => loadRates[memory][width],
    })),
  ),
  ...(['f32', 'vec4f'] as const).map((width) => ({
    name: `stores, ${width}`,
    best: { ...best, stores: { ...best.stores, [width]: busy(best.stores[width]) } },
    rate: ({ storeRates }: AdapterRates) => storeRates[width],
  })),
])('the probe of $name gives their rate', async (changed) => {
  const device = await testDevice();
  const timer = new DispatchTimer(device);
  const beside = await RatesBeside.load(device, timer, { rates, best: changed.best });
  await beside.sample();
  const measured = beside.rates();
  beside.destroy();
  timer.destroy();
  const { peakGflops, loadRates, storeRates } = measured;
  const all = [peakGflops, ...[...Object.values(loadRates), storeRates].flatMap(Object.values)];
  expect(all).toHaveLength(7);
  expect(all.filter((rate) => rate > 1e4)).toEqual([changed.rate(measured)]);
  expect(measured.overlap).toBe(rates.overlap);
});
