/** Kept runs as lines of charts. */
import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../config/run-config';
import { type KeptRun, seriesKey } from '../../lab/kept-run';
import { comparisonOf, layerLine, RUN_STYLES, type ShownRun, seriesLine, valueInRun } from './comparison';

const run: KeptRun = {
  id: 'a',
  name: null,
  slot: 0,
  keptAt: 0,
  config: runConfigSchema.parse({ batchSize: 32 }),
  dataSet: 'none',
  firstStep: 2,
  steps: 5,
  layers: [
    { name: 'conv1.weight', kind: 'convolution', hasTheory: true },
    { name: 'conv2.weight', kind: 'convolution', hasTheory: true },
    { name: 'fc.weight', kind: 'dense', hasTheory: false },
  ],
  lines: {
    steps: [2, 3, 4],
    series: {
      lossAverage: [3, null, 1],
      [seriesKey('measured', 'conv1.weight')]: [0.1, 0.2, 0.3],
      [seriesKey('measured', 'conv2.weight')]: [0.4, 0.5, 0.6],
      [seriesKey('normRatio', 'fc.weight')]: [null, null, null],
    },
  },
  evaluations: [],
  rows: { names: [], count: 0, stepsPerRow: 1 },
};
const shownAs = (stretch: number): ShownRun => ({ run, name: 'mine', style: RUN_STYLES[0]!, stretch });
const valuesOf = (line: ReturnType<typeof seriesLine>) => line?.points.map(({ value }) => value);

describe('lines of a kept run', () => {
  it('are those of the selected layer, or of its last one under theory where it has none of that name', () => {
    expect(valuesOf(layerLine(shownAs(1), 'measured', 'conv1.weight'))).toEqual([0.1, 0.2, 0.3]);
    expect(valuesOf(layerLine(shownAs(1), 'measured', 'layer3.0.conv1.weight'))).toEqual([0.4, 0.5, 0.6]);
    expect(layerLine(shownAs(1), 'normRatio', 'fc.weight')).toBeNull();
    expect(layerLine(shownAs(1), 'absCosine', 'fc.weight')).toBeNull();
  });

  it('are made once', () => {
    const shown = shownAs(1);
    expect(seriesLine(shown, 'lossAverage')).toBe(seriesLine(shown, 'lossAverage'));
  });

  it('have values between their first and last step only, a gap among them none', () => {
    const line = seriesLine(shownAs(1), 'lossAverage');
    expect([1, 2, 3, 4, 5].map((step) => valueInRun(line, step))).toEqual([null, 3, null, 1, null]);
    expect(valueInRun(null, 2)).toBeNull();
  });

  it('lie where the same number of samples had been seen', () => {
    // 32 images a step beside 64: half as many steps of the present run.
    const line = seriesLine(shownAs(0.5), 'lossAverage');
    expect(line?.points.map(({ step }) => step)).toEqual([1, 1.5, 2]);
    expect([1, 2, 3].map((step) => valueInRun(line, step))).toEqual([3, 1, null]);
  });
});

it('a comparison names the layer where it is not the selected one', () => {
  const overlay = { runs: [shownAs(1)], presentName: 'η 0.1', samplesPerStep: null, end: 5 };
  const namesFor = (tensorName: string) =>
    comparisonOf(overlay, ['AU'], [undefined], () => [null], tensorName)?.kept.map(({ name }) => name);
  expect(namesFor('conv1.weight')).toEqual(['mine']);
  expect(namesFor('layer1.0.conv1.weight')).toEqual(['mine · conv2']);
  expect(namesFor('')).toEqual(['mine']);
  expect(comparisonOf(null, [], [], () => [])).toBeUndefined();
});
