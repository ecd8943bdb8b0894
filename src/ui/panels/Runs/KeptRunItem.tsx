/** One kept run in the list. */
import { configToHash } from '../../../config/share-link';
import { MAX_NAME_LENGTH } from '../../../lab/kept-run';
import { keptConfig, type NamedRun } from '../../../lab/kept-run-export';
import { messages } from '../../../messages';
import { RUN_STYLES } from '../../charts/comparison';
import { Button } from '../../components/Button';
import { TextInput } from '../../components/TextInput';
import { useLab } from '../../hooks/use-lab';
import { downloadAnswer, downloadFile } from '../Exchange/download-file';
import { RunSwatch } from './RunSwatch';

const text = messages.keptRuns;

interface KeptRunItemProps {
  readonly named: NamedRun;
  /** Whether all places on the charts are taken. */
  readonly isFull: boolean;
  readonly isUnsaved: boolean;
}

const clock = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

export function KeptRunItem({ named, isFull, isUnsaved }: KeptRunItemProps) {
  const lab = useLab();
  const { run, name } = named;
  const { id, slot, config, rows } = run;
  const style = slot === null ? undefined : RUN_STYLES[slot];
  const noPlace = slot === null && isFull;
  const hash = configToHash(config);
  return (
    <li>
      <div className="runs-name">
        <input
          type="checkbox"
          aria-label={text.overlay(name)}
          title={noPlace ? text.full : text.overlay(name)}
          aria-disabled={noPlace}
          checked={slot !== null}
          onChange={(event) => lab.runs.overlay(id, event.target.checked)}
        />
        {style && <RunSwatch style={style} />}
        <TextInput
          name={text.rename(name)}
          value={name}
          isValid={(entered) => entered.trim().length <= MAX_NAME_LENGTH}
          hint={text.renameHint}
          onChange={(entered) => lab.runs.rename(id, entered)}
        />
      </div>
      <small>
        {text.facts(run.steps, config.batchSize, run.dataSet, clock.format(run.keptAt))}
        {rows.stepsPerRow > 1 && ` · ${text.everyStep(rows.stepsPerRow)}`}
      </small>
      {isUnsaved && <small className="runs-unsaved">{text.unsaved}</small>}
      <div className="runs-buttons">
        <a
          className="button button-plain"
          href={hash}
          title={text.loadHint}
          aria-label={text.loadOf(name)}
          // The address has this link already: nothing would happen.
          onClick={() => hash === location.hash && void lab.open(config)}
        >
          {text.load}
        </a>
        <Button
          aria-label={text.csvOf(name)}
          onClick={() => void lab.runs.exportCsv(named).then(downloadAnswer)}
        >
          {text.csv}
        </Button>
        <Button aria-label={text.jsonOf(name)} onClick={() => downloadFile(keptConfig(named))}>
          {text.json}
        </Button>
        <Button kind="quiet" aria-label={text.removeOf(name)} onClick={() => void lab.runs.remove(id)}>
          {text.remove}
        </Button>
      </div>
    </li>
  );
}
