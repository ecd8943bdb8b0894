/** Loss and accuracy: the training batches' average and the test set's points. */
import { useRef } from 'react';
import type { Evaluation } from '../../../lab/protocol';
import type { RunRecord, RunSeries } from '../../../lab/run-record';
import { messages } from '../../../messages';
import { formatPercent } from '../../../messages/format';
import type { ChartLine } from '../../charts/chart-data';
import { useChartOptions } from '../../charts/chart-options';
import { type LineChartData, LineChartPanel } from '../../charts/LineChartPanel';
import { LogarithmicButton } from '../../charts/LogarithmicButton';
import { eventMarks, seriesPoints } from '../../charts/layer-lines';
import { summarise } from '../../charts/summary';
import { thinPoints } from '../../charts/thin-points';
import { useFromRecord } from '../../charts/use-record';

/** More dots than this would touch. */
const MOST_DOTS = 100;

function lossData(
  record: RunRecord,
  series: RunSeries,
  tested: (evaluation: Evaluation) => number,
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
  return { lines, events, steps, summary: summarise(steps, lines, events) };
}

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
  const data = useFromRecord(
    element,
    (record) => record && lossData(record, 'lossAverage', ({ loss }) => loss),
    [],
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
  const data = useFromRecord(
    element,
    (record) => record && lossData(record, 'accuracyAverage', ({ accuracy }) => accuracy),
    [],
  );
  return (
    <LineChartPanel
      element={element}
      title={text.accuracy}
      unit={text.accuracyUnit}
      data={data}
      logarithmic={false}
      intervals={INTERVALS}
      bounds={WHOLE}
      format={formatPercent}
    />
  );
}
