/** What the cards say, by finding, in the gallery's order. */
import { FINDING_IDS, type FindingId } from '../../../findings/finding';
import { findings } from '../../../messages';

export interface FindingText {
  readonly title: string;
  readonly claim: string;
  /** TeX. */
  readonly formula: string;
  readonly breaks: string;
  /** What is broken when the finding is sabotaged. */
  readonly sabotage?: string;
}

export interface FindingCard {
  readonly id: FindingId;
  /** From 1. */
  readonly number: number;
  readonly text: FindingText;
}

const texts: Partial<Record<FindingId, FindingText>> = findings;

export const FINDING_CARDS: readonly FindingCard[] = FINDING_IDS.flatMap((id, index) => {
  const text = texts[id];
  return text ? [{ id, number: index + 1, text }] : [];
});
