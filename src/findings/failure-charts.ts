/** What finding 8 shows. */
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { squaredAngles } from './averages';
import { averagedPoints, level } from './chart-points';
import { type FailureRecords, HEAVY_BALL, SGD, STEPS } from './failure-runs';
import type { Chart, ChartSeries } from './finding';
import type { TrainingRecord } from './training-record';

const text = findings.failures;

/** Steps per point of the charts. */
const POINT = 5;

/** The charts of what there is. */
export function chartsOf(records: Partial<FailureRecords>): Chart[] {
  const names = text.charts;
  const angle = (record: TrainingRecord): ChartSeries => ({
    name: names.angle,
    role: 'control',
    points: averagedPoints(squaredAngles(record), { length: POINT, finish: Math.sqrt }),
  });
  const target = (hyper: HyperParameters, steps: number) =>
    level(names.predicted, equilibriumAngularUpdate(hyper), steps);
  const x = { label: names.steps, logarithmic: false };
  const angles = { label: names.radians, logarithmic: true };
  const { fullBatch, largeEpsilon, deadFilters } = records;
  const charts: Chart[] = [];
  if (fullBatch)
    charts.push(
      {
        title: text.runs.fullBatch,
        kind: 'lines',
        x,
        y: angles,
        series: [angle(fullBatch), target(SGD, STEPS.fullBatch)],
      },
      {
        title: names.loss,
        kind: 'lines',
        x,
        y: { label: names.nats, logarithmic: true },
        series: [
          {
            name: text.runs.fullBatch,
            role: 'control',
            points: averagedPoints(fullBatch.stepColumn('loss'), { length: POINT }),
          },
        ],
      },
    );
  if (largeEpsilon)
    charts.push({
      title: text.runs.largeEpsilon,
      kind: 'lines',
      x,
      y: angles,
      series: [angle(largeEpsilon), target(HEAVY_BALL, STEPS.largeEpsilon)],
    });
  if (deadFilters) charts.push({ ...deadChart(deadFilters), x });
  return charts;
}

/** Every filter's norm: the dead ones fall on a straight line. */
function deadChart(record: TrainingRecord): Omit<Chart, 'x'> {
  const names = text.charts;
  return {
    title: text.runs.deadFilters,
    kind: 'lines',
    y: { label: names.length, logarithmic: true },
    series: record.scaleInvariant.slice(0, 1).flatMap(({ name, filterCount }) =>
      Array.from({ length: filterCount }, (_, filter) => ({
        name: names.filter(filter),
        role: 'control' as const,
        points: Array.from(record.filterColumn(name, filter, 'norm')).flatMap(
          (norm, at): [number, number][] => (at % POINT === 0 ? [[at, norm]] : []),
        ),
      })),
    ),
  };
}
