/** The lab, and its state through selectors: a component is rendered again only when what it selected changed. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { LabState } from '../../lab/lab-state';
import type { Lab } from '../../lab/lab-store';

export const LabContext = createContext<Lab | null>(null);

/** The lab that the page shows. Its actions may be called from event handlers. */
export function useLab(): Lab {
  const lab = use(LabContext);
  if (!lab) throw new Error('useLab is called outside LabContext');
  return lab;
}

/**
 * A part of the lab's state. The selector must return a value that is the same (`Object.is`) while nothing changed:
 * a field, or a primitive made of several.
 */
export function useLabState<Part>(selector: (state: LabState) => Part): Part {
  return useStore(useLab().store, selector);
}

/** Whether no run is possible here, for want of an adapter. */
export function cannotRun({ runState, run }: LabState): boolean {
  return runState === 'failed' && run === null;
}
