/** All findings as links, each with its formula and what came of its last run. */
import type { FindingId } from '../../../findings/finding';
import type { FindingRun } from '../../../lab/findings-store';
import { messages } from '../../../messages';
import { Formula } from '../../components/Formula';
import { useFindings } from '../../hooks/use-findings';
import { findingHash } from '../../view';
import { FINDING_CARDS, type FindingCard } from './finding-texts';

export type CardState = keyof typeof messages.findingsPage.states;

/** What a card shows of its finding; not by colour alone. */
export function cardState(run: FindingRun | undefined, isRunning: boolean): CardState {
  if (isRunning) return 'running';
  if (run?.error) return 'failed';
  if (!run?.result) return 'idle';
  return run.result.agrees ? 'agrees' : 'disagrees';
}

export function FindingList({ open }: { readonly open: FindingId }) {
  return (
    <nav className="findings-list" aria-label={messages.findingsPage.list}>
      <ol>
        {FINDING_CARDS.map((card) => (
          <li key={card.id}>
            <Entry card={card} isOpen={card.id === open} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Entry({ card, isOpen }: { readonly card: FindingCard; readonly isOpen: boolean }) {
  const { id, number, text } = card;
  const state = useFindings(({ runs, running }) => cardState(runs[id], running === id));
  const page = messages.findingsPage;
  return (
    <a className="findings-entry" href={findingHash(id)} aria-current={isOpen ? 'true' : undefined}>
      <span className="findings-entry-title">{page.number(number, text.title)}</span>
      <span className="findings-state" data-state={state}>
        {page.states[state]}
      </span>
      <span className="findings-entry-formula" aria-hidden="true">
        <Formula tex={text.formula} />
      </span>
    </a>
  );
}
