/** What the reader looks at: the selected layer and filter, the common cursor of all charts, their scale. */
import { create } from 'zustand';

export interface ViewState {
  /** Name of the selected tensor; null until one is chosen: then the last convolution counts as selected. */
  readonly selectedTensor: string | null;
  /** Index of the selected filter within the selected tensor; null means none. */
  readonly selectedFilter: number | null;
  /** The step under the pointer of any chart, drawn as a cursor in all; null while there is none. */
  readonly cursorStep: number | null;
  readonly logarithmic: boolean;
  /** Whether the filters' 10–90 % band is drawn. */
  readonly showBand: boolean;
}

/** The view's state; it is no part of a run, hence of no share link. Update with the functions below. */
export const useView = create<ViewState>()(() => ({
  selectedTensor: null,
  selectedFilter: null,
  cursorStep: null,
  logarithmic: true,
  showBand: false,
}));

/** Selects a layer; a filter of another layer is no longer selected. */
export function selectTensor(name: string): void {
  useView.setState((view) =>
    view.selectedTensor === name ? view : { selectedTensor: name, selectedFilter: null },
  );
}

/** Selects a filter by its index within the tensor, null for none, and the tensor with it. */
export function selectFilter(tensor: string, filter: number | null): void {
  useView.setState({ selectedTensor: tensor, selectedFilter: filter });
}

/** Moves the cursor of all charts to a step, null to take it away. */
export function moveCursor(step: number | null): void {
  if (useView.getState().cursorStep !== step) useView.setState({ cursorStep: step });
}

export function setLogarithmic(logarithmic: boolean): void {
  useView.setState({ logarithmic });
}

export function setShowBand(showBand: boolean): void {
  useView.setState({ showBand });
}
