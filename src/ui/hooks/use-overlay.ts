/** The kept runs, what they are called at present, and those of them that lie over the present run. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { RunConfig } from '../../config/run-config';
import { runNames } from '../../config/run-names';
import type { KeptRun } from '../../lab/kept-run';
import type { NamedRun } from '../../lab/kept-run-export';
import type { KeptRunsState } from '../../lab/kept-runs';
import { useChartOptions } from '../charts/chart-options';
import { type Overlay, RUN_STYLES, type ShownRun } from '../charts/comparison';
import { useLab, useLabState } from './use-lab';

/** A part of the kept runs' state that is the same (`Object.is`) while nothing changed. */
export function useKeptRuns<Part>(selector: (state: KeptRunsState) => Part): Part {
  return useStore(useLab().runs.store, selector);
}

/** The present run's config with those events that have acted. */
function usePresentConfig(): RunConfig {
  const config = useLabState((state) => state.run?.config ?? state.staged);
  const events = useLabState((state) => state.record?.events ?? config.events);
  const acted = useLabState((state) => events.filter(({ step }) => step < Math.max(1, state.step)).length);
  return useMemo(() => ({ ...config, events: events.slice(0, acted) }), [config, events, acted]);
}

export interface NamedRuns {
  readonly runs: readonly NamedRun[];
  readonly presentName: string;
}

/**
 * All kept runs by their names: the user's, or what tells them from the present run and the overlaid ones. A run that is
 * not overlaid is named as if it were.
 */
export function useNamedRuns(): NamedRuns {
  const runs = useKeptRuns((state) => state.runs);
  const present = usePresentConfig();
  return useMemo(() => nameRuns(present, runs), [present, runs]);
}

function nameRuns(present: RunConfig, runs: readonly KeptRun[]): NamedRuns {
  const named = runNames(
    present,
    runs.map(({ config, slot }) => ({ config, overlaid: slot !== null })),
  );
  return {
    presentName: named.present,
    runs: runs.map((run, index) => ({ run, name: run.name ?? named.names[index] ?? '' })),
  };
}

/** What lies over the present run; null without any. It stays the same while training goes on. */
export function useOverlay(): Overlay | null {
  const { runs, presentName } = useNamedRuns();
  const bySamples = useChartOptions((options) => options.bySamples);
  const hidden = useChartOptions((options) => options.hiddenRuns);
  const batchSize = useLabState((state) => (state.run?.config ?? state.staged).batchSize);
  return useMemo(() => {
    const shown = runs
      .flatMap(({ run, name }): ShownRun[] => {
        const style = run.slot === null ? undefined : RUN_STYLES[run.slot];
        if (!style || hidden.has(run.id)) return [];
        return [{ run, name, style, stretch: bySamples ? run.config.batchSize / batchSize : 1 }];
      })
      .sort((first, second) => (first.run.slot ?? 0) - (second.run.slot ?? 0));
    if (shown.length === 0) return null;
    const end = Math.ceil(Math.max(...shown.map(({ run, stretch }) => run.steps * stretch)));
    return { runs: shown, presentName, samplesPerStep: bySamples ? batchSize : null, end };
  }, [runs, presentName, bySamples, hidden, batchSize]);
}
