/** Dark or light: the system's wish until the reader chooses; the choice is kept in the browser's storage. */
import { useSyncExternalStore } from 'react';

export type Theme = 'dark' | 'light';

const STORAGE_KEY = 'smd-lab.theme';
const systemIsLight = window.matchMedia('(prefers-color-scheme: light)');
const listeners = new Set<() => void>();

function storedTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === 'dark' || stored === 'light' ? stored : null;
  } catch {
    // Storage can be forbidden altogether; then the choice lasts as long as the page.
    return null;
  }
}

let chosen = storedTheme();

/**
 * Kept, not asked for at each rendering: Chromium notes a change when `matches` is read, and an event whose change was
 * noted before its frame is never sent.
 */
let theme: Theme;

function apply(): void {
  theme = chosen ?? (systemIsLight.matches ? 'light' : 'dark');
  document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

/** Puts the theme on the document and follows the system's changes. Called once, before the first rendering. */
export function startTheme(): void {
  systemIsLight.addEventListener('change', apply);
  apply();
}

/** Changes to the other theme and remembers it. */
export function toggleTheme(): void {
  chosen = theme === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(STORAGE_KEY, chosen);
  } catch {
    // See storedTheme.
  }
  apply();
}

/** The theme in force, for what cannot read CSS variables (a canvas, WebGL). */
export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => theme,
  );
}
