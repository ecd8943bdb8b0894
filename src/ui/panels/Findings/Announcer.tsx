/** Tells a screen reader when a finding starts and what came of it. */

import { useRef } from 'react';
import { messages } from '../../../messages';
import { useFindings } from '../../hooks/use-findings';
import { FINDING_CARDS } from './finding-texts';

export function Announcer() {
  const text = messages.findingsPage.announce;
  const last = useRef('');
  const said = useFindings(({ running, runs }) => {
    const title = (id: string) => FINDING_CARDS.find((card) => card.id === id)?.text.title ?? '';
    if (running) {
      last.current = running;
      return text.running(title(running));
    }
    const run = FINDING_CARDS.map(({ id }) => id).find((id) => id === last.current);
    const state = run && runs[run];
    if (!run || !state) return '';
    if (state.error) return text.failed(title(run));
    return state.result ? text.done(title(run), state.result.agrees) : '';
  });
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
