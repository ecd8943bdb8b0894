/** How the charts are drawn: no part of a run, hence of no share link. */
import { create } from 'zustand';

export interface ChartOptions {
  /** The scale of all charts that allow a choice. */
  readonly logarithmic: boolean;
  /** Whether the filters' 10–90 % band is drawn. */
  readonly showBand: boolean;
}

export const useChartOptions = create<ChartOptions>()(() => ({ logarithmic: true, showBand: false }));

export function setLogarithmic(logarithmic: boolean): void {
  useChartOptions.setState({ logarithmic });
}

export function setShowBand(showBand: boolean): void {
  useChartOptions.setState({ showBand });
}
