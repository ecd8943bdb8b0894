import { expect, test } from 'vitest';
import { DispatchTimer } from '../../gpu/dispatch-timer';
import { madeUpRates } from '../../testing/made-up-rates';
import { testDevice } from '../../testing/test-device';
import type { AdapterRates, BestProbes } from './adapter-rates';
import type { Probe } from './probe';
import { RatesBeside } from './rates-beside';

const { best, rates } = madeUpRates;
/** Says that it has done more than any other, or less. */
const busy = <P extends Probe>(probe: P): P => ({ ...probe, work: 1e6 * probe.work });
const lazy = <P extends Probe>(probe: P): P => ({ ...probe, work: 1e-6 * probe.work });

async function measuredWith(changed: Partial<BestProbes>): Promise<AdapterRates> {
  const device = await testDevice();
  const timer = new DispatchTimer(device);
  const beside = await RatesBeside.load(device, timer, { rates, best: { ...best, ...changed } });
  await beside.sample();
  const measured = beside.rates();
  beside.destroy();
  timer.destroy();
  return measured;
}

test.each<{ name: string; best: Partial<BestProbes>; rate: (rates: AdapterRates) => number }>([
  {
    name: 'multiply-adds',
    best: { multiplyAdd: busy(best.multiplyAdd) },
    rate: ({ peakGflops }) => peakGflops,
  },
  ...(['storage', 'workgroup'] as const).flatMap((memory) =>
    (['f32', 'vec4f'] as const).map((width) => ({
      name: `loads from ${memory}, ${width}`,
      best: {
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
    best: { stores: { ...best.stores, [width]: busy(best.stores[width]) } },
    rate: ({ storeRates }: AdapterRates) => storeRates[width],
  })),
])('the probe of $name gives their rate', async (changed) => {
  const measured = await measuredWith(changed.best);
  const { peakGflops, loadRates, storeRates } = measured;
  const all = [peakGflops, ...[...Object.values(loadRates), storeRates].flatMap(Object.values)];
  expect(all).toHaveLength(7);
  expect(all.filter((rate) => rate > 1e4)).toEqual([changed.rate(measured)]);
});

test('both overlaps are those of their probes, now', async () => {
  const { mixed, copy } = best;
  const first = await measuredWith({
    mixed: { ...mixed, probe: busy(mixed.probe) },
    copy: { ...copy, probe: lazy(copy.probe) },
  });
  expect([first.overlap, first.storeOverlap]).toEqual([1, 0]);
  const second = await measuredWith({
    mixed: { ...mixed, probe: lazy(mixed.probe) },
    copy: { ...copy, probe: busy(copy.probe) },
  });
  expect([second.overlap, second.storeOverlap]).toEqual([0, 1]);
  // Loads that take for ever alone hide all that stands beside them.
  const { f32, vec4f } = best.loads.storage;
  const third = await measuredWith({
    loads: { ...best.loads, storage: { f32: lazy(f32), vec4f: lazy(vec4f) } },
  });
  expect([third.overlap, third.storeOverlap]).toEqual([1, 1]);
});
