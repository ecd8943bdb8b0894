/** Runs a finding and stops it: seed, data set, sabotage, progress. */
import { useState } from 'react';
import { FINDING_DATA_SOURCES, type FindingDataSource, type FindingOptions } from '../../../findings/finding';
import { messages } from '../../../messages';
import { formatPercent } from '../../../messages/format';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { icons } from '../../components/icons';
import { NumberInput } from '../../components/NumberInput';
import { findings, useFindings } from '../../hooks/use-findings';
import { FINDING_CARDS, type FindingCard } from './finding-texts';

const DEFAULT_OPTIONS: FindingOptions = { seed: 1, dataSource: 'glyphs', sabotage: false };
const LARGEST_SEED = 0xffffffff;

export function FindingControls({ card: { id, hasSeed, hasData } }: { readonly card: FindingCard }) {
  const page = messages.findingsPage;
  const run = useFindings(({ runs }) => runs[id]);
  const running = useFindings((state) => state.running);
  const [options, setOptions] = useState(run?.options ?? DEFAULT_OPTIONS);
  const change = (changes: Partial<FindingOptions>) => setOptions({ ...options, ...changes });
  const isRunning = running === id;
  const other = isRunning ? undefined : FINDING_CARDS.find((card) => card.id === running)?.text.title;

  return (
    <div className="finding-controls">
      {isRunning ? (
        <Button icon={icons.pause} onClick={() => findings.stop()}>
          {page.stop}
        </Button>
      ) : (
        <Button
          kind="primary"
          icon={icons.train}
          title={other && page.replaces(other)}
          onClick={() => findings.run(id, options)}
        >
          {run?.result ? page.runAgain : page.run}
        </Button>
      )}
      {hasSeed && (
        <Field label={page.seed} hint={page.seedHint}>
          {(hintId) => (
            <NumberInput
              name={null}
              value={options.seed}
              minimum={0}
              maximum={LARGEST_SEED}
              integer
              describedBy={hintId}
              onChange={(seed) => change({ seed })}
            />
          )}
        </Field>
      )}
      {hasData && (
        <Field label={page.data} hint={page.dataHint}>
          {(hintId) => (
            <select
              aria-describedby={hintId}
              value={options.dataSource}
              onChange={(event) => change({ dataSource: event.target.value as FindingDataSource })}
            >
              {FINDING_DATA_SOURCES.map((source) => (
                <option key={source} value={source}>
                  {page.dataNames[source]}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label={page.sabotage} hint={page.sabotageHint}>
        {(hintId) => (
          <input
            type="checkbox"
            aria-describedby={hintId}
            checked={options.sabotage}
            onChange={(event) => change({ sabotage: event.target.checked })}
          />
        )}
      </Field>
      {isRunning && <Progress progress={run?.progress ?? null} />}
    </div>
  );
}

function Progress({
  progress,
}: {
  readonly progress: { readonly done: number; readonly total: number; readonly what: string } | null;
}) {
  const page = messages.findingsPage;
  const { done, total, what } = progress ?? { done: 0, total: 0, what: '' };
  return (
    <div className="finding-progress">
      <progress aria-label={page.progress} value={total > 0 ? done / total : undefined} />
      <span>{page.progressText(what, total > 0 ? formatPercent(done / total) : '')}</span>
    </div>
  );
}
