import { expect, it } from 'vitest';
import { type ChartLine, mergeEvents, valueAt, valueRange } from './chart-data';

const points = [
  { step: 0, value: 3 },
  { step: 10, value: -1 },
  { step: 20, value: null },
  { step: 30, value: 0.5 },
];
const line: ChartLine = { key: 'a', label: 'a', colour: 'red', points };

it('reads the value in force at a step', () => {
  expect([-1, 0, 9.5, 10, 25, 99].map((step) => valueAt(line, step))).toEqual([null, 3, 3, -1, null, 0.5]);
  expect(valueAt({ ...line, points: [] }, 3)).toBeNull();
  expect(valueAt({ ...line, merged: true }, 3)).toBeNull();
});

it('finds the range, without gaps and without what a logarithm has not', () => {
  const band = { key: 'b', label: 'b', colour: 'red', points: [{ step: 0, range: [0, 7] as const }] };
  expect(valueRange([line], [], false)).toEqual([-1, 3]);
  expect(valueRange([line], [band], true)).toEqual([0.5, 7]);
  expect(valueRange([], [], false)).toBeNull();
});

it('makes one event of a drag, but not of two sliders or of two moves', () => {
  const events = [
    { step: 100, field: 'lr' },
    { step: 102, field: 'lr' },
    { step: 103, field: 'wd' },
    { step: 104, field: 'lr' },
    { step: 300, field: 'lr' },
  ];
  expect(mergeEvents(events, 10).map((event) => event.step)).toEqual([103, 104, 300]);
});
