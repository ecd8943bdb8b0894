/** A panel: a titled region whose failure stays inside it. */
import type { ReactNode } from 'react';
import { ErrorBoundary } from './ErrorBoundary';
import './Panel.css';

interface PanelProps {
  readonly title: string;
  /** Extends the class list for the layout. */
  readonly className?: string;
  /** Controls at the right end of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Panel({ title, className = '', actions, children }: PanelProps) {
  return (
    <section className={`panel ${className}`} aria-label={title}>
      <header className="panel-header">
        <h2>{title}</h2>
        {actions}
      </header>
      <div className="panel-body">
        <ErrorBoundary>{children}</ErrorBoundary>
      </div>
    </section>
  );
}
