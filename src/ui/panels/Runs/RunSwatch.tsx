/** How a kept run is drawn: its dashes in its colour, and its letter. */
import type { RunStyle } from '../../charts/comparison';
import './Runs.css';

export function RunSwatch({ style: { letter, colour, dash } }: { readonly style: RunStyle }) {
  return (
    <>
      <svg width="18" height="8" aria-hidden="true">
        <line x1="0" x2="18" y1="4" y2="4" stroke={colour} strokeWidth="2" strokeDasharray={dash} />
      </svg>
      <b className="run-letter">{letter}</b>
    </>
  );
}
