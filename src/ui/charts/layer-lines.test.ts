import { describe, expect, it } from 'vitest';
import type { TensorDescription } from '../../engine/telemetry/step-batch';
import { RunRecord } from '../../lab/run-record';
import { constantBatch, describeRun } from '../../lab/testing/walking-run';
import { eventMarks, layerLines, layersOf } from './layer-lines';

function recordOf(convolutions: number) {
  const tensors: TensorDescription[] = Array.from({ length: convolutions + 1 }, (_, i) => ({
    name: i < convolutions ? `layer${i}.conv.weight` : 'fc.weight',
    kind: i < convolutions ? 'convolution' : 'dense',
    shape: [1, 1],
    scaleInvariant: i < convolutions,
    decays: true,
    firstFilter: i,
    filterCount: 1,
  }));
  const run = describeRun(undefined, tensors);
  const record = new RunRecord(run);
  record.append(constantBatch(run, 0, 1000, 0.5));
  return record;
}

const linesOf = (record: RunRecord, selected: number) =>
  layerLines(record, layersOf(record), 'gradientNorm', selected);

describe('lines of the layers', () => {
  it('are one each in a shallow network, of at most 300 points, and frozen', () => {
    const lines = linesOf(recordOf(3), 1);
    expect(lines.map(({ label }) => label)).toEqual(['layer0.conv', 'layer1.conv', 'layer2.conv', 'fc']);
    for (const { points } of lines) {
      expect(points.length).toBeLessThanOrEqual(300);
      expect(points.at(-1)).toEqual({ step: 999, value: 0.5 });
      expect(Object.isFrozen(points)).toBe(true);
    }
  });

  it('are merged in a deep network, except the selected and the dense one', () => {
    const [others, ...own] = linesOf(recordOf(19), 4);
    expect(own.map(({ label }) => label)).toEqual(['layer4.conv', 'fc']);
    expect(others?.merged).toBe(true);
    // A gap ends each of the 18 others.
    expect(others?.points.filter(({ value }) => value === null)).toHaveLength(18);
    expect(others?.points.length).toBeLessThanOrEqual(300);
  });
});

it('marks moves of the sliders that have acted, one per drag', () => {
  const record = recordOf(1);
  for (const step of [500, 503, 506, 2000])
    record.addEvent({ step, field: 'learningRate', value: 1e-4 * step });
  expect(eventMarks(record)).toEqual([{ step: 506, label: 'η 0.0506' }]);
});
