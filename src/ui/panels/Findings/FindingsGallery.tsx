/** The findings: all claims at the left with what came of them, the chosen one with its experiment beside. */

import type { FindingId } from '../../../findings/finding';
import { messages } from '../../../messages';
import { Announcer } from './Announcer';
import { Finding } from './Finding';
import { FindingList } from './FindingList';
import { FINDING_CARDS } from './finding-texts';
import './Findings.css';

interface FindingsGalleryProps {
  /** The finding that the link names. */
  readonly open: FindingId | null;
}

export function FindingsGallery({ open }: FindingsGalleryProps) {
  const card = FINDING_CARDS.find(({ id }) => id === open) ?? FINDING_CARDS[0];
  if (!card) return null;
  return (
    <main className="findings" aria-label={messages.findingsPage.list}>
      <FindingList open={card.id} />
      {/* Each finding has a state of its own: what was typed for one does not show in another. */}
      <Finding key={card.id} card={card} />
      <Announcer />
    </main>
  );
}
