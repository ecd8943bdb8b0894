/** A small button above a chart that is either on or off. */
import './charts.css';

interface ToggleButtonProps {
  readonly pressed: boolean;
  readonly onToggle: (pressed: boolean) => void;
  readonly title: string;
  readonly children: string;
}

export function ToggleButton({ pressed, onToggle, title, children }: ToggleButtonProps) {
  return (
    <button
      type="button"
      className="chart-tool"
      aria-pressed={pressed}
      title={title}
      onClick={() => onToggle(!pressed)}
    >
      {children}
    </button>
  );
}
