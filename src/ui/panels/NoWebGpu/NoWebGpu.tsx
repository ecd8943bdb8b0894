/** Why the lab cannot train here and what to do about it; the theory's chart works all the same. */
import type { LabErrorData } from '../../../config/lab-error';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useTheory } from '../../hooks/use-theory';
import { findingHash } from '../../view';
import { FINDING_CARDS, GPU_FREE } from '../Findings/finding-texts';
import { TransientChart } from '../Theory/TransientChart';
import { platformOf } from './platform';
import './NoWebGpu.css';

const text = messages.noWebGpu;

/** Errors of which this panel knows more than their own texts say. */
const ADAPTER_ERRORS = ['NO_WEBGPU', 'NO_ADAPTER'];

function reasonOf(error: LabErrorData | null): string {
  if (error?.code === 'NO_ADAPTER') return text.reasons.noAdapter;
  if (error?.code === 'NO_WEBGPU') {
    return window.isSecureContext ? text.reasons.missing : text.reasons.insecure;
  }
  return error?.message ?? text.reasons.failed;
}

/** @param error for which there is no run */
export function NoWebGpu({ error }: { readonly error: LabErrorData | null }) {
  const { hyper, rule } = useTheory();
  const { browser, system } = platformOf(navigator.userAgent, navigator.maxTouchPoints);
  const adviseOnBrowser = error === null || ADAPTER_ERRORS.includes(error.code);
  return (
    <section className="panel no-webgpu" aria-label={text.title}>
      <div className="no-webgpu-text">
        <h2>{text.title}</h2>
        <p>{reasonOf(error)}</p>
        {adviseOnBrowser ? (
          <>
            <h3>{text.whatToDo(browser, system)}</h3>
            <ul>
              {text.advice[browser][system].map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </>
        ) : (
          <p>{error.fix}</p>
        )}
        {error && (
          <details>
            <summary>{text.details}</summary>
            <p>
              {error.message} <code>{error.code}</code>
            </p>
            <p>{error.fix}</p>
          </details>
        )}
        <Button onClick={() => location.reload()}>{text.retry}</Button>
      </div>
      <div className="no-webgpu-chart">
        <p>{text.still}</p>
        <p>
          {messages.findingsPage.withoutGpu}{' '}
          {FINDING_CARDS.filter(({ id }) => GPU_FREE.includes(id)).map(({ id, text: { title } }) => (
            <a key={id} className="no-webgpu-finding" href={findingHash(id)}>
              {title}
            </a>
          ))}
        </p>
        <h3>{messages.theory.transient.chart}</h3>
        <TransientChart hyper={hyper} rule={rule} width={620} height={240} />
      </div>
    </section>
  );
}
