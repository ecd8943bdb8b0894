/** Measured angular updates of all layers over the line that theory draws from lr, weight decay and momentum alone. */
import { useRef } from 'react';
import { presentHyperParameters } from '../../../lab/lab-state';
import { theoryAngularUpdate } from '../../../lab/theory-line';
import { messages } from '../../../messages';
import { setShowBand, useChartOptions } from '../../charts/chart-options';
import { LevelMark } from '../../charts/LevelMark';
import { LineChartPanel } from '../../charts/LineChartPanel';
import { LogarithmicButton } from '../../charts/LogarithmicButton';
import { ToggleButton } from '../../charts/ToggleButton';
import { useFromRecord } from '../../charts/use-record';
import { useLabState } from '../../hooks/use-lab';
import { useOverlay } from '../../hooks/use-overlay';
import { angularUpdateData } from './angular-update-data';

export function AngularUpdateChart() {
  const text = messages.charts;
  const element = useRef<HTMLElement>(null);
  const selected = useLabState((state) => state.selection.tensor);
  const logarithmic = useChartOptions((options) => options.logarithmic);
  const showBand = useChartOptions((options) => options.showBand);
  const earlier = useLabState((state) => state.earlier);
  const level = usePresentLevel();
  const overlay = useOverlay();
  const data = useFromRecord(
    element,
    (record) => record && angularUpdateData(record, selected, showBand, level, earlier, overlay),
    // The present level widens the axis, so that it is drawn with it.
    [selected, showBand, level, earlier, overlay],
  );
  const hasTheory = !data || data.lines.some(({ key }) => key === 'theory');

  return (
    <LineChartPanel
      element={element}
      title={text.angularUpdate.title}
      unit={
        hasTheory ? text.angularUpdate.unit : `${text.angularUpdate.unit} · ${text.angularUpdate.noTheory}`
      }
      data={data}
      logarithmic={logarithmic}
      overlay={(area, steps, values) =>
        hasTheory &&
        level !== null && (
          <LevelMark
            {...{ area, steps, values, level }}
            from={data?.steps ?? 0}
            title={text.angularUpdate.present}
          />
        )
      }
      tools={
        <>
          <ToggleButton pressed={showBand} onToggle={setShowBand} title={text.bandHint}>
            {text.band}
          </ToggleButton>
          <LogarithmicButton />
        </>
      }
    />
  );
}

/** AU* in rad for the sliders as they stand at this moment, null where there is no equilibrium. */
function usePresentLevel(): number | null {
  return useLabState((state) =>
    theoryAngularUpdate(state.run?.config ?? state.staged, presentHyperParameters(state)),
  );
}
