/** What finding 2 shows. */
import { findings } from '../messages';
import type { Chart, ChartSeries } from './finding';
import { layerName } from './layer-name';
import { drives, fadingAngle, recursionAngles, settledNormSquared, smoothed } from './norm-measurement';
import {
  APPROACH_STEPS,
  FADING_STEPS,
  FAST_DECAY,
  HYPER,
  LAYERS,
  type NormRecords,
  PERTURBATION,
  RINGING_STEPS,
} from './norm-trainings';
import { driveOfForks, meanOver, perturbedForkLogNorms } from './ring-measurement';
import { predictedLogNorms } from './ring-prediction';
import type { TrainingRecord } from './training-record';

const text = findings['equilibrium-norm'];

const LAST_LAYER = LAYERS[2];
/** Steps over which h̃ is averaged: what a chart can show. */
const AVERAGED = 10;

/** The charts of what there is. */
export function chartsOf({ approach, settling, perturbed, fading }: Partial<NormRecords>): Chart[] {
  return [
    ...(approach ? [normChart(approach), angleChart(approach)] : []),
    ...(approach && settling && perturbed ? [ringingChart({ approach, settling, perturbed })] : []),
    ...(fading ? [fadingChart(fading)] : []),
  ];
}

const points = (values: Float64Array) => Array.from(values, (value, step) => [step, value] as const);

function lines(title: string, y: Chart['y'], series: readonly ChartSeries[]): Chart {
  return { title, kind: 'lines', x: { label: text.charts.steps, logarithmic: false }, y, series };
}

/** Norms over ‖w*‖ of the h̃ that the layer has had of late, as the norm remembers it. */
function normChart(record: TrainingRecord): Chart {
  const layers = LAYERS.map((layer): ChartSeries => {
    const norms = record.column(layer, 'norm');
    const settled = settledNormSquared(
      record,
      layer,
      { from: Math.floor(record.count / 2), to: record.count },
      HYPER,
    );
    return {
      name: layerName(layer),
      role: 'measured',
      points: points(norms.map((norm) => norm / Math.sqrt(settled.predicted))),
    };
  });
  const line: ChartSeries = {
    name: text.charts.settled,
    role: 'theory',
    points: [
      [0, 1],
      [APPROACH_STEPS, 1],
    ],
  };
  return lines(text.charts.norms, { label: text.charts.norm, logarithmic: true }, [line, ...layers]);
}

function angleChart(record: TrainingRecord): Chart {
  const startNorm = record.column(LAST_LAYER, 'norm')[0] ?? Number.NaN;
  const drive = smoothed(drives(record, LAST_LAYER, HYPER.momentum), AVERAGED);
  return lines(text.charts.angles(layerName(LAST_LAYER)), { label: text.charts.angle, logarithmic: true }, [
    {
      name: text.charts.recursion,
      role: 'theory',
      points: points(recursionAngles(startNorm, HYPER, drive)),
    },
    {
      name: text.charts.measured,
      role: 'measured',
      points: points(record.column(LAST_LAYER, 'angularUpdate')),
    },
  ]);
}

function ringingChart(records: Pick<NormRecords, 'approach' | 'settling' | 'perturbed'>): Chart {
  return lines(text.charts.ringing, { label: text.charts.logNorm, logarithmic: false }, [
    {
      name: text.charts.theory,
      role: 'theory',
      points: points(predictedLogNorms(FAST_DECAY, PERTURBATION, new Float64Array(RINGING_STEPS).fill(1))),
    },
    {
      name: text.charts.driven,
      role: 'theory',
      points: points(predictedLogNorms(FAST_DECAY, PERTURBATION, driveOfForks(records, LAST_LAYER))),
    },
    {
      name: text.charts.mean(layerName(LAST_LAYER), records.perturbed.length),
      role: 'control',
      points: points(meanOver(perturbedForkLogNorms(records, LAST_LAYER))),
    },
  ]);
}

function fadingChart(record: TrainingRecord): Chart {
  const limit = Array.from({ length: FADING_STEPS }, (_, step) => [step, fadingAngle(HYPER, step)] as const);
  return lines(text.charts.fading, { label: text.charts.angle, logarithmic: true }, [
    { name: text.charts.limit, role: 'theory', points: limit },
    {
      name: layerName(LAST_LAYER),
      role: 'control',
      points: points(record.column(LAST_LAYER, 'angularUpdate')),
    },
  ]);
}
