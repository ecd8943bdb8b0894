/** Charts are made when they are shown: a finding's own state may have moved on by then, and they must not mix the two. */
import { expect, test } from 'vitest';
import type { Chart, FindingContext } from './finding';
import { findings } from './findings';
import { madeRecord } from './testing/made-record';

/** Trainings that never were, watched once each. */
function lateContext(late: (() => readonly Chart[])[]): FindingContext {
  return {
    expectSteps: () => {},
    progress: () => {},
    signal: new AbortController().signal,
    draw: (charts) => late.push(charts),
    train: ({ steps, onSteps }) => {
      const layers = { angularUpdate: () => 0.1, norm: () => 1, gradientNorm: () => 0.1 };
      const record = madeRecord({ steps, layers });
      onSteps?.(record);
      return Promise.resolve(record);
    },
  };
}

/** Those that train on the GPU, but for the one that spends its time in the float64 engine. */
const trained = findings.filter(({ id, runs }) => runs === 'gpu' && id !== 'equivalent-hyper-parameters');

test.each(trained.map((finding) => [finding.id, finding] as const))(
  '%s: made after its end, each drawing is still of its own moment',
  async (_, finding) => {
    const late: (() => readonly Chart[])[] = [];
    const options = { seed: 1, dataSource: 'glyphs', sabotage: false } as const;
    await finding.run(lateContext(late), options);
    expect(late.length).toBeGreaterThan(0);
    for (const charts of late)
      for (const { title, series } of charts()) {
        const names = series.map(({ name }) => name);
        expect(new Set(names).size, `${title}: ${names}`).toBe(names.length);
      }
  },
);
