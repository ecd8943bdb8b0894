/** Loss and accuracy: the training batches' average and the test set's points. */
import { useRef } from 'react';
import { type KeptRunSeries, seriesKey } from '../../../lab/kept-run';
import type { Evaluation } from '../../../lab/protocol';
import type { RunRecord } from '../../../lab/run-record';
import { messages } from '../../../messages';
import { formatPercent } from '../../../messages/format';
import type { ChartLine } from '../../charts/chart-data';
import { useChartOptions } from '../../charts/chart-options';
import {
  comparisonOf,
  keptLine,
  type Overlay,
  type ShownRun,
  seriesLine,
  stretched,
} from '../../charts/comparison';
import { type LineChartData, LineChartPanel } from '../../charts/LineChartPanel';
import { LogarithmicButton } from '../../charts/LogarithmicButton';
import { eventMarks, seriesPoints } from '../../charts/layer-lines';
import { summarise } from '../../charts/summary';
import { thinPoints } from '../../charts/thin-points';
import { useFromRecord } from '../../charts/use-record';
import { useOverlay } from '../../hooks/use-overlay';

/** More dots than this would touch. */
const MOST_DOTS = 100;

function lossData(
  record: RunRecord,
  series: KeptRunSeries,
  tested: (evaluation: Evaluation) => number,
  overlay: Overlay | null,
): LineChartData {
  const text = messages.charts.loss;
  const { steps } = record;
  const tests = record.evaluations.map((evaluation) => ({
    step: evaluation.step,
    value: tested(evaluation),
  }));
  const lines: ChartLine[] = [
    {
      key: 'train',
      label: text.train,
      colour: 'var(--measured)',
      width: 1.5,
      points: seriesPoints(record, { key: series, series }),
    },
    {
      key: 'test',
      label: text.test,
      colour: 'var(--text)',
      width: 1.25,
      dots: tests.length <= MOST_DOTS,
      points: thinPoints(tests),
    },
  ];
  const events = eventMarks(record);
  const keptTests = (shown: ShownRun) =>
    keptLine(shown, `${series} test`, () => {
      const points = shown.run.evaluations.map((evaluation) => ({
        step: evaluation.step,
        value: tested(evaluation),
      }));
      return points.length > 0 ? { points: stretched(shown, points), width: 1, opacity: 0.7 } : null;
    });
  return {
    lines,
    events,
    steps: Math.max(steps, overlay?.end ?? 0),
    comparison: comparisonOf(overlay, [columns.batches, columns.test], lines, (shown) => [
      seriesLine(shown, seriesKey(series)),
      keptTests(shown),
    ]),
    samplesPerStep: overlay?.samplesPerStep ?? null,
    summary: summarise(steps, lines, events),
  };
}

const { columns } = messages.keptRuns;

const WHOLE = [0, 1] as const;
/** Two charts share the panel's height. */
const INTERVALS = 2;

export function LossChart() {
  return (
    <div className="chart-stack">
      <Loss />
      <Accuracy />
    </div>
  );
}

function Loss() {
  const text = messages.charts;
  const element = useRef<HTMLElement>(null);
  const logarithmic = useChartOptions((options) => options.logarithmic);
  const overlay = useOverlay();
  const data = useFromRecord(
    element,
    (record) => record && lossData(record, 'lossAverage', ({ loss }) => loss, overlay),
    [overlay],
  );
  return (
    <LineChartPanel
      element={element}
      title={text.loss.loss}
      hasSteps={false}
      unit={text.loss.lossUnit}
      data={data}
      logarithmic={logarithmic}
      intervals={INTERVALS}
      tools={<LogarithmicButton />}
    />
  );
}

function Accuracy() {
  const text = messages.charts.loss;
  const element = useRef<HTMLElement>(null);
  const overlay = useOverlay();
  const data = useFromRecord(
    element,
    (record) => record && lossData(record, 'accuracyAverage', ({ accuracy }) => accuracy, overlay),
    [overlay],
  );
  return (
    <LineChartPanel
      element={element}
      title={text.accuracy}
      unit={text.accuracyUnit}
      side="left"
      data={data}
      logarithmic={false}
      intervals={INTERVALS}
      bounds={WHOLE}
      format={formatPercent}
    />
  );
}
