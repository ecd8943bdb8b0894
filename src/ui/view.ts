/** Which of the page's views the address names: the lab, or the findings with one of them open. */
import { useSyncExternalStore } from 'react';
import { FINDING_IDS, type FindingId } from '../findings/finding';

export type View =
  | { readonly name: 'lab' }
  /** `open` is null where the link names none, or one that does not exist. */
  | { readonly name: 'findings'; readonly open: FindingId | null };

const LAB: View = { name: 'lab' };
const GALLERY = '#findings';
const FINDING = '#finding=';

/** The view of a URL hash; whatever is not the findings' is the lab's, whose links are runs. */
export function viewOf(hash: string): View {
  if (hash === GALLERY) return { name: 'findings', open: null };
  if (!hash.startsWith(FINDING)) return LAB;
  const id = hash.slice(FINDING.length);
  return { name: 'findings', open: FINDING_IDS.find((known) => known === id) ?? null };
}

/** The link that opens a finding, or the gallery. */
export function findingHash(id: FindingId | null): string {
  return id === null ? GALLERY : `${FINDING}${id}`;
}

/** The link that was last the lab's: to it leads the way back. */
let labHash = '';

function rememberLab(): void {
  if (viewOf(location.hash).name === 'lab') labHash = location.hash;
}

function subscribe(listener: () => void): () => void {
  const onChange = () => {
    rememberLab();
    listener();
  };
  rememberLab();
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

/** The address' hash, followed as it changes. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash);
}

/** The link back to the lab as it was left. */
export function labLink(): string {
  return labHash || '#';
}
