/** Finding 4 drawn: the angle and the loss of all branches, about the step of the cut. */
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { squaredAngles } from './averages';
import { averagedPoints } from './chart-points';
import { AFTER, type Branch, LENGTHS, predictedClimb, SETTLED } from './cut-branches';
import type { Chart } from './finding';
import type { TrainingRecord } from './training-record';

const text = findings['learning-rate-cut'];

/** Steps per point of the chart. */
const POINT = 5;
/** Of the run before the cut the last steps so far: more would leave too little room for what follows. */
const LAST = 300;

/** The charts of the branches there are so far. */
export function chartsOf(before: TrainingRecord, branches: Partial<Record<Branch, TrainingRecord>>): Chart[] {
  const names = text.charts;
  const points = (record: TrainingRecord, column: Float64Array, finish?: (mean: number) => number) => {
    const left = record === before ? Math.max(0, record.count - LAST) : 0;
    const first = left - (left % POINT);
    return averagedPoints(column.subarray(first), {
      length: POINT,
      start: record.firstStep + first - SETTLED,
      ...(finish && { finish }),
    });
  };
  const roles = { bufferKept: 'control', decayFollows: 'control' } as const;
  const runs: [Branch | 'before', TrainingRecord][] = [['before', before]];
  for (const name of Object.keys(LENGTHS) as Branch[]) if (branches[name]) runs.push([name, branches[name]]);
  const series = (values: (record: TrainingRecord) => [number, number][]) =>
    runs.map(([name, record]) => ({
      name: text.branches[name],
      role: name in roles ? ('control' as const) : ('measured' as const),
      points: values(record),
    }));
  const target = equilibriumAngularUpdate(AFTER);
  const climb = predictedClimb({ from: 0, to: LENGTHS.cut });
  const x = { label: names.steps, logarithmic: false };
  return [
    {
      title: names.angle,
      kind: 'lines',
      x,
      y: { label: names.radians, logarithmic: true },
      series: [
        ...series((record) => points(record, squaredAngles(record), Math.sqrt)),
        { name: names.predicted, role: 'theory', points: climb.map((ratio, step) => [step, ratio * target]) },
      ],
    },
    {
      title: names.loss,
      kind: 'lines',
      x,
      y: { label: names.nats, logarithmic: false },
      series: series((record) => points(record, record.stepColumn('loss'))),
    },
  ];
}
