import { describe, expect, it } from 'vitest';
import { type RunConfig, runConfigSchema } from '../../../config/run-config';
import { RunRecord } from '../../../lab/run-record';
import { WalkingRun } from '../../../lab/testing/walking-run';
import { angularUpdateData, theorySteps } from './angular-update-data';

const optimizer = { learningRate: 0.1, weightDecay: 0.01, momentum: 0.9 };
const theory = (rate: number) => Math.sqrt((2 * rate * optimizer.weightDecay) / 1.9);

function walked(steps: number, events: RunConfig['events'] = []) {
  const walk = new WalkingRun(1, 1, runConfigSchema.parse({ optimizer, events }));
  const record = new RunRecord(walk.run);
  record.append(walk.next(steps));
  return record;
}

describe('theory line', () => {
  it('holds its level up to the last step', () => {
    const points = theorySteps(walked(40));
    expect(points.map(({ step }) => step)).toEqual([0, 40]);
    for (const { value } of points) expect(value).toBeCloseTo(theory(0.1), 4);
  });

  it('changes at exactly the steps at which a slider acted, and not before one that is to come', () => {
    const points = theorySteps(
      walked(40, [
        { step: 17, field: 'learningRate', value: 0.05 },
        { step: 30, field: 'weightDecay', value: 0 },
        { step: 90, field: 'learningRate', value: 1 },
      ]),
    );
    expect(points.map(({ step }) => step)).toEqual([0, 17, 30, 40]);
    expect(points[1]?.value).toBeCloseTo(theory(0.05), 4);
    // Without decay there is no equilibrium: a gap.
    expect(points[2]?.value).toBeNull();
  });

  it('does not exist before the first step', () => {
    const walk = new WalkingRun(1, 1);
    expect(theorySteps(new RunRecord(walk.run))).toEqual([]);
  });
});

describe('chart', () => {
  const named = (record: RunRecord, selected: number, showBand = false) =>
    angularUpdateData(record, selected, showBand, 0.5);

  it('shows every layer, theory, and the predicted path of the selected one', () => {
    const data = named(walked(60), 0);
    expect(data.lines.map(({ key }) => key)).toEqual(['conv1', 'fc', 'theory', 'transient']);
    expect(data.steps).toBe(60);
    expect(data.includes).toBe(0.5);
    expect(data.summary).toContain('After 60 steps: conv1 0.');
  });

  it('gives the dense layer no predicted path, and a band to convolutions only', () => {
    expect(named(walked(60), 2).lines.map(({ key }) => key)).not.toContain('transient');
    expect(named(walked(60), 2, true).bands).toEqual([]);
    const [band] = named(walked(60), 0, true).bands ?? [];
    for (const { range } of band?.points ?? []) expect(range[0]).toBeLessThanOrEqual(range[1]);
    expect(band?.points.length).toBeGreaterThan(0);
  });
});
