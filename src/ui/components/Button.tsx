/** A button. One that cannot act now stays focusable, so that the keyboard does not lose its place. */
import type { ComponentProps, ReactNode } from 'react';
import './Button.css';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'type' | 'disabled'> {
  readonly kind?: 'plain' | 'primary' | 'quiet';
  readonly unavailable?: boolean;
  readonly icon?: ReactNode;
}

export function Button({
  kind = 'plain',
  unavailable = false,
  icon,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className={`button button-${kind}`}
      aria-disabled={unavailable}
      onClick={unavailable ? undefined : onClick}
    >
      {icon}
      {children}
    </button>
  );
}
