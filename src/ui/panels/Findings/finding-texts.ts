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
  readonly sabotage: string;
  /** Where the claim is often told loosely. */
  readonly note?: string;
}

export interface FindingCard {
  readonly id: FindingId;
  /** From 1. */
  readonly number: number;
  readonly text: FindingText;
  /** Whether chance, and a data set, are part of its experiment. */
  readonly hasSeed: boolean;
  readonly hasData: boolean;
}

const texts: Readonly<Record<FindingId, FindingText>> = findings;

/** Findings that are computed on the processor, with what of their experiment can be chosen. */
const COMPUTED: Partial<Record<FindingId, { readonly seed: boolean }>> = {
  'sharp-minima': { seed: true },
  'published-recipes': { seed: false },
};
export const GPU_FREE = FINDING_IDS.filter((id) => COMPUTED[id]);

export const FINDING_CARDS: readonly FindingCard[] = FINDING_IDS.map((id, index) => ({
  id,
  number: index + 1,
  text: texts[id],
  hasSeed: COMPUTED[id]?.seed ?? true,
  hasData: !COMPUTED[id],
}));
