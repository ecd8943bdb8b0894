/** What leaves the page as files and comes back: checkpoints, futures that part from a kept state, exports. */
import { useRef } from 'react';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useLab, useLabState } from '../../hooks/use-lab';
import { downloadAnswer } from './download-file';
import { Fork } from './Fork';
import './Exchange.css';

const text = messages.exchange;

export function Exchange() {
  const { exchange } = useLab();
  const hasRun = useLabState((state) => state.run !== null);
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div className="exchange">
      {hasRun ? null : <p>{text.unavailable}</p>}
      <section aria-label={text.checkpoint.title}>
        <h3>{text.checkpoint.title}</h3>
        <p>{text.checkpoint.explanation}</p>
        <input
          ref={chooser}
          type="file"
          accept=".safetensors"
          hidden
          tabIndex={-1}
          onChange={(event) => {
            const file = event.target.files?.[0];
            // The same file can be chosen again after a failure.
            event.target.value = '';
            if (file) void exchange.load(file);
          }}
        />
        <div className="exchange-buttons">
          <Button unavailable={!hasRun} onClick={() => void exchange.save().then(downloadAnswer)}>
            {text.checkpoint.save}
          </Button>
          <Button unavailable={!hasRun} onClick={() => chooser.current?.click()}>
            {text.checkpoint.load}
          </Button>
        </div>
      </section>
      <Fork />
      <section aria-label={text.exports.title}>
        <h3>{text.exports.title}</h3>
        <p>{text.exports.explanation}</p>
        <div className="exchange-buttons">
          <Button unavailable={!hasRun} onClick={() => void exchange.exportCsv().then(downloadAnswer)}>
            {text.exports.csv}
          </Button>
          <Button
            unavailable={!hasRun}
            onClick={() => void exchange.exportJson(navigator.userAgent).then(downloadAnswer)}
          >
            {text.exports.json}
          </Button>
        </div>
      </section>
    </div>
  );
}
