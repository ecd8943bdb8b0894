/** The last thing that went wrong: what, where, and what to do. Over the page, so that nothing moves. */

import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { icons } from '../../components/icons';
import { cannotRun, useLab, useLabState } from '../../hooks/use-lab';
import './ErrorAlert.css';

export function ErrorAlert() {
  const lab = useLab();
  // Where no run is possible the middle of the page says so, at length.
  const failure = useLabState((state) => (cannotRun(state) ? null : state.failure));
  const error = useLabState((state) => state.error) ?? failure;
  const text = messages.errors;
  // The live region is always there: screen readers announce what appears in it.
  return (
    <div className="error-alert-place" role="alert">
      {error && (
        <div className="error-alert">
          <p className="error-alert-message">{error.message}</p>
          <p>
            {text.fix}: {error.fix}
          </p>
          <p className="error-alert-where">
            {text.where}: <code>{error.where}</code> · <code>{error.code}</code>
          </p>
          <Button
            kind="quiet"
            icon={icons.close}
            aria-label={text.dismiss}
            title={text.dismiss}
            onClick={() => lab.dismissError()}
          />
        </div>
      )}
    </div>
  );
}
