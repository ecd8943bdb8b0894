/** Switches all charts that allow it between a logarithmic and a linear scale. */
import { messages } from '../../messages';
import { setLogarithmic, useChartOptions } from './chart-options';
import { ToggleButton } from './ToggleButton';

export function LogarithmicButton() {
  const logarithmic = useChartOptions((options) => options.logarithmic);
  return (
    <ToggleButton pressed={logarithmic} onToggle={setLogarithmic} title={messages.charts.logarithmicHint}>
      {messages.charts.logarithmic}
    </ToggleButton>
  );
}
