/** Opens the profile, which is loaded then and costs nothing before. */
import { lazy, Suspense, useRef, useState } from 'react';
import { messages } from '../../../messages';
import { ErrorBoundary } from '../../components/ErrorBoundary';
import { cannotRun, useLabState } from '../../hooks/use-lab';

const ProfileDialog = lazy(() =>
  import('./ProfileDialog').then((module) => ({ default: module.ProfileDialog })),
);

export function ProfileButton() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const impossible = useLabState(cannotRun);
  if (impossible) return null;
  return (
    <>
      <button
        ref={button}
        type="button"
        className="button button-quiet"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {messages.profile.open}
      </button>
      {open && (
        <ErrorBoundary>
          <Suspense>
            <ProfileDialog opener={button} onClose={() => setOpen(false)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  );
}
