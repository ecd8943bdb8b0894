/** States kept to be returned to, and the futures that were left by doing so. */
import { useState } from 'react';
import { checkpointFile } from '../../../lab/exchange';
import type { KeptCheckpoint } from '../../../lab/lab-state';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { NumberInput } from '../../components/NumberInput';
import { useLab, useLabState } from '../../hooks/use-lab';
import { downloadFile } from './download-file';

const text = messages.exchange.fork;

/** Weights and momenta are multiplied by at most this, and divided by at most as much. */
const LARGEST = 1000;

export function Fork() {
  const { exchange } = useLab();
  const hasRun = useLabState((state) => state.run !== null);
  const checkpoints = useLabState((state) => state.checkpoints);
  const [weights, setWeights] = useState(1);
  const [momenta, setMomenta] = useState(1);
  const isPlain = weights === 1 && momenta === 1;
  const rescale = isPlain ? null : { weights, momenta, runningStatistics: weights };
  return (
    <section aria-label={text.title}>
      <h3>{text.title}</h3>
      <p>{text.explanation}</p>
      <Button unavailable={!hasRun} onClick={() => void exchange.keep()}>
        {text.button}
      </Button>
      {checkpoints.length > 0 && (
        <>
          <ul className="exchange-list" aria-label={text.kept}>
            {checkpoints.map((checkpoint) => (
              <Kept
                key={checkpoint.id}
                checkpoint={checkpoint}
                onReturn={() => void exchange.returnTo(checkpoint.id, rescale)}
              />
            ))}
          </ul>
          <fieldset className="exchange-rescale">
            <legend>{text.rescale}</legend>
            <Field label={text.weights} hint={text.weightsHint}>
              {(hintId) => (
                <NumberInput
                  name={null}
                  value={weights}
                  minimum={1 / LARGEST}
                  maximum={LARGEST}
                  describedBy={hintId}
                  onChange={setWeights}
                />
              )}
            </Field>
            <Field label={text.momenta} hint={text.momentaHint}>
              {(hintId) => (
                <NumberInput
                  name={null}
                  value={momenta}
                  minimum={0}
                  maximum={LARGEST}
                  describedBy={hintId}
                  onChange={setMomenta}
                />
              )}
            </Field>
          </fieldset>
        </>
      )}
      <Earlier />
    </section>
  );
}

function Kept({
  checkpoint,
  onReturn,
}: {
  readonly checkpoint: KeptCheckpoint;
  readonly onReturn: () => void;
}) {
  const { exchange } = useLab();
  const { id, step, hyperParameters } = checkpoint;
  return (
    <li>
      <span>
        {text.step(step)} <small>{text.values(hyperParameters)}</small>
      </span>
      <span className="exchange-buttons">
        <Button aria-label={text.backTo(step)} onClick={onReturn}>
          {text.back}
        </Button>
        <Button aria-label={text.saveOf(step)} onClick={() => downloadFile(checkpointFile(checkpoint))}>
          {text.save}
        </Button>
        <Button kind="quiet" aria-label={text.forgetOf(step)} onClick={() => exchange.forget(id)}>
          {text.forget}
        </Button>
      </span>
    </li>
  );
}

function Earlier() {
  const earlier = useLabState((state) => state.earlier);
  if (earlier.length === 0) return null;
  return (
    <>
      <h4>{text.earlier}</h4>
      <ul className="exchange-list">
        {earlier.map((record, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: records have no other name, and the list only shifts
          <li key={index}>
            <span>{text.future(record.firstStep, record.steps)}</span>
            <small>
              {record.hyperParameters && text.values(record.hyperParameters)}
              {record.recentLoss === null ? '' : `, ${text.loss(record.recentLoss)}`}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}
