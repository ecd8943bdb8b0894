/** The run's record as charts read it: in their own turn, whenever it has changed. */
import { type RefObject, useCallback } from 'react';
import type { RunRecord } from '../../lab/run-record';
import { useLab } from '../hooks/use-lab';
import { useDrawn, useTurns } from './use-drawn';

/** Calls a listener whenever the record has changed: at most four times a second. */
function useRevision(): (listener: () => void) => () => void {
  const lab = useLab();
  return useCallback(
    (listener: () => void) =>
      lab.store.subscribe((state, before) => {
        if (state.revision !== before.revision || state.record !== before.record) listener();
      }),
    [lab],
  );
}

/**
 * What `build` makes of the record in the chart's turns (see `useDrawn`); null before the first.
 * `build` gets null while there is no run.
 */
export function useFromRecord<Data>(
  element: RefObject<Element | null>,
  build: (record: RunRecord | null) => Data,
  dependencies: readonly unknown[],
): Data | null {
  const lab = useLab();
  return useDrawn(element, useRevision(), () => build(lab.store.getState().record), dependencies);
}

/** Calls `draw` with the record in the chart's turns, for what is drawn outside React. */
export function useDrawRecord(
  element: RefObject<Element | null>,
  draw: (record: RunRecord | null) => void,
  dependencies: readonly unknown[],
): void {
  const lab = useLab();
  useTurns(element, useRevision(), () => draw(lab.store.getState().record), dependencies);
}
