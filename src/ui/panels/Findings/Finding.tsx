/** One finding: the claim, its experiment with controls and live charts, and the verdict. */
import { lazy, type ReactNode, Suspense } from 'react';
import type { FindingId } from '../../../findings/finding';
import { messages } from '../../../messages';
import { ErrorBoundary } from '../../components/ErrorBoundary';
import { Formula } from '../../components/Formula';
import { icons } from '../../components/icons';
import { useFindings } from '../../hooks/use-findings';
import { findingHash } from '../../view';
import { FindingChart } from './FindingChart';
import { FindingControls } from './FindingControls';
import type { FindingCard } from './finding-texts';
import { Verdict } from './Verdict';

const SharpMinima = lazy(() => import('./SharpMinima').then((module) => ({ default: module.SharpMinima })));
const Recipes = lazy(() => import('./Recipes').then((module) => ({ default: module.Recipes })));

/** What a finding has beside its experiment: something to play with. */
const EXTRAS: Partial<Record<FindingId, ReactNode>> = {
  'sharp-minima': <SharpMinima />,
  'published-recipes': <Recipes />,
};

export function Finding({ card }: { readonly card: FindingCard }) {
  const { id, number, text } = card;
  const page = messages.findingsPage;
  const run = useFindings(({ runs }) => runs[id]);
  const isRunning = useFindings(({ running }) => running === id);
  return (
    <article className="finding" aria-labelledby="finding-title">
      <header className="finding-head">
        <h2 id="finding-title">
          {page.number(number, text.title)}
          <a className="finding-link" href={findingHash(id)} aria-label={page.link} title={page.link}>
            {icons.link}
          </a>
        </h2>
        <p className="finding-claim">{text.claim}</p>
        <Formula display tex={text.formula} />
        <dl className="finding-notes">
          <div>
            <dt>{page.breaks}</dt>
            <dd>{text.breaks}</dd>
          </div>
          <div>
            <dt>{page.sabotageTitle}</dt>
            <dd>{text.sabotage}</dd>
          </div>
          {text.note && (
            <div>
              <dt>{page.note}</dt>
              <dd>{text.note}</dd>
            </div>
          )}
        </dl>
        <FindingControls card={card} />
      </header>
      {run?.error && (
        <p className="finding-error">
          <strong>{run.error.message}</strong> {run.error.fix} <code>{run.error.code}</code>
        </p>
      )}
      <ErrorBoundary>
        <section className="finding-charts" aria-label={page.charts}>
          {(run?.charts ?? []).map((chart) => (
            <FindingChart key={chart.title} chart={chart} />
          ))}
          {!run?.charts.length && (
            <p className="finding-empty">{isRunning ? page.firstCharts : page.noCharts}</p>
          )}
        </section>
        {run?.result && <Verdict result={run.result} sabotaged={run.options.sabotage} />}
        <Suspense fallback={<p className="finding-empty">{page.loading}</p>}>{EXTRAS[id]}</Suspense>
      </ErrorBoundary>
    </article>
  );
}
