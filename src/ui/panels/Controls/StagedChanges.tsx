/** What was changed and waits: said before it is applied, since it ends the present run. */
import { readField } from '../../../config/field-values';
import { FIELDS } from '../../../config/fields';
import { valueText } from '../../../config/value-text';
import { stagedChanges } from '../../../lab/lab-store';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useLab, useLabState } from '../../hooks/use-lab';

const text = messages.staged;

export function StagedChanges() {
  const lab = useLab();
  const staged = useLabState((state) => state.staged);
  const run = useLabState((state) => state.run);
  const step = useLabState((state) => state.step);
  const opening = useLabState((state) => state.opening);
  const changes = stagedChanges({ run, staged });
  return (
    <>
      <span className="visually-hidden" aria-live="polite">
        {changes.length > 0 ? text.announcement : ''}
      </span>
      {run && changes.length > 0 && (
        <section className="staged" aria-label={text.title}>
          <h3>{text.title}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which the keyboard must be able to do */}
          <ul tabIndex={0} aria-label={text.title}>
            {changes.map((path) => (
              <li key={path}>
                {text.change(
                  FIELDS[path].label,
                  valueText(path, readField(run.config, path)),
                  valueText(path, readField(staged, path)),
                )}
              </li>
            ))}
          </ul>
          {step > 0 && <p>{text.losesSteps(step)}</p>}
          <div className="staged-buttons">
            <Button kind="primary" unavailable={opening} onClick={() => void lab.apply()}>
              {opening ? text.applying : text.apply}
            </Button>
            <Button unavailable={opening} onClick={() => lab.discardStaged()}>
              {text.discard}
            </Button>
          </div>
        </section>
      )}
    </>
  );
}
