/** Over the charts: keeps the present run, names those that lie over it, and switches them off and on everywhere. */
import { MAX_OVERLAID } from '../../../lab/kept-run';
import { messages } from '../../../messages';
import { setBySamples, toggleRun, useChartOptions } from '../../charts/chart-options';
import { RUN_STYLES } from '../../charts/comparison';
import { ToggleButton } from '../../charts/ToggleButton';
import { Button } from '../../components/Button';
import { useLab, useLabState } from '../../hooks/use-lab';
import { useKeptRuns, useNamedRuns } from '../../hooks/use-overlay';
import { RunSwatch } from './RunSwatch';
import './Runs.css';

const text = messages.keptRuns;

export function RunBar() {
  const lab = useLab();
  const keeping = useKeptRuns((state) => state.keeping);
  const hasSteps = useLabState((state) => state.record !== null && state.step > state.record.firstStep);
  const isOverlaid = useKeptRuns((state) => state.runs.some(({ slot }) => slot !== null));
  return (
    <div className="run-bar">
      {isOverlaid && <RunLegend />}
      <Button unavailable={!hasSteps || keeping} title={text.keepHint} onClick={() => void lab.runs.keep()}>
        {text.keep}
      </Button>
    </div>
  );
}

function RunLegend() {
  const { runs } = useNamedRuns();
  const bySamples = useChartOptions((options) => options.bySamples);
  const hidden = useChartOptions((options) => options.hiddenRuns);
  const batchSize = useLabState((state) => (state.run?.config ?? state.staged).batchSize);
  // Steps and samples are the same axis where all batches are of one size.
  const hasSamples =
    bySamples || runs.some(({ run }) => run.slot !== null && run.config.batchSize !== batchSize);
  const shown = Array.from({ length: MAX_OVERLAID }, (_, slot) => runs.find(({ run }) => run.slot === slot));
  return (
    <>
      <ul className="run-legend" aria-label={text.legend}>
        {shown.map((named, slot) => {
          const style = RUN_STYLES[slot];
          if (!named || !style) return null;
          const { run, name } = named;
          return (
            <li key={run.id}>
              <button
                type="button"
                className="chart-entry"
                aria-pressed={!hidden.has(run.id)}
                title={text.toggle(name)}
                onClick={() => toggleRun(run.id)}
              >
                <RunSwatch style={style} />
                <span>{name}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {hasSamples && (
        <ToggleButton pressed={bySamples} onToggle={setBySamples} title={text.samplesHint}>
          {text.samples}
        </ToggleButton>
      )}
    </>
  );
}
