/** A labelled row of the controls. */
import type { ReactNode } from 'react';
import './Field.css';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  /** Marks a value that waits for a new run. */
  readonly changed?: boolean;
  readonly children: ReactNode;
}

export function Field({ label, hint, changed = false, children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the children
    <label className="field" title={hint} data-changed={changed || undefined}>
      <span className="field-label">{label}</span>
      {children}
    </label>
  );
}
