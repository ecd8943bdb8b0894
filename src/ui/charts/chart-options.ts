/** How the charts are drawn: no part of a run, hence of no share link. */
import { create } from 'zustand';

export interface ChartOptions {
  /** The scale of all charts that allow a choice. */
  readonly logarithmic: boolean;
  /** Whether the filters' 10–90 % band is drawn. */
  readonly showBand: boolean;
  /** Whether kept runs lie over the present one by samples seen instead of steps. */
  readonly bySamples: boolean;
  /** Kept runs that are overlaid and switched off for the moment, by their ids. */
  readonly hiddenRuns: ReadonlySet<string>;
}

export const useChartOptions = create<ChartOptions>()(() => ({
  logarithmic: true,
  showBand: false,
  bySamples: false,
  hiddenRuns: new Set(),
}));

export function setLogarithmic(logarithmic: boolean): void {
  useChartOptions.setState({ logarithmic });
}

export function setShowBand(showBand: boolean): void {
  useChartOptions.setState({ showBand });
}

export function setBySamples(bySamples: boolean): void {
  useChartOptions.setState({ bySamples });
}

export function toggleRun(id: string): void {
  useChartOptions.setState(({ hiddenRuns }) => {
    const after = new Set(hiddenRuns);
    if (!after.delete(id)) after.add(id);
    return { hiddenRuns: after };
  });
}
