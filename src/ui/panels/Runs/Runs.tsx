/** The list of kept runs: which lie over the present one, their names, and what can be done with them. */
import { CHART_POINTS } from '../../../lab/decimate';
import { MAX_OVERLAID } from '../../../lab/kept-run';
import { allKeptJson } from '../../../lab/kept-run-export';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useLab } from '../../hooks/use-lab';
import { useKeptRuns, useNamedRuns } from '../../hooks/use-overlay';
import { downloadAnswer, downloadFile } from '../Exchange/download-file';
import { KeptRunItem } from './KeptRunItem';
import './Runs.css';

const text = messages.keptRuns;

export function Runs() {
  const lab = useLab();
  const { runs } = useNamedRuns();
  const unsaved = useKeptRuns((state) => state.unsaved);
  const removed = useKeptRuns((state) => state.removed);
  const isFull = runs.filter(({ run }) => run.slot !== null).length >= MAX_OVERLAID;
  return (
    <div className="runs">
      <p>{runs.length === 0 ? text.none : text.explanation}</p>
      {runs.length > 0 && (
        <ul className="runs-list" aria-label={text.list}>
          {runs.map((named) => (
            <KeptRunItem
              key={named.run.id}
              named={named}
              isFull={isFull}
              isUnsaved={unsaved.has(named.run.id)}
            />
          ))}
        </ul>
      )}
      <div role="status">
        {removed && (
          <p className="runs-removed">
            {text.removed(removed.name ?? text.factsOf(removed.steps))}
            <Button onClick={() => void lab.runs.undo()}>{text.undo}</Button>
          </p>
        )}
      </div>
      {runs.length > 0 && (
        <section aria-label={text.all}>
          <h3>{text.all}</h3>
          <p>{text.thinning(CHART_POINTS)}</p>
          <div className="runs-buttons">
            <Button onClick={() => void lab.runs.exportAll(runs).then(downloadAnswer)}>{text.allCsv}</Button>
            <Button onClick={() => downloadFile(allKeptJson(runs))}>{text.allJson}</Button>
          </div>
        </section>
      )}
    </div>
  );
}
