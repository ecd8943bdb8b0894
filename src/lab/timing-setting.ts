/** Whether the page chooses kernels by timing them; kept in the browser's storage. On unless switched off. */

export const TIMING_SETTING = 'smd-lab.choose-kernels-by-timing';

export function storedTimesKernels(): boolean {
  try {
    return localStorage.getItem(TIMING_SETTING) !== 'off';
  } catch {
    // Storage can be forbidden altogether; then the choice lasts as long as the page.
    return true;
  }
}

export function storeTimesKernels(timesKernels: boolean): void {
  try {
    localStorage.setItem(TIMING_SETTING, timesKernels ? 'on' : 'off');
  } catch {
    // See storedTimesKernels.
  }
}
