import { describe, expect, it } from 'vitest';
import { DEFAULT_RUN_CONFIG, type RunConfig, type RunConfigInput, runConfigSchema } from './run-config';
import { differences, numbered, runNames } from './run-names';

const config = (input: RunConfigInput = {}): RunConfig => runConfigSchema.parse(input);
const namesOf = (...inputs: RunConfigInput[]) => numbered(differences(inputs.map(config)));

describe('names of runs', () => {
  it('say what differs, and nothing else', () => {
    expect(
      namesOf(
        { optimizer: { learningRate: 0.05 } },
        { optimizer: { learningRate: 0.1, weightDecay: 1e-3 } },
        { optimizer: { learningRate: 0.1 } },
      ),
    ).toEqual(['η 0.05, λ 0.005', 'η 0.1, λ 0.001', 'η 0.1, λ 0.005']);
    expect(namesOf({ seed: 1 }, { seed: 2 })).toEqual(['seed 1', 'seed 2']);
    expect(namesOf({ optimizer: { weightDecay: 5e-4 } }, {})).toEqual(['λ 5e-4', 'λ 0.005']);
  });

  it('change with the runs beside them', () => {
    const [first, second, third] = [{ seed: 1 }, { seed: 1, batchSize: 16 }, { seed: 2 }];
    expect(namesOf(first, second)).toEqual(['batch size 64', 'batch size 16']);
    expect(namesOf(first, second, third)).toEqual([
      'batch size 64, seed 1',
      'batch size 16, seed 1',
      'batch size 64, seed 2',
    ]);
    expect(namesOf(first, third)).toEqual(['seed 1', 'seed 2']);
  });

  it('number runs that do not differ', () => {
    expect(namesOf({})).toEqual(['same settings 1']);
    expect(namesOf({}, {})).toEqual(['same settings 1', 'same settings 2']);
    expect(namesOf({ seed: 2 }, {}, { seed: 2 })).toEqual(['seed 2 (1)', 'seed 1', 'seed 2 (2)']);
  });

  it('tell moves of a slider from other values', () => {
    const cut = { step: 200, field: 'learningRate', value: 0.01 } as const;
    expect(namesOf({}, { events: [cut] }, { events: [{ ...cut, step: 0 }] })).toEqual([
      'η 0.1',
      'η 0.1 → 0.01 at 200',
      'η 0.01',
    ]);
    const drag = [
      { ...cut, value: 0.05 },
      { ...cut, step: 1203 },
    ];
    expect(namesOf({ events: drag }, {})).toEqual(['η 0.1 → 0.01 at 200…1,203', 'η 0.1']);
    // The same words for different drags: a number tells them apart.
    const other = [{ ...cut, value: 0.06 }, drag[1]!];
    expect(namesOf({ events: drag }, { events: other })).toEqual([
      'η 0.1 → 0.01 at 200…1,203 (1)',
      'η 0.1 → 0.01 at 200…1,203 (2)',
    ]);
  });

  it('tell multiplied weights', () => {
    const value = { weights: 0.5, momenta: 1, runningStatistics: 0.5 };
    expect(namesOf({ events: [{ step: 7, field: 'rescale', value }] }, { seed: 2 })).toEqual([
      'seed 1, w × 0.5 at 7',
      'seed 2',
    ]);
  });

  it('pass over settings without effect', () => {
    expect(namesOf({ schedule: { factor: 0.5 } }, {})).toEqual(['same settings 1', 'same settings 2']);
    const cosine = { kind: 'cosine', factor: 0.5 } as const;
    expect(namesOf({ schedule: cosine }, {})).toEqual(['schedule Cosine', 'schedule Constant']);
    expect(namesOf({ schedule: cosine }, { schedule: { ...cosine, factor: 0.2 } }, {})).toEqual([
      'schedule Cosine, factor 0.5',
      'schedule Cosine, factor 0.2',
      'schedule Constant',
    ]);
  });

  it('read choices, switches, lists and factors as the page does', () => {
    expect(namesOf({ network: { kind: 'resnet8', batchNorm: false } }, {})).toEqual([
      'network ResNet-8, BatchNorm off',
      'network 3-conv net, BatchNorm on',
    ]);
    expect(namesOf({ network: { initialScales: { conv1: 20 } } }, {})[0]).toBe('scales of layers conv1:20');
  });

  it('count the present run among those that differ, but not among the numbered', () => {
    const run = (input: RunConfigInput, overlaid = true) => ({ config: config(input), overlaid });
    expect(runNames(config(), [run({})])).toEqual({ names: ['same settings 1'], present: '' });
    expect(runNames(config({ seed: 2 }), [run({}), run({ seed: 2 })])).toEqual({
      names: ['seed 1', 'seed 2'],
      present: 'seed 2',
    });
  });

  it('of runs that are not shown change nothing of the others', () => {
    const run = (input: RunConfigInput, overlaid: boolean) => ({ config: config(input), overlaid });
    const runs = [run({ seed: 2 }, true), run({ batchSize: 8 }, false), run({ seed: 2 }, false)];
    expect(runNames(config(), runs)).toEqual({
      names: ['seed 2 (1)', 'batch size 8, seed 1', 'seed 2 (2)'],
      present: 'seed 1',
    });
  });

  it('leave the configs as they are', () => {
    const before = structuredClone(DEFAULT_RUN_CONFIG);
    runNames(DEFAULT_RUN_CONFIG, [{ config: config({ seed: 2 }), overlaid: true }]);
    expect(DEFAULT_RUN_CONFIG).toEqual(before);
  });
});
