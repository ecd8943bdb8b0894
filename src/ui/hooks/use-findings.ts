/** The findings' runs, and their state through selectors. */
import { useStore } from 'zustand';
import { Findings, type FindingsState } from '../../lab/findings-store';

/** One for the page: results are kept while it lives. */
export const findings = new Findings(
  () => new Worker(new URL('../../lab/finding-worker.ts', import.meta.url), { type: 'module' }),
);

/** A part of the state that is the same (`Object.is`) while nothing changed. */
export function useFindings<Part>(selector: (state: FindingsState) => Part): Part {
  return useStore(findings.store, selector);
}
