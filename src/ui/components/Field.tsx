/** A labelled row of the controls. */
import { type ReactNode, useId } from 'react';
import './Field.css';

interface FieldProps {
  readonly label: string;
  /** A sentence on what it does: shown by the pointer, read out with the control. */
  readonly hint: string;
  /** Marks a value that waits for a new run. */
  readonly changed?: boolean;
  /** The control, which is to be described by the element of the given id. */
  readonly children: (hintId: string) => ReactNode;
}

export function Field({ label, hint, changed = false, children }: FieldProps) {
  const hintId = useId();
  return (
    <>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the children */}
      <label className="field" title={hint} data-changed={changed || undefined}>
        <span className="field-label">{label}</span>
        {children(hintId)}
      </label>
      <span id={hintId} hidden>
        {hint}
      </span>
    </>
  );
}
