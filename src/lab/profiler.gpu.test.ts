/** Profiles asked for in the worker's session: all probes once per device, the run's steps unharmed, ended when asked. */
import { expect, test } from 'vitest';
import { runConfigSchema } from '../config/run-config';
import type { LabReport } from './protocol';
import { sharedGpu } from './testing/shared-gpu';
import { TrainingSession } from './training-session';

/** Of one shape, so that there are few kernels to time. */
const config = runConfigSchema.parse({
  network: { channels: [4, 4, 4], strides: [2, 1, 1], batchNorm: false },
  batchSize: 8,
  data: { subset: 64 },
});

test('all probes run for the first profile alone; a cancelled one has none', async () => {
  const reports: LabReport[] = [];
  let onProfiling = () => {};
  const session = new TrainingSession((report) => {
    reports.push(report);
    if (report.type === 'profiling') onProfiling();
  }, sharedGpu());
  await session.start();
  await session.handle({ type: 'open', request: 1, config });

  const profiled = async (request: number) => {
    reports.length = 0;
    await session.handle({ type: 'profile', request });
    const progress = reports.flatMap((report) => (report.type === 'profiling' ? [report.progress] : []));
    const answer = reports.find((report) => report.type === 'profiled');
    expect(answer?.request).toBe(request);
    expect(reports.filter(({ type }) => type === 'error')).toEqual([]);
    return { progress, phases: new Set(progress.map(({ phase }) => phase)), profile: answer?.profile };
  };

  const asked = profiled(5);
  await session.handle({ type: 'cancelProfile' });
  expect(await asked, 'cancelled before it could begin').toMatchObject({ phases: new Set(), profile: null });
  onProfiling = () => void session.handle({ type: 'cancelProfile' });
  expect(await profiled(2)).toMatchObject({ phases: new Set(['rates']), profile: null });
  onProfiling = () => {};
  const first = await profiled(3);
  expect(first.phases).toEqual(new Set(['rates', 'kernels']));
  for (const wanted of ['rates', 'kernels']) {
    const last = first.progress.findLast(({ phase }) => phase === wanted);
    expect(last?.done, wanted).toBe(last?.total);
  }
  const second = await profiled(4);
  expect(second.phases).toEqual(new Set(['kernels']));
  expect(second.profile?.rates.probes).toEqual(first.profile?.rates.probes);
  expect(second.profile?.kernels.map(({ label }) => label)).toEqual(
    first.profile?.kernels.map(({ label }) => label),
  );
});
