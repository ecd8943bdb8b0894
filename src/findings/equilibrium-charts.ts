/** What finding 1 shows. */
import { findings } from '../messages';
import { ExponentialAverage } from '../theory/statistics';
import {
  DENSE,
  EARLIER_LAYERS,
  GRID,
  HEAVY_BALL,
  LAYER,
  nameOf,
  predictedAngle,
  type Trained,
} from './equilibrium-runs';
import type { Chart, ChartSeries } from './finding';
import { filterAngles, layerAngle } from './layer-angle';
import { layerName } from './layer-name';

const text = findings.equilibrium;

/** Steps of the charts' average. */
const SMOOTHING = 50;

/** The charts of the runs that have ended. */
export function chartsOf(trained: readonly Trained[]): Chart[] {
  const base = trained.find(({ run }) => run === HEAVY_BALL);
  return [diagonalChart(trained), ...(base ? [filterChart(base)] : [])];
}

/** Measured over predicted: the grid on the diagonal, what must miss it beside it. */
function diagonalChart(trained: readonly Trained[]): Chart {
  const point = ({ run, record }: Trained, tensor: string) =>
    [
      // The line is that of PyTorch's form, whatever the run's rule.
      predictedAngle({ ...HEAVY_BALL, hyper: run.hyper }),
      layerAngle(record, tensor, run.window).angle,
    ] as const;
  const onGrid = trained.filter(({ run }) => GRID.includes(run));
  const measured = [...EARLIER_LAYERS, LAYER].map(
    (tensor): ChartSeries => ({
      name: layerName(tensor),
      role: 'measured',
      points: onGrid.map((one) => point(one, tensor)),
    }),
  );
  const controls = trained
    .filter(({ run }) => !GRID.includes(run))
    .map((one): ChartSeries => ({ name: nameOf(one.run), role: 'control', points: [point(one, LAYER)] }));
  const dense: ChartSeries = {
    name: text.dense,
    role: 'control',
    points: onGrid.map((one) => point(one, DENSE)),
  };
  const ends = GRID.map(predictedAngle);
  const line = [Math.min(...ends), Math.max(...ends)].map((angle) => [angle, angle] as const);
  return {
    title: text.charts.diagonal,
    kind: 'scatter',
    x: { label: text.charts.predicted, logarithmic: true },
    y: { label: text.charts.measured, logarithmic: true },
    series: [{ name: text.charts.theory, role: 'theory', points: line }, ...measured, dense, ...controls],
  };
}

function filterChart({ run, record }: Trained): Chart {
  const { live, dead } = filterAngles(record, LAYER, run.window);
  const target = predictedAngle(run);
  const points = live.map((angle, rank) => [(rank + 0.5) / live.length, angle / target] as const);
  return {
    title: text.charts.filters(layerName(LAYER), dead.length),
    kind: 'scatter',
    x: { label: text.charts.share, logarithmic: false },
    y: { label: text.charts.ratio, logarithmic: false },
    series: [
      {
        name: text.charts.theory,
        role: 'theory',
        points: [
          [0, 1],
          [1, 1],
        ],
      },
      { name: layerName(LAYER), role: 'measured', points },
    ],
  };
}

/** The run that is under way. */
export function angleChart({ run, record }: Trained): Chart {
  const layers = [...EARLIER_LAYERS, LAYER].map((tensor): ChartSeries => {
    const average = new ExponentialAverage(SMOOTHING);
    const angles = Array.from(record.column(tensor, 'angularUpdate'));
    const points = angles.map((angle, step) => [step, Math.sqrt(average.push(angle ** 2))] as const);
    return { name: layerName(tensor), role: 'measured', points };
  });
  const target = predictedAngle(run);
  const line = [0, run.steps].map((step) => [step, target] as const);
  return {
    title: text.charts.run(nameOf(run)),
    kind: 'lines',
    x: { label: text.charts.steps, logarithmic: false },
    y: { label: text.charts.measured, logarithmic: true },
    series: [{ name: text.charts.theory, role: 'theory', points: line }, ...layers],
  };
}
