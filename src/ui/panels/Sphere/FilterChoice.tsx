/** The list in which filters are chosen for the sphere, by pointer or keyboard. */

import { messages } from '../../../messages';
import { useLab } from '../../hooks/use-lab';

interface FilterChoiceProps {
  readonly tensor: number;
  /** The filters chosen by the reader; empty means the default. */
  readonly chosen: readonly number[];
  readonly shown: readonly number[];
  readonly dead: readonly boolean[];
}

export function FilterChoice({ tensor, chosen, shown, dead }: FilterChoiceProps) {
  const text = messages.charts.sphere;
  const lab = useLab();
  const toggle = (filter: number) => {
    const others = shown.filter((other) => other !== filter);
    lab.select(tensor, others.length < shown.length ? others : [...others, filter]);
  };
  return (
    <details className="sphere-choice">
      <summary className="chart-tool">{text.filters(shown.length)}</summary>
      <fieldset>
        <legend className="visually-hidden">{text.chooseFilters}</legend>
        <button
          type="button"
          className="chart-tool"
          aria-pressed={chosen.length === 0}
          title={text.automaticHint}
          onClick={() => lab.select(tensor)}
        >
          {text.automatic}
        </button>
        {dead.map((isDead, filter) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the filter
            key={filter}
            type="button"
            className="chart-tool"
            aria-pressed={shown.includes(filter)}
            aria-label={messages.charts.heatMap.filter(filter, isDead)}
            onClick={() => toggle(filter)}
          >
            {isDead ? text.deadFilter(filter) : filter}
          </button>
        ))}
      </fieldset>
    </details>
  );
}
